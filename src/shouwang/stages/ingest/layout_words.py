"""How ledgers are laid out: the words of ``layout.yaml``, as they are compared."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from shouwang.base.spelling import heading


@dataclass(frozen=True, slots=True)
class LayoutWords:
    """The vocabulary of layouts.

    Attributes:
        subtotal: Matches the label of a row that adds up its group.
        grand_total: Matches the label of a row that adds up all.
        total_ending: Finds the end of either in a cell as it stands.
        total_sign: A character that stands in every such label; it is quickly looked for.
        counted: Matches a key cell that says only how many there are.
        footer: Matches the beginning of a cell below the data.
        fuzzy: The least likeness and the least lead over any third. [0-100]
        telling: The fewest values, the fewest distinct ones, and the least share that must fit.
        carried: The fewest empty cells, and their least share, that first rows are carried over.
        shares: Least shares of cells by which a kind of row is known. [0-1]
    """

    reporting_unit: re.Pattern[str]
    reporting_date: re.Pattern[str]
    units: re.Pattern[str]
    title_line: re.Pattern[str]
    unit_words: Mapping[str, str]
    plain_money: frozenset[str]
    year_before: re.Pattern[str]
    subtotal: str
    grand_total: str
    total_ending: str
    total_sign: str
    counted: str
    footer: str
    label_cells: int
    counting_signs: tuple[tuple[str, ...], ...]
    counting_labels: frozenset[str]
    fewest_counted: int
    no_column: frozenset[str]
    never_added: tuple[str, ...]
    others: frozenset[str]
    name_headings: frozenset[str]
    other_headings: frozenset[str]
    fuzzy: tuple[float, float, int]
    telling: tuple[int, int, float]
    carried: tuple[int, float]
    relation_headings: frozenset[str]
    head_words: frozenset[str]
    member_headings: int
    title_columns: int
    title_share: float
    repeats_share: float
    heading_share: float
    all_columns_rows: int


def _read() -> LayoutWords:
    path = Path(__file__).with_name("layout.yaml")
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    ends = [*data["reporting_unit"], *data["reporting_date"], *data["units"], *data["line_keys"]]
    return LayoutWords(
        reporting_unit=_line(data["reporting_unit"], ends),
        reporting_date=_line(data["reporting_date"], ends),
        units=_line(data["units"], ends),
        title_line=re.compile(rf"^\(?(?:{_any(ends)})(?:[(\[][^)\]]*[)\]])?[:：]"),
        unit_words={heading(unit): word for unit, word in data["unit_words"].items()},
        plain_money=_forms(data["plain_money"]),
        year_before=re.compile(rf"^(?:19|20)[0-9]{{2}}(?:{_any(data['year_words'])})?"),
        subtotal=_total(data, "subtotals"),
        grand_total=_total(data, "grand_totals"),
        total_ending=_ending([*data["subtotals"], *data["grand_totals"]]),
        total_sign=_common([*data["subtotals"], *data["grand_totals"]]),
        counted=rf"^[^0-9]*[0-9]{{1,7}}(?:{_any(data['counted'])})[^0-9]*$",
        footer=(
            rf"^(?:{_any(data['footers'])})"
            rf"|^(?:{_any(data['footers_with_colon'])})(?:[(\[][^)\]]*[)\]])?[:：]"
        ),
        label_cells=data["label_cells"],
        counting_signs=tuple(
            tuple(heading(sign) for sign in signs) for signs in data["counting_signs"]
        ),
        counting_labels=_forms(data["counting_labels"]),
        fewest_counted=data["fewest_counted"],
        no_column=_forms(data["no_column"]),
        never_added=tuple(heading(word) for word in data["never_added"]),
        others=_forms(data["others"]),
        name_headings=_forms(data["name_headings"]),
        other_headings=_forms(data["other_headings"]),
        fuzzy=(data["fuzzy_least"], data["fuzzy_margin"], data["fuzzy_characters"]),
        telling=(data["telling_values"], data["telling_distinct"], data["telling_share"]),
        carried=(data["fewest_carried"], data["carried_share"]),
        relation_headings=_forms(data["relation_headings"]),
        head_words=_forms(data["head_words"]),
        member_headings=data["member_headings"],
        title_columns=data["title_columns"],
        title_share=data["title_share"],
        repeats_share=data["repeats_share"],
        heading_share=data["heading_share"],
        all_columns_rows=data["all_columns_rows"],
    )


def _forms(words: Iterable[str]) -> frozenset[str]:
    return frozenset(heading(word) for word in words)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted((re.escape(heading(word)) for word in words), key=len, reverse=True))


def _line(keys: Iterable[str], ends: Iterable[str]) -> re.Pattern[str]:
    """The value that stands after one of the keys, up to a wide blank or the next key."""
    return re.compile(
        rf"(?:^|[\s,;，；、|(])(?:{_any(keys)})(?:[(\[][^)\]]*[)\]])?[:：]\s*"
        rf"(.*?)(?=\s{{2,}}|[)\]]?\s*$|\s*(?:{_any(ends)})(?:[(\[][^)\]]*[)\]])?[:：])"
    )


def _total(data: Mapping[str, Any], key: str) -> str:
    words = _any(data[key])
    most = data["total_prefix_length"]
    return rf"^.{{0,{most}}}(?:{words})(?:[(（][^)）]*[)）])?[:：]?$"


def _ending(words: Iterable[str]) -> str:
    endings = "|".join(sorted({r"\s*".join(map(re.escape, word[-2:])) for word in words}))
    return rf"(?:{endings})\s*(?:[(（].*[)）])?[:：]?\s*$"


def _common(words: Iterable[str]) -> str:
    return min(set.intersection(*(set(word) for word in words)), default="")


LAYOUT = _read()
