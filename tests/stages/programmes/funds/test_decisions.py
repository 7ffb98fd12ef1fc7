"""Targets by edition, sharings kept and decided, self-appraisals signed: who may, and what stands."""

from decimal import Decimal
from fractions import Fraction

import pytest

from shouwang.base.access import NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.rules.funds import load_fund_rules
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.programmes.funds.models import Appraisal, Sharing, TargetCurve
from shouwang.stages.programmes.funds.operations import appraisals, curves, sharings
from shouwang.stages.programmes.funds.queries import (
    appraisals as known_appraisals,
    curves as known_curves,
    sharings as known,
)
from shouwang.stages.programmes.funds.sharing import Entry, Formula
from tests.office import world

pytestmark = pytest.mark.django_db
SHARES = [Decimal(month) / 12 for month in range(1, 13)]


def told(role="region", side=world.HOME):
    return {"at": world.AT, "by": world.actor(role, side), "on": world.DAY}


def asked(role="region", side=world.HOME):
    return {"on": world.DAY, "scope": world.actor(role, side).scope}


def set_curve(role="region", **fields):
    given = {"kind": "all", "year": 2020, "edition": 0, "shares": SHARES,
             "owner": "planning_finance", "basis": "letter 1", **fields}  # fmt: skip
    return curves.set_curve(content=world.content(), **given, **told(role))


class TestCurves:
    def test_the_contents_curve_counts_until_an_office_sets_another(self):
        def read():
            return known_curves.curve(content=world.content(), kind="all", year=2020, **asked())

        before = read()
        assert (before.edition, before.share(6), before.is_verified) == (0, Decimal("0.5"), False)
        set_curve()
        assert read().edition == 1
        assert read().share(12) == 1
        set_curve(edition=1, shares=[Decimal(1)] * 12)
        assert [each.edition for each in known_curves.editions(kind="all", year=2020, **asked())] == [2, 1]  # fmt: skip
        assert AuditEntry.objects.filter(what="set_curve").count() == 2

    def test_a_kind_without_a_curve_goes_by_that_of_all_money(self):
        found = known_curves.curve(content=world.content(), kind="other", year=2020, **asked())
        assert found.kind == "all"

    def test_who_comes_second_is_told(self):
        set_curve()
        with pytest.raises(Stale):
            set_curve()

    @pytest.mark.parametrize("role", ["league", "approver", "clerk", "auditor"])
    def test_only_the_region_sets_it(self, role):
        with pytest.raises(NotAllowed):
            set_curve(role)

    def test_all_faults_are_named_at_once_and_nothing_is_kept(self):
        shares = [None, Decimal("0.5"), Decimal("0.4"), Decimal(2), *SHARES[4:]]
        with pytest.raises(InputProblems) as wrong:
            set_curve(kind="x", year=1, owner="x", basis=" ", shares=shares)
        assert {each.where for each in wrong.value.problems} >= {
            "kind", "year", "owner", "basis", "month-1", "month-3", "month-4",
        }  # fmt: skip
        with pytest.raises(InputProblems):
            set_curve(shares=SHARES[:5])
        assert not TargetCurve.objects.exists()


def banners():
    return [world.content().ancestors(code)["banner"] for code in world.villages()]


def keep(role="region", entries=None, total=100_000_01, title="second batch"):
    home, abroad = banners()
    entries = entries if entries is not None else [
        Entry("1", home, {"people": Fraction(3)}), Entry("2", abroad, {"people": Fraction(1)}, 0, 5)
    ]  # fmt: skip
    formula = Formula(total, {"people": Fraction(1)})
    return sharings.keep_sharing(
        content=world.content(), title=title, entries=entries, formula=formula,
        figures_day=world.DAY, **told(role),
    )  # fmt: skip


class TestSharings:
    def test_a_draft_closes_to_the_fen_and_is_for_the_region_alone(self):
        made = keep()
        parts = known.parts(sharing_id=made.pk, **asked())
        assert sum(each.amount for each in parts) == made.total
        assert sorted(each.bound for each in parts) == ["", "cap"]
        assert known.sharings(**asked("league")) == []
        with pytest.raises(NotFound):
            known.sharing(sharing_id=made.pk, **asked("league"))

    def test_leagues_and_banners_see_their_part_once_it_is_adopted(self):
        made = keep()
        sharings.adopt_sharing(sharing_id=made.pk, version=1, note="meeting 3", **told())
        for role in ("league", "clerk"):
            (part,) = known.parts(sharing_id=made.pk, **asked(role))
            assert part.banner == banners()[world.HOME]
        assert known.sharings(**asked("village")) == []
        assert AuditEntry.objects.filter(what="adopt_sharing").count() == 1

    def test_what_is_decided_stands(self):
        made = keep()
        sharings.discard_sharing(sharing_id=made.pk, version=1, note="wrong sum", **told())
        for act in (sharings.adopt_sharing, sharings.discard_sharing):
            with pytest.raises(sharings.NoDraft):
                act(sharing_id=made.pk, version=2, note="again", **told())

    def test_a_decision_wants_a_reason_a_role_and_the_latest_version(self):
        made = keep()
        with pytest.raises(InputProblems):
            sharings.adopt_sharing(sharing_id=made.pk, version=1, note=" ", **told())
        with pytest.raises(NotAllowed):
            sharings.adopt_sharing(sharing_id=made.pk, version=1, note="x", **told("league"))
        with pytest.raises(Stale):
            sharings.adopt_sharing(sharing_id=made.pk, version=7, note="x", **told())
        assert Sharing.objects.get().state == "draft"

    def test_nothing_is_kept_of_what_cannot_be_met(self):
        home, _abroad = banners()
        entry = Entry("1", home, {"people": Fraction(3)}, floor=1, cap=5)
        with pytest.raises(InputProblems) as wrong:
            keep(entries=[entry, entry], title=" ")
        assert len(wrong.value.problems) >= 3
        with pytest.raises(NotFound):
            keep(entries=[Entry("1", "999999", {"people": Fraction(3)})])
        with pytest.raises(NotAllowed):
            keep("league")
        assert not Sharing.objects.exists()


def write(role="clerk", side=world.HOME, *, version=0, banner="", words=None):
    return appraisals.write_appraisal(
        content=world.content(), banner=banner or banners()[side], version=version,
        words=words if words is not None else {"spent": "done"}, **told(role, side),
    )  # fmt: skip


def sign(role="approver", *, version=1, figures=None, day=world.DAY):
    return appraisals.sign_appraisal(
        content=world.content(), banner=banners()[world.HOME], version=version,
        figures=figures or {}, figures_day=day, **told(role),
    )  # fmt: skip


class TestAppraisals:
    def test_a_banner_writes_and_signs_and_the_points_stand(self):
        items = load_fund_rules(world.content()).items
        made = write(words=dict.fromkeys(items, "done"))
        figures = {each.indicator: float(each.full) for each in items.values()}
        signed = sign(version=made.version, figures=figures)
        assert (signed.total, signed.grade, signed.state) == ("95.00", "A", "signed")
        with pytest.raises(appraisals.AppraisalSigned):
            write(version=signed.version)

    def test_nobody_signs_what_is_not_written_or_cannot_be_seen(self):
        write()
        with pytest.raises(InputProblems) as wrong:
            sign(day=None)
        assert {each.where for each in wrong.value.problems} >= {"figures", "arrived"}
        assert Appraisal.objects.get().state == "draft"

    def test_it_is_the_banners_own(self):
        for role in ("region", "league", "township", "auditor"):
            with pytest.raises((NotAllowed, NotFound)):
                write(role)
        with pytest.raises(NotFound):
            write(banner=banners()[world.ABROAD])
        write()
        with pytest.raises(NotAllowed):
            sign("clerk")
        assert known_appraisals.appraisals(year=2020, **asked("clerk", world.ABROAD)) == {}

    def test_who_comes_second_is_told(self):
        write()
        with pytest.raises(Stale):
            write(version=9)

    def test_too_much_and_unknown_is_refused(self):
        with pytest.raises(InputProblems) as wrong:
            write(words={"spent": "x" * 1001, "nothing": "x"})
        assert len(wrong.value.problems) == 2
        assert not Appraisal.objects.exists()
