"""Formulas and units as people read them: labels in the place of names, words in that of signs."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

from shouwang.rules.content import Content
from shouwang.rules.pack import Policy

FILE = Path(__file__).with_name("formula_words.yaml")
SIGNS = {">=": "≥", "<=": "≤", "<>": "≠", "!=": "≠", "*": "×", "/": "÷", "-": "−"}
TOKEN = re.compile(r"'(?P<code>[^']*)'|(?P<name>[A-Za-z_]\w*)|(?P<sign>>=|<=|<>|!=|[*/-])")
GAPS = re.compile(r"\s+")


@cache
def _known() -> Mapping[str, Mapping[str, str]]:
    return {**yaml.safe_load(FILE.read_text(encoding="utf-8"))}


def _words(kind: str) -> Mapping[str, str]:
    return _known()[kind] if str(get_language()).startswith("zh") else {}


def unit_words(unit: str) -> str:
    """Return a unit as people write it: ``CNY/person/year`` is so many yuan a person and year."""
    words = _words("units")
    return "/".join(words.get(part, part) for part in unit.split("/"))


def formula_words(text: str, policy: Policy, feeds: tuple[str, ...] = ()) -> str:
    """Return a formula with the labels of what it names.

    Args:
        feeds: The feeds whose columns it names, the likeliest first.
    """
    words = _words("words")
    columns = _columns(policy.content, feeds)
    named = [columns[each["name"]] for each in TOKEN.finditer(text) if each["name"] in columns]
    codes = _codes(policy.content, named)

    def said(found: re.Match[str]) -> str:
        if found["sign"]:
            return SIGNS[found["sign"]]
        if found["name"] is None:
            return f"“{codes.get(found['code'], found['code'])}”"
        name = found["name"]
        if name.lower() in words:
            return words[name.lower()]
        for known in (policy.variables, policy.parameters, columns):
            if name in known:
                return str(known[name].label)
        return name

    return GAPS.sub(" ", TOKEN.sub(said, text)).strip()


def _codes(content: Content, likeliest: list[Any]) -> dict[str, str]:
    """Return code → word; a variable may stand for a column of another name, so all are looked at."""
    every = [column for contract in content.contracts.values() for column in contract.columns]
    found: dict[str, str] = {}
    for column in (*likeliest, *every):
        for code, labels in (column.codes or {}).items():
            found.setdefault(code, labels[0])
    return found


def _columns(content: Content, feeds: tuple[str, ...]) -> dict[str, Any]:
    """Return name → column; where several feeds have one of that name, the first counts."""
    subjects = [each.table for each in content.subjects.values()]
    found: dict[str, Any] = {}
    for feed in dict.fromkeys([*feeds, *subjects, *content.contracts]):
        contract = content.contracts.get(feed)
        for column in contract.columns if contract else ():
            found.setdefault(column.name, column)
    return found


def word_formulas(node: dict[str, Any], policy: Policy) -> None:
    """Put words in the place of the formulas and units of an explanation."""
    if node.get("formula"):
        variable = policy.variables.get(node.get("name", ""))
        feeds = (variable.source,) if variable is not None and variable.source else ()
        node["formula"] = formula_words(node["formula"], policy, feeds)
    if node.get("unit"):
        node["unit"] = unit_words(node["unit"])
    for part in node.get("parts", ()):
        word_formulas(part, policy)
