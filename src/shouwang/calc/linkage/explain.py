"""Says in words why two records are, or may be, one person."""

from collections.abc import Callable, Iterable, Mapping

from shouwang.base.words import _
from shouwang.calc.linkage.comparisons import Comparison, Level

Value = Callable[[str], tuple[str, str]]


def why(levels: Iterable[tuple[Comparison, Level]], values: Value | None = None) -> str:
    """Return the reasons, what speaks for the pair first, then what speaks against it.

    Args:
        values: Gives the two records' values of a column to be shown; none is shown without it.
    """
    speaks_for: list[str] = []
    speaks_against: list[str] = []
    for comparison, level in levels:
        said = _said(comparison.name, level.name)
        if values is not None and comparison.name in SHOWN and level.name not in PLAIN:
            left, right = values(SHOWN[comparison.name])
            said = _("{reason} ({left}/{right})").format(reason=said, left=left, right=right)
        is_against = level.contradicts or level.name in {"different", "same_surname"}
        (speaks_against if is_against else speaks_for).append(said)
    reasons = _(", ").join(speaks_for)
    if not speaks_against:
        return reasons
    return _("{reasons}; but {against}").format(
        reasons=reasons, against=_(", ").join(speaks_against)
    )


# Comparisons whose values help the reader with the column that shows them, and the levels at which they do not.
SHOWN = {
    "name": "name_written",
    "given_name": "given_name",
    "surname": "surname",
    "birth_date": "birth",
}
PLAIN = frozenset({"same", "exchanged"})


def exact(columns: Iterable[str]) -> str:
    """Return the reason of an exact pass: the columns that two rows alone have in common."""
    words = _columns()
    same = [words.get(each, each) for each in columns]
    return _("nobody else has the same {columns}").format(columns=_(", ").join(same))


def through(others: Iterable[str]) -> str:
    """Return the reason of a pair that other links join."""
    return _("both are linked to {others}").format(others=_(", ").join(others))


def _said(comparison: str, level: str) -> str:
    return {**_names(), **_dates_and_numbers(), **_places()}.get(
        (comparison, level), f"{comparison}: {level}"
    )


def _columns() -> Mapping[str, str]:
    return {
        "id": _("ID number"),
        "name": _("name"),
        "name_folded": _("sound of the name"),
        "surname_sound": _("surname"),
        "given_name": _("given name"),
        "surname": _("surname"),
        "birth": _("birth date"),
        "village": _("village"),
        "household": _("household number"),
        "phone": _("phone number"),
        "postcode": _("postcode"),
        "address": _("address"),
    }


def _names() -> Mapping[tuple[str, str], str]:
    return {
        ("name", "same"): _("same name"),
        ("name", "same_sound"): _("names sound the same"),
        ("name", "near_sound"): _("names sound nearly the same"),
        ("name", "one_character"): _("names differ in one character"),
        ("name", "same_shape"): _("names may be two spellings of one Mongolian name"),
        ("name", "part"): _("one name is part of the other"),
        ("name", "alike"): _("names are alike"),
        ("name", "same_surname"): _("only the surname is the same"),
        ("name", "different"): _("names differ"),
        ("given_name", "same"): _("same given name"),
        ("given_name", "exchanged"): _("given name and surname exchanged"),
        ("given_name", "alike"): _("given names are alike"),
        ("given_name", "somewhat_alike"): _("given names are somewhat alike"),
        ("given_name", "different"): _("given names differ"),
        ("surname", "same"): _("same surname"),
        ("surname", "exchanged"): _("surname and given name exchanged"),
        ("surname", "alike"): _("surnames are alike"),
        ("surname", "somewhat_alike"): _("surnames are somewhat alike"),
        ("surname", "different"): _("surnames differ"),
        ("head", "same"): _("same head of household"),
        ("head", "same_sound"): _("heads of household sound the same"),
        ("head", "different"): _("heads of household differ"),
    }


def _dates_and_numbers() -> Mapping[tuple[str, str], str]:
    return {
        ("birth_date", "same"): _("same birth date"),
        ("birth_date", "day_and_month_exchanged"): _("day and month of birth exchanged"),
        ("birth_date", "one_digit"): _("birth dates differ in one digit"),
        ("birth_date", "not_exact"): _("birth dates agree as far as they are known"),
        ("birth_date", "same_month"): _("same month of birth"),
        ("birth_date", "same_day_of_year"): _("same birthday in another year"),
        ("birth_date", "same_year"): _("same year of birth"),
        ("birth_date", "different"): _("birth dates differ"),
        ("id_number", "same"): _("same ID number"),
        ("id_number", "another_person"): _("two different valid ID numbers"),
        ("id_number", "one_digit"): _("ID numbers differ in one digit"),
        ("id_number", "two_digits"): _("ID numbers differ in two digits"),
        ("id_number", "last_four"): _("last digits of the ID number are the same"),
        ("id_number", "different"): _("ID numbers differ"),
        ("phone", "same"): _("same phone number"),
        ("phone", "one_digit"): _("phone numbers differ in one digit"),
        ("phone", "different"): _("phone numbers differ"),
        ("household", "same"): _("same household"),
        ("household", "one_digit"): _("household numbers differ in one digit"),
        ("household", "different"): _("households differ"),
    }


def _places() -> Mapping[tuple[str, str], str]:
    return {
        ("sex", "same"): _("same sex"),
        ("sex", "different"): _("sexes differ"),
        ("village", "same"): _("same village"),
        ("village", "alike"): _("villages are alike"),
        ("village", "different"): _("villages differ"),
        ("address", "same"): _("same address"),
        ("address", "alike"): _("addresses are alike"),
        ("address", "different"): _("addresses differ"),
        ("address_2", "same"): _("same second line of the address"),
        ("address_2", "alike"): _("second lines of the address are alike"),
        ("address_2", "different"): _("second lines of the address differ"),
        ("street_number", "same"): _("same house number"),
        ("street_number", "one_digit"): _("house numbers differ in one digit"),
        ("street_number", "different"): _("house numbers differ"),
        ("suburb", "same"): _("same town"),
        ("suburb", "alike"): _("towns are alike"),
        ("suburb", "different"): _("towns differ"),
        ("postcode", "same"): _("same postcode"),
        ("postcode", "one_digit"): _("postcodes differ in one digit"),
        ("postcode", "different"): _("postcodes differ"),
        ("state", "same"): _("same banner or state"),
        ("state", "different"): _("banners or states differ"),
    }
