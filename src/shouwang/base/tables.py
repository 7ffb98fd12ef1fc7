"""What a table's columns are: the shape that contracts, lake and rules share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ColumnType(StrEnum):
    """The kinds of values; the lake stores each in one physical form."""

    TEXT = "text"
    CODE = "code"  # one word of a code list
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"  # fixed point, `scale` digits after the point
    MONEY = "money"  # whole minor units
    DATE = "date"
    REGION = "region"  # the code of an administrative unit of `level`
    HOUSEHOLD = "household"  # the number of a household
    PERSON = "person"  # the number of a person; deliveries carry the ID number instead


class Blank(StrEnum):
    """What an empty cell of a column means."""

    UNKNOWN = "unknown"
    ZERO = "zero"
    NO = "no"


class Replaces(StrEnum):
    """What a delivery takes the place of."""

    ALL = "all"  # the sender's whole part
    PERIOD = "period"  # the sender's part of the periods in it
    NOTHING = "nothing"  # appended by key; a repeated key is a correction


class Personal(StrEnum):
    """Why a column is personal."""

    ID = "id"
    NAME = "name"
    PHONE = "phone"
    ACCOUNT = "account"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a feed.

    Attributes:
        codes: For a code: the word kept in the lake → the labels it is written as, first the
            official one.
        codes_under: For a code: a further heading → what is written under it → the word, for
            headings that ask a question of their own, as `has it ended: yes, no`.
        scale: For a decimal: digits after the point.
        level: For a region: the level its code must be of.
        from_id: What a valid ID number of the row says where the column says nothing:
            ``birth_date``, ``sex``, or ``""``.
        open_ended: For a date: whether "for good" says that there is no such day.
        card: For an ID number: whether a longer number of a card that begins with it is taken.
    """

    name: str
    type: ColumnType
    label: str
    unit: str = "1"
    aliases: tuple[str, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    codes_under: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    required: bool = False
    blank: Blank = Blank.UNKNOWN
    personal: Personal | None = None
    visible_to: frozenset[str] = frozenset()
    scale: int = 2
    level: str = ""
    minimum: str | None = None
    maximum: str | None = None
    from_id: str = ""
    open_ended: bool = False
    card: bool = False
    note: str = ""

    @property
    def is_reference(self) -> bool:
        """Whether it names a household or a person."""
        return self.type in {ColumnType.HOUSEHOLD, ColumnType.PERSON}

    @property
    def is_kept(self) -> bool:
        """Whether the lake holds it: the ID number itself gives way to the person's number."""
        return self.personal is not Personal.ID or self.is_reference


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a late or faulty delivery is spoken to: an office, never a person."""

    office: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Schema:
    """A feed contract: who sends what, how often, and what a delivery replaces.

    Attributes:
        key: The columns that together name one row.
        cadence: ``month``, ``quarter``, ``year`` or ``event``; the length of a period.
        due_days: Days after the end of a period by which it is due.
        date: The column that orders rows in time (for `latest`, `earliest`), or ``""``.
        reject_limit: The share of rejected rows up to which the rest may be published. [0-1]
        duplicate_limit: The share of rows with a repeated key up to which it may. [0-1]
        drift_limit: The share by which the rows of a delivery may differ from the sender's last
            one, in number or by having come and gone; ``None`` where anything may. [0-1]
        expected_rows: How many rows a place sends at least; or the name of the level or subject
            of which each has a row; 0 where nothing is expected.
        contact: The sender's office in charge.
        to_verify: Which of the above are our own estimates until somebody confirms them.
        size: ``large`` tables are partitioned to the finest partition level, ``small`` ones to
            the level above it.
        where: The file it was read from.
        digest: SHA-256 of that file.
    """

    name: str
    label: str
    department: str
    department_label: str
    cadence: str
    due_days: int
    key: tuple[str, ...]
    replaces: Replaces
    columns: tuple[Column, ...]
    date: str = ""
    reject_limit: float = 0.0
    duplicate_limit: float = 0.0
    drift_limit: float | None = None
    expected_rows: int | str = 0
    contact: Contact = Contact()
    to_verify: tuple[str, ...] = ()
    size: str = "small"
    note: str = ""
    where: str = ""
    digest: str = ""

    def column(self, name: str) -> Column:
        """Return the column of that name, or raise KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def has_period(self) -> bool:
        """Whether rows belong to periods (months, quarters, years)."""
        return self.cadence != "event"
