"""The income of a project's households over the years that may come, drawn with a seed."""

from dataclasses import dataclass

import numpy as np

from shouwang.calc.risk import Exposed, Market, Simulated, Trials, simulate
from shouwang.rules.project_rules import Simulation
from shouwang.stages.programmes.industry.facts import Benefit, Facts

OTHER, UNKNOWN, DISHONEST = "other", "unknown", "dishonest"
MOST_CELLS = 1_500_000  # trials times households of a page: a second of a busy machine
COLUMNS = 6  # kept of each household while they are gathered
LEAST_TRIALS = 1_000  # however many households there are


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the simulation says of a project, in yuan, and on what it rests.

    Attributes:
        households: Those that could be reckoned with. left_out: whose income, size or promise is
            not known.
        under_now: How many of them are under the line already, with what is promised.
        is_price_known: Whether the price of the product is quoted; else it is taken as it was.
    """

    simulated: Simulated
    trials: Trials
    market: Market
    chance: float
    households: int
    left_out: int
    under_now: int
    is_price_known: bool


def outlook(facts: Facts, rules: Simulation, *, line: float, seed: int) -> Outlook | None:
    """Return what may come of a project; ``None`` if no household can be reckoned with.

    Args:
        line: The poverty line. [yuan a member and year]
    """
    known = [each for each in facts.active if _is_known(each)]
    homes = {each.household for each in known}
    left_out = len({each.household for each in facts.active} - homes)
    if not known:
        return None
    spread = rules.lines[facts.project.get("line") or OTHER]
    market = Market(
        price=1 + (facts.price_change or 0.0),
        price_spread=float(spread.price),
        yield_spread=float(spread.harvest),
        death=float(spread.death),
        death_alike=float(spread.alike),
    )
    exposed = _exposed(known, rules)
    chance = _chance(facts, rules)
    count = max(LEAST_TRIALS, min(rules.trials, MOST_CELLS // exposed.count))
    trials = Trials(
        count, seed, float(rules.correlation), float(rules.recovered), float(rules.confidence)
    )
    found = simulate(exposed, [market], [chance], trials, line=line)
    now = exposed.rest + exposed.promised < line * exposed.members
    return Outlook(
        found, trials, market, chance, len(homes), left_out, int(now.sum()),
        facts.price_change is not None,
    )  # fmt: skip


def _is_known(each: Benefit) -> bool:
    return each.promised is not None and each.net is not None and each.members > 0


def _exposed(known: list[Benefit], rules: Simulation) -> Exposed:
    """Return the households, each once: with two ties the promises are added up."""
    places: dict[int, int] = {}
    for each in known:
        places.setdefault(each.household, len(places))
    count = len(places)
    promised, sold, floor, received, net, members = np.zeros((COLUMNS, count))
    for each in known:
        place, tie = places[each.household], rules.ties[each.role]
        yuan = (each.promised or 0) / 100
        promised[place] += yuan
        sold[place] += yuan * float(tie.sells)
        floor[place] = max(floor[place], float(tie.floor))
        received[place] += (each.received or 0) / 100
        net[place], members[place] = (each.net or 0) / 100, each.members
    sells = np.divide(sold, promised, out=np.zeros(count), where=promised > 0)
    nobody = np.zeros(count, dtype=np.int64)
    return Exposed(
        rest=np.maximum(net - received, 0.0), promised=promised, sells=sells, floor=floor,
        market=nobody, operator=nobody, members=members,
    )  # fmt: skip


def _chance(facts: Facts, rules: Simulation) -> float:
    """Return the chance that who runs the project fails; without an operator nobody can."""
    if facts.operator is None:
        return float(rules.failing[UNKNOWN]) if facts.project.get("operator") else 0.0
    chance = rules.failing[facts.operator["state"]]
    if facts.operator["dishonest"]:
        chance = max(chance, rules.failing[DISHONEST])
    return float(chance)
