"""The rules by which projects are judged, read from `project_rules.yaml`."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import read_status
from shouwang.rules.project_rules import (
    Concentration,
    Factor,
    Grade,
    Item,
    Matrix,
    Part,
    Performance,
    ProjectRules,
    RuleSet,
    Simulation,
    Spread,
    Tie,
)
from shouwang.rules.source import Entry, Fields, read_entry, shown

FILE = "project_rules.yaml"
STEPS_BELOW = 4  # values that part five steps
WHOLE = Decimal(100)  # points of an evaluation
MONTHS = 12
FACTORS = ("price_fall", "one_product", "not_insured", "few_orders", "operator_bad",
           "operator_dishonest", "dividend_overdue", "households_left", "losing")  # fmt: skip
ITEMS = ("spent_share", "started_late", "finished_late", "accepted", "driven_share",
         "income_a_household", "kept_share", "taking_part", "profit", "hedged",
         "satisfaction")  # fmt: skip
KINDS = ("output", "benefit", "lasting", "approval")
LINES_OF, TIES_OF = ("project", "line"), ("project_benefit", "role")


def load_project_rules(content: Content) -> ProjectRules:
    """Return how a content judges projects.

    Raises:
        InputProblems: with all faults of the file.
    """
    problems: list[Problem] = []
    found = read_project_rules(content, problems)
    if problems:
        raise InputProblems(problems)
    return found


def read_project_rules(content: Content, problems: list[Problem]) -> ProjectRules:
    """Return the rules, none if a content has none; faults go to ``problems``."""
    path = content.root / FILE
    entry = read_entry(path, where=FILE, problems=problems) if path.exists() else None
    if entry is None:
        return ProjectRules()
    fields = Fields(entry, problems)
    before = len(problems)
    versions = [_version(each, problems) for each in fields.entries("versions", required=True)]
    fields.close()
    kept = tuple(each for each in versions if each is not None)
    starts = [each.start for each in kept]
    if len(set(starts)) != len(starts):
        problems.append(Problem(entry.at("versions"), _("two versions start on the same day")))
    if len(problems) > before:
        return ProjectRules()
    for each in kept:
        problems.extend(_faults(each, content))
    return ProjectRules(kept)


def unverified_parts(rules: ProjectRules) -> Iterator[tuple[str, Part]]:
    """Yield the parts whose source nobody has checked."""
    for version in rules.versions:
        for name, part in version.parts.items():
            if not part.is_verified:
                yield name, part


def _version(entry: Entry, problems: list[Problem]) -> RuleSet | None:
    fields = Fields(entry, problems)
    before = len(problems)
    start = fields.day("from")
    sections = {
        name: Fields(section, problems)
        for name in ("library", "matrix", "simulation", "concentration", "performance")
        if (section := fields.section(name, required=True)) is not None
    }
    fields.close()
    if start is None or len(problems) > before:
        return None
    library = sections["library"]
    month = library.whole("adjust_from_month")
    if not 1 <= month <= MONTHS:
        library.fault("adjust_from_month", _("there is no such month"))
    found = RuleSet(
        start=start,
        adjust_from_month=month,
        library=_part(library),
        matrix=_matrix(sections["matrix"]),
        simulation=_simulation(sections["simulation"]),
        concentration=_concentration(sections["concentration"]),
        performance=_performance(sections["performance"]),
    )
    for each in sections.values():
        each.close()
    return found


def _part(fields: Fields) -> Part:
    basis = fields.text("basis")
    if not basis:
        fields.fault("basis", _("a value cites no basis"), _("basis: document, number, article"))
    return Part(basis, read_status(fields), fields.entry.at())


def _number(fields: Fields, key: str, low: Decimal, high: Decimal | None = None) -> Decimal:
    value = fields.number(key)
    if value is None:
        fields.any(key, required=True)
        return low
    if value < low or (high is not None and value > high):
        fields.fault(key, _("{value} is out of range").format(value=shown(value)))
    return value


def _share(fields: Fields, key: str) -> Decimal:
    return _number(fields, key, Decimal(0), Decimal(1))


def _steps(fields: Fields, key: str) -> tuple[Decimal, ...]:
    value = fields.any(key, required=True)
    if not isinstance(value, list) or not all(isinstance(each, int | Decimal) for each in value):
        fields.fault(key, _("{key} wants numbers").format(key=key))
        return ()
    steps = tuple(Decimal(each) for each in value)
    if len(steps) != STEPS_BELOW or list(steps) != sorted(set(steps)):
        fields.fault(key, _("{key} wants four rising numbers").format(key=key))
    return steps


def _grades(fields: Fields) -> tuple[Grade, ...]:
    found = []
    for entry in fields.entries("grades", required=True):
        own = Fields(entry, fields.problems)
        found.append(
            Grade(
                own.text("name", required=True),
                own.text("label", required=True),
                _number(own, "least", Decimal(0)),
            )
        )
        own.close()
    least = [each.least for each in found]
    if least != sorted(set(least), reverse=True):
        fields.fault("grades", _("the grades begin with the highest and fall"))
    return tuple(found)


def _matrix(fields: Fields) -> Matrix:
    factors = []
    for entry in fields.entries("factors", required=True):
        own = Fields(entry, fields.problems)
        factors.append(
            Factor(
                name=own.word("name", FACTORS),
                label=own.text("label", required=True),
                by=int(_number(own, "by", Decimal(1))),
                at=own.number("at") or Decimal(0),
                answer=own.text("answer", required=True),
            )
        )
        own.close()
    grades = _grades(fields)
    if grades and grades[-1].least > 1:
        fields.fault("grades", _("the last grade begins at {least}").format(least=1))
    return Matrix(
        part=_part(fields),
        households=_steps(fields, "households"),
        promised=_steps(fields, "promised"),
        grades=grades,
        factors=tuple(factors),
    )


def _simulation(fields: Fields) -> Simulation:
    lines, ties, failing = {}, {}, {}
    for name, own in _named(fields, "lines"):
        lines[name] = Spread(
            _number(own, "price", Decimal(0)), _number(own, "yield", Decimal(0)),
            _share(own, "death"), _number(own, "alike", Decimal(0)),
        )  # fmt: skip
    for name, own in _named(fields, "ties"):
        ties[name] = Tie(_share(own, "sells"), _number(own, "floor", Decimal(0)))
    for name, own in _named(fields, "failing"):
        failing[name] = _share(own, "chance")
    confidence = _share(fields, "confidence")
    if confidence in {Decimal(0), Decimal(1)}:
        fields.fault("confidence", _("a confidence lies between 0 and 1"))
    return Simulation(
        part=_part(fields),
        trials=int(_number(fields, "trials", Decimal(100))),
        correlation=_share(fields, "correlation"),
        recovered=_share(fields, "recovered"),
        confidence=confidence,
        lines=lines,
        ties=ties,
        failing=failing,
    )


def _named(fields: Fields, key: str) -> Iterator[tuple[str, Fields]]:
    seen: set[str] = set()
    for entry in fields.entries(key, required=True):
        own = Fields(entry, fields.problems)
        name = own.text("name", required=True)
        if name in seen:
            own.fault("name", _("{key} is given twice").format(key=name))
        seen.add(name)
        yield name, own
        own.close()


def _concentration(fields: Fields) -> Concentration:
    found = Concentration(
        _part(fields), _number(fields, "middle", Decimal(0)), _number(fields, "high", Decimal(0))
    )
    if found.middle >= found.high:
        fields.fault("high", _("high begins after middle"))
    return found


def _performance(fields: Fields) -> Performance:
    items = []
    for entry in fields.entries("items", required=True):
        own = Fields(entry, fields.problems)
        item = Item(
            name=own.word("name", ITEMS),
            label=own.text("label", required=True),
            kind=own.word("kind", KINDS),
            points=_number(own, "points", Decimal(0)),
            none=own.number("none") or Decimal(0),
            full=own.number("full") or Decimal(0),
        )
        if item.none == item.full:
            own.fault("full", _("none and full are the same"))
        own.close()
        items.append(item)
    total = sum((each.points for each in items), Decimal(0))
    if total != WHOLE:
        fields.fault("items", _("the points add up to {total}, not to 100").format(total=total))
    return Performance(_part(fields), tuple(items), _grades(fields))


def _faults(rules: RuleSet, content: Content) -> Iterator[Problem]:
    """Every product, tie and standing that a feed knows is spoken of, and no other."""
    parts: Sequence[tuple[tuple[str, str], Mapping[str, object], frozenset[str]]] = (
        (LINES_OF, rules.simulation.lines, frozenset()),
        (TIES_OF, rules.simulation.ties, frozenset()),
        (("operator", "state"), rules.simulation.failing, frozenset({"unknown", "dishonest"})),
    )
    for (feed, column), given, more in parts:
        contract = content.contracts.get(feed)
        if contract is None:
            continue
        codes = {*contract.column(column).codes} | more
        where = rules.simulation.part.where
        for name in sorted(codes - {*given}):
            yield Problem(where, _("{name} is missing").format(name=shown(name)))
        for name in sorted({*given} - codes):
            yield Problem(where, _("there is no {name}").format(name=shown(name)))
