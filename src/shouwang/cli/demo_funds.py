"""Funds in the June of a demo: a target set anew, sharings of three kinds, a self-appraisal signed.

Everything goes through the operations that the pages use, by accounts of the right role. Needs
Django set up.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from shouwang.base.access import EVERYWHERE
from shouwang.base.words import _
from shouwang.cli.demo_life import Life, actor
from shouwang.rules.funds import load_fund_rules
from shouwang.stages.board.queries import figures
from shouwang.stages.programmes.funds.operations import appraisals, curves, sharings
from shouwang.stages.programmes.funds.sharing import Entry, Formula

TOTAL = 1_000_000_000_00  # fen of the batch that is shared out
FLOOR = 5_000_000_00  # fen
YEAR_KIND = "special"


def live_funds(life: Life) -> None:
    """Set a target, try three sharings and adopt one, let the demo's banner appraise itself."""
    _target(life)
    values, indicator_day = _figures(life)
    if indicator_day is not None:
        _sharings(life, values, indicator_day)
    _appraisal(life, values, indicator_day)


def _told(life: Life) -> dict[str, Any]:
    return {"at": life.moment(life.day), "on": life.day}


def _target(life: Life) -> None:
    target = load_fund_rules(life.policy.content).targets[YEAR_KIND]
    shares = [min(share + Decimal("0.02"), Decimal(1)) for share in target.shares]
    life.act("target", curves.set_curve, content=life.policy.content, kind=YEAR_KIND,
             year=life.day.year, edition=0, shares=shares, owner=target.owner,
             basis=_("decided at the office's meeting of the second quarter"),
             by=actor(life, "region"), **_told(life))  # fmt: skip


def _figures(life: Life) -> tuple[dict[str, dict[str, float | None]], Any]:
    """Return banner → indicator → value in the newest set of figures, and its day."""
    rules = load_fund_rules(life.policy.content)
    names = {each.indicator for each in rules.factors.values()}
    names |= {each.indicator for each in rules.items.values()}
    sets = figures.figure_sets(on=life.day, scope=EVERYWHERE)
    if not sets:
        return {}, None
    rows = figures.figures(
        figure_set=sets[0], level="banner", indicators=names, areas=[""], on=life.day,
        scope=EVERYWHERE,
    )  # fmt: skip
    found: dict[str, dict[str, float | None]] = {}
    for each in rows:
        found.setdefault(each.place, {})[each.indicator] = each.value
    return found, sets[0].on


def _sharings(life: Life, values: dict[str, dict[str, float | None]], day: Any) -> None:
    factors = load_fund_rules(life.policy.content).factors.values()
    whole = {code: told for code, told in values.items()
             if all(told.get(each.indicator) is not None for each in factors)}  # fmt: skip
    if not whole:
        return
    by, told = actor(life, "region"), _told(life)

    def keep(title: str, floor: int) -> Any:
        return life.act(
            "sharing", sharings.keep_sharing, content=life.policy.content, title=title,
            entries=[_entry(code, one, factors, floor) for code, one in sorted(whole.items())],
            formula=_formula(factors), figures_day=day, by=by, **told,
        )  # fmt: skip

    plain = keep(_("second batch, by the formula alone"), 0)
    floored = keep(_("second batch, at least five million each"), FLOOR)
    keep(_("second batch, still being talked about"), FLOOR // 2)
    for made, operation, note in (
        (floored, sharings.adopt_sharing, _("decided by the leading group")),
        (plain, sharings.discard_sharing, _("small banners would get too little")),
    ):
        if made is not None:
            life.act("sharing decided", operation, sharing_id=made.pk, version=made.version,
                     note=note, by=by, **told)  # fmt: skip


def _entry(code: str, told: dict[str, float | None], factors: Any, floor: int) -> Entry:
    values = {each.label: Fraction(str(told[each.indicator])) for each in factors}
    return Entry(code, code, values, floor)


def _formula(factors: Any) -> Formula:
    weights = {each.label: Fraction(each.weight) for each in factors}
    inverse = frozenset(each.label for each in factors if each.is_inverse)
    return Formula(TOTAL, weights, inverse)


def _appraisal(life: Life, values: dict[str, dict[str, float | None]], day: Any) -> None:
    clerk, approver = actor(life, "clerk"), actor(life, "approver")
    (banner,) = sorted(clerk.scope.places)
    items = load_fund_rules(life.policy.content).items
    words = {name: _("as the ledger has it; what lacks is made up by the end of the third quarter")
             for name in items}  # fmt: skip
    made = life.act("appraisal", appraisals.write_appraisal, content=life.policy.content,
                    banner=banner, version=0, words=words, by=clerk, **_told(life))  # fmt: skip
    if made is not None and day is not None:
        life.act("appraisal signed", appraisals.sign_appraisal, content=life.policy.content,
                 banner=banner, version=made.version, figures=values.get(banner, {}),
                 figures_day=day, by=approver, **_told(life))  # fmt: skip
