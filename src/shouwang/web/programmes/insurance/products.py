"""The pages of insurance products: what each pays, as a table of tiers and as a curve."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.calc.insurance import WHOLE, Claim, Line, TierMethod, settle
from shouwang.rules.insurance import Product, Rule, Version
from shouwang.web import place
from shouwang.web.charts import Chart
from shouwang.web.guard import page
from shouwang.web.navigation import EVERY
from shouwang.web.programmes.insurance import shown

POINTS = 20  # of a curve
BEYOND = 2  # a curve goes on to so many times where the last tier begins
GRID = {"left": 48, "right": 28, "top": 48, "bottom": 24, "containLabel": True}  # pixels
LEAST = 1_000_000  # fen: where a curve ends that has one tier only


@page(*sorted(EVERY))
@require_GET
def products(request: HttpRequest) -> HttpResponse:
    """Show the products, those in use first."""
    found = sorted(
        place.practice().products.values(), key=lambda each: (not each.regions, each.name)
    )
    return render(
        request, "insurance/products.html",
        {"rows": [{"product": each, "version": each.on(request.day)} for each in found]},
    )  # fmt: skip


@page(*sorted(EVERY))
@require_GET
def product(request: HttpRequest, name: str) -> HttpResponse:
    """Show what a product pays."""
    found = place.practice().products.get(name)
    if found is None:
        raise NotFound(_("there is no such product"))
    version = found.on(request.day)
    rules = version.rules if version else ()
    return render(
        request, "insurance/product.html",
        {
            "product": found,
            "version": version,
            "premium": found.premium.on(request.day),
            "rules": [_rule(found, each) for each in rules],
            "chart": _chart(found, version) if version else None,
        },
    )  # fmt: skip


def _rule(found: Product, rule: Rule) -> dict[str, Any]:
    line = rule.line
    return {
        "groups": [found.groups[each].label for each in rule.groups if each in found.groups],
        "causes": [found.causes.get(each, each) for each in rule.causes],
        "line": line,
        "share": shown.rate(line.share) if line.share != WHOLE else "",
        "tiers": [(shown.span(tier.start, tier.end), shown.rate(tier.rate)) for tier in line.tiers],
        "is_fixed": line.method is TierMethod.FIXED,
        "is_whole": line.method is TierMethod.WHOLE,
    }


def _chart(found: Product, version: Version) -> Chart:
    """Return what is paid for a loss, a curve a line."""
    most = max((_end(rule.line) for rule in version.rules), default=LEAST)
    losses = [most * step // POINTS // 100 * 100 for step in range(POINTS + 1)]
    names = [_name(found, rule) for rule in version.rules]
    paid = [
        [settle(rule.line, Claim(loss)).payout // 100 for loss in losses] for rule in version.rules
    ]
    labels = [f"{loss // 100:,}" for loss in losses]
    option = {
        "grid": GRID,
        "legend": {"top": 0, "data": names, "type": "scroll"},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": labels, "boundaryGap": False},
        "yAxis": {"type": "value"},
        "series": [
            {"type": "line", "name": name, "data": values, "showSymbol": False}
            for name, values in zip(names, paid, strict=True)
        ],
    }
    return Chart(
        name="payouts", title=_("payout for a loss, in yuan"), option=option,
        columns=(_("loss"), *names),
        rows=[(label, *(f"{values[place]:,}" for values in paid))
              for place, label in enumerate(labels)],
    )  # fmt: skip


def _name(found: Product, rule: Rule) -> str:
    groups = "/".join(found.groups[each].label for each in rule.groups if each in found.groups)
    causes = "/".join(found.causes.get(each, each) for each in rule.causes)
    return f"{groups} · {causes}"


def _end(line: Line) -> int:
    last = line.tiers[-1].start if line.tiers else 0
    return max(LEAST, (line.deductible + last) * BEYOND)
