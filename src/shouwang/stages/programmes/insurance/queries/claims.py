"""One claim, worked out now from what the lake holds."""

from datetime import date

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.pack import Policy
from shouwang.stages.programmes.insurance import facts
from shouwang.stages.programmes.insurance.settling import Settled, settle_claims
from shouwang.stages.programmes.insurance.terms import terms_of
from shouwang.stages.register.held import held
from shouwang.stages.register.queries import rows

FEED = "insurance_claim"


def claim(*, home: Home, policy: Policy, number: str, on: date, scope: Scope) -> Settled:
    """Return a claim as we work it out, with those of its household before it counted.

    Raises:
        NotFound: if there is none in the scope.
    """
    content = policy.content
    row = rows.row(home=home, content=content, feed=FEED, key=(number,), on=on, scope=scope)
    found = held(home, content)
    household = row.household
    village = _village(home, policy, household, on, scope)
    chain = content.ancestors(village)
    banner = chain[content.partition[-1]]
    place = tuple(chain[level] for level in content.partition)
    of_household = facts.claims_of(found, content, place=place, household=household)
    settled = settle_claims(of_household, terms_of(policy, place=banner, on=on))
    for each in settled:
        if each.fact.case_number == number:
            return each
    raise NotFound(_("there is no such record in your area"))


def _village(home: Home, policy: Policy, household: int | None, on: date, scope: Scope) -> str:
    if household is None:
        raise NotFound(_("there is no such record in your area"))
    home_row = rows.row(
        home=home, content=policy.content, feed="household", key=(household,), on=on, scope=scope
    )
    return str(home_row.values["village"])
