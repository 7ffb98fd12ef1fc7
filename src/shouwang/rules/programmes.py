"""The programmes as content: `programmes/*.yaml`, each with its indicators, balances, aims and records."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import read_status
from shouwang.rules.source import Entry, Fields, read_entry, shown

FOLDER = "programmes"


@dataclass(frozen=True, slots=True)
class Balance:
    """Two sums over indicators that must be the same: what comes in, and where it is.

    Attributes:
        left, right: Names of indicators; the sums of both sides are equal, or there is a gap.
    """

    name: str
    label: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    note: str = ""
    basis: str = ""
    is_verified: bool = True
    where: str = ""


@dataclass(frozen=True, slots=True)
class Aim:
    """An indicator that must not be under, or not over, a parameter of a pack."""

    indicator: str
    label: str
    at_least: str = ""
    at_most: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """Rows of another feed that belong to a row.

    Attributes:
        on: Column of theirs → column of the row.
        latest: The column of theirs by which the newest come first.
    """

    feed: str
    label: str
    on: Mapping[str, str]
    columns: tuple[str, ...]
    latest: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class RecordList:
    """A list of the rows of a feed, with a page a row.

    Attributes:
        title: The columns that name a row.
        filters: Columns of codes and of yes or no by which it is narrowed.
        search: Columns of text that are searched.
        sums: Columns of money or numbers that are added up.
        is_shared: Whether rows that are known by the banner only may be read by its villages.
        opens: The programme's own page of a row, by the row's key.
    """

    feed: str
    label: str
    title: tuple[str, ...]
    columns: tuple[str, ...]
    filters: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    is_shared: bool = False
    related: tuple[Related, ...] = ()
    opens: "OwnPage | None" = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of a programme's own, by the name of its address."""

    url: str
    label: str
    roles: tuple[str, ...]
    where: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """A field of work: what it is measured by, what must balance, which records it has.

    Attributes:
        plan: The items of the work plan it belongs to.
        area: The area of supervision it counts for.
        packs: The packs whose checks are its checks.
        indicators: Shown at its head, the first of them on the map.
    """

    name: str
    label: str
    area: str
    office: str
    plan: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    balances: tuple[Balance, ...] = ()
    aims: tuple[Aim, ...] = ()
    records: Mapping[str, RecordList] = field(default_factory=dict)
    pages: tuple[OwnPage, ...] = ()
    note: str = ""
    basis: str = ""
    is_verified: bool = True
    where: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Return the place of a key."""
        return self.places.get(key, self.where)

    @property
    def named(self) -> tuple[str, ...]:
        """Every indicator it names, each once."""
        sides = [name for each in self.balances for name in (*each.left, *each.right)]
        aimed = [each.indicator for each in self.aims]
        return tuple(dict.fromkeys((*self.indicators, *sides, *aimed)))


def load_programmes(content: Content) -> dict[str, Programme]:
    """Return the programmes of a content by name.

    Raises:
        InputProblems: with all faults of the files.
    """
    problems: list[Problem] = []
    found = read_programmes(content, problems)
    if problems:
        raise InputProblems(problems)
    return found


def read_programmes(content: Content, problems: list[Problem]) -> dict[str, Programme]:
    """Return the programmes as far as they can be read; their faults go to ``problems``."""
    found: dict[str, Programme] = {}
    for path in sorted((content.root / FOLDER).glob("*.yaml")):
        where = f"{FOLDER}/{path.name}"
        entry = read_entry(path, where=where, problems=problems)
        if entry is None:
            continue
        programme = _programme(entry, problems)
        if programme.name and programme.name != path.stem:
            message = _("{name} must bear the name of its file").format(name=shown(programme.name))
            problems.append(Problem(entry.at("name"), message, f"name: {path.stem}"))
        found[path.stem] = programme
    return found


def _programme(entry: Entry, problems: list[Problem]) -> Programme:
    fields = Fields(entry, problems)
    records: dict[str, RecordList] = {}
    for each in fields.entries("records"):
        one = _records(each, problems)
        if one.feed in records:
            problems.append(Problem(each.at(), _("{key} is given twice").format(key=one.feed)))
        records[one.feed] = one
    found = Programme(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        area=fields.text("area", required=True),
        office=fields.text("office", required=True),
        plan=fields.texts("plan"),
        packs=fields.texts("packs"),
        indicators=fields.texts("indicators", required=True),
        balances=tuple(_balance(each, problems) for each in fields.entries("balances")),
        aims=tuple(_aim(each, problems) for each in fields.entries("aims")),
        records=records,
        pages=tuple(_page(each, problems) for each in fields.entries("pages")),
        note=fields.text("note"),
        basis=fields.text("basis", required=True),
        is_verified=read_status(fields),
        where=entry.at(),
        places=entry.places,
    )
    fields.close()
    return found


def _balance(entry: Entry, problems: list[Problem]) -> Balance:
    fields = Fields(entry, problems)
    found = Balance(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        left=fields.texts("left", required=True),
        right=fields.texts("right", required=True),
        note=fields.text("note"),
        basis=fields.text("basis"),
        is_verified=read_status(fields),
        where=entry.at(),
    )
    fields.close()
    return found


def _aim(entry: Entry, problems: list[Problem]) -> Aim:
    fields = Fields(entry, problems)
    found = Aim(
        indicator=fields.text("indicator", required=True),
        label=fields.text("label", required=True),
        at_least=fields.text("at_least"),
        at_most=fields.text("at_most"),
        where=entry.at(),
    )
    fields.close()
    if bool(found.at_least) == bool(found.at_most):
        problems.append(Problem(found.where, _("an aim says either at_least or at_most")))
    return found


def _records(entry: Entry, problems: list[Problem]) -> RecordList:
    fields = Fields(entry, problems)
    found = RecordList(
        feed=fields.text("feed", required=True),
        label=fields.text("label", required=True),
        title=fields.texts("title", required=True),
        columns=fields.texts("columns", required=True),
        filters=fields.texts("filters"),
        search=fields.texts("search"),
        sums=fields.texts("sums"),
        is_shared=fields.flag("shared"),
        related=tuple(_related(each, problems) for each in fields.entries("related")),
        opens=_opens(fields),
        where=entry.at(),
    )
    fields.close()
    return found


def _opens(fields: Fields) -> OwnPage | None:
    section = fields.section("opens")
    return _page(section, fields.problems) if section is not None else None


def _related(entry: Entry, problems: list[Problem]) -> Related:
    fields = Fields(entry, problems)
    section = fields.section("on", required=True)
    found = Related(
        feed=fields.text("feed", required=True),
        label=fields.text("label", required=True),
        on={str(key): str(value) for key, value in (section or {}).items()},
        columns=fields.texts("columns", required=True),
        latest=fields.text("latest"),
        where=entry.at(),
    )
    fields.close()
    return found


def _page(entry: Entry, problems: list[Problem]) -> OwnPage:
    fields = Fields(entry, problems)
    found = OwnPage(
        url=fields.text("url", required=True),
        label=fields.text("label", required=True),
        roles=fields.texts("roles", required=True),
        where=entry.at(),
    )
    fields.close()
    return found
