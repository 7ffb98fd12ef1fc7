"""The functions of the pack language beyond SQL's own, and what each becomes in SQL."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from shouwang.rules.types import Kind, Storage, Type
from shouwang.rules.units import DAY, YEAR

# A date as a number that grows like the calendar: 10000 × year + 100 × month + day.
YEAR_FACTOR = 100 * 100
MONTH_FACTOR = 100


@dataclass(frozen=True, slots=True)
class Function:
    """A function: the kinds of its arguments, its result, its SQL."""

    arguments: tuple[Kind, ...]
    result: Type
    build: Callable[[Sequence[exp.Expr]], exp.Expr]


def whole(tree: exp.Expr) -> exp.Expr:
    """Return the tree as a 64-bit integer."""
    return exp.cast(tree, "BIGINT")


def _part(unit: str, day: exp.Expr) -> exp.Expr:
    return exp.Extract(this=exp.var(unit), expression=day.copy())


def _calendar_number(day: exp.Expr) -> exp.Expr:
    year = exp.Mul(this=_part("YEAR", day), expression=exp.Literal.number(YEAR_FACTOR))
    month = exp.Mul(this=_part("MONTH", day), expression=exp.Literal.number(MONTH_FACTOR))
    return exp.Add(this=exp.Add(this=year, expression=month), expression=_part("DAY", day))


def _age_on(arguments: Sequence[exp.Expr]) -> exp.Expr:
    """Whole years by the calendar: the difference of yyyymmdd numbers, cut to ten-thousands.

    No engine's own `age` or `date_diff('year')` is used: they count boundaries, or differ.
    """
    birth, day = arguments
    difference = exp.Sub(this=_calendar_number(day), expression=exp.paren(_calendar_number(birth)))
    ratio = exp.Div(
        this=exp.cast(exp.paren(difference), "DOUBLE"),
        expression=exp.cast(exp.Literal.number(YEAR_FACTOR), "DOUBLE"),
    )
    return whole(exp.Floor(this=ratio))


def _months_before(arguments: Sequence[exp.Expr]) -> exp.Expr:
    """The interval is never negative: PostgreSQL's text would lose the sign."""
    day, months = arguments
    count = int(months.sql())
    interval = exp.Interval(this=exp.Literal.number(abs(count)), unit=exp.var("MONTH"))
    step = exp.Sub if count > 0 else exp.Add
    return exp.cast(step(this=day.copy(), expression=interval), "DATE")


def _days_between(arguments: Sequence[exp.Expr]) -> exp.Expr:
    start, end = arguments
    return whole(exp.DateDiff(this=end.copy(), expression=start.copy(), unit=exp.var("DAY")))


def _year_of(arguments: Sequence[exp.Expr]) -> exp.Expr:
    return whole(_part("YEAR", arguments[0]))


FUNCTIONS: Mapping[str, Function] = {
    "age_on": Function((Kind.DATE, Kind.DATE), Type(Kind.NUMBER, YEAR, Storage.WHOLE), _age_on),
    "months_before": Function((Kind.DATE, Kind.NUMBER), Type(Kind.DATE), _months_before),
    "days_between": Function(
        (Kind.DATE, Kind.DATE), Type(Kind.NUMBER, DAY, Storage.WHOLE), _days_between
    ),
    "year_of": Function((Kind.DATE,), Type(Kind.NUMBER, YEAR, Storage.WHOLE), _year_of),
}
