"""What the programmes already do for a household: the records that a measure can be linked to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from shouwang.base.tables import ColumnType, Schema
from shouwang.rules.programmes import Programme, RecordList
from shouwang.stages.register.facts import NotInRegister, Row, facts_of, is_shown, shown
from shouwang.stages.register.held import RegisterEmpty, held
from shouwang.web import place
from shouwang.web.households.dossier import eyes_of
from shouwang.web.record_keys import token_of

WORDS = 3  # of a record in a list to choose from: enough to tell it from another
REFERENCES = frozenset({ColumnType.HOUSEHOLD, ColumnType.PERSON})


@dataclass(frozen=True, slots=True)
class Offer:
    """A record of a programme that is of a household.

    Attributes:
        value: Feed and key, as a form sends them.
    """

    programme: str
    feed: str
    token: str
    label: str

    @property
    def value(self) -> str:
        """What a form sends."""
        return f"{self.feed}/{self.token}"

    @property
    def address(self) -> str:
        """The page of the record."""
        return reverse("programmes:record", args=[self.programme, self.feed, self.token])


def offers_of(request: HttpRequest, household: Any) -> list[Offer]:
    """Return the records of all programmes that are of a household, as the lake holds them."""
    content = place.content()
    chain = content.ancestors(household.village)
    where = [chain[level] for level in content.partition if level in chain]
    try:
        found = held(request.home, content)
        facts = facts_of(found, content, household=household.household, place=where)
    except (RegisterEmpty, NotInRegister):
        return []
    eyes = eyes_of(request.actor)
    return [
        Offer(programme.name, records.feed, token_of(_key(row, contract)),
              _label(records, contract, row, eyes))
        for programme, records, contract in listed()
        for row in facts.rows.get(records.feed, ())
    ]  # fmt: skip


def listed() -> Iterator[tuple[Programme, RecordList, Schema]]:
    """Yield the records of the programmes that are of households or persons."""
    contracts = place.content().contracts
    for programme in place.practice().programmes.values():
        for records in programme.records.values():
            contract = contracts[records.feed]
            if any(each.type in REFERENCES for each in contract.columns):
                yield programme, records, contract


def link_of(feed: str, token: str) -> Offer | None:
    """Return where a linked record stands; nothing if no programme lists its feed any more."""
    for programme, records, _contract in listed():
        if records.feed == feed and token:
            return Offer(programme.name, feed, token, f"{programme.label} · {records.label}")
    return None


def _key(row: Row, contract: Schema) -> tuple[Any, ...]:
    return tuple(row[name] for name in contract.key)


def _label(records: RecordList, contract: Schema, row: Row, eyes: frozenset[str]) -> str:
    content = place.content()
    names = dict.fromkeys((*records.title, *records.columns))
    words = [
        shown(row.get(name), contract.column(name), content)
        for name in names
        if not contract.column(name).is_reference and is_shown(contract.column(name), eyes)
    ]
    return " · ".join([records.label, *[word for word in words if word][:WORDS]])
