"""Reminder letters: what a department still owes, since when, and what cannot be seen without it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from shouwang.base.tables import Schema
from shouwang.rules.content import Content
from shouwang.rules.expression import names_in
from shouwang.rules.letters import LetterForm
from shouwang.rules.pack import Policy
from shouwang.rules.placing import feeds_behind
from shouwang.rules.vocabulary import Vocabulary
from shouwang.stages.ingest.status import Standing, State, late_ones

BLANK = "\u3000"  # as wide as a Chinese character
MONTHS_OF_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter by its parts, so that it can be set as text or as a document.

    Attributes:
        place: The code of the place whose office is written to; ``""`` for the region's.
        feeds: What it reminds of.
        attachment: The title of the list that is attached, and its lines; empty if there is none.
        note: Whom to ask.
    """

    department: str
    place: str
    feeds: tuple[str, ...]
    number: str
    title: str
    addressee: str
    paragraphs: tuple[str, ...]
    attachment: tuple[str, ...]
    signature: str
    day: str
    note: str

    @property
    def name(self) -> str:
        """What its file is called, without an ending."""
        return "-".join(each for each in (self.department, self.place) if each)

    def as_json(self) -> dict[str, Any]:
        """Return it as a document."""
        return {"name": self.name, **asdict(self)}


@dataclass(frozen=True, slots=True)
class _Owed:
    """A feed that places owe: all of them for the same periods."""

    contract: Schema
    standings: tuple[Standing, ...]

    @property
    def places(self) -> list[str]:
        """Who owes it."""
        return [each.place for each in self.standings]

    @property
    def missing(self) -> tuple[date, ...]:
        """The periods owed."""
        return self.standings[0].missing


def checks_behind(policy: Policy) -> dict[str, list[str]]:
    """Return feed → the labels of the checks that cannot be evaluated without it."""
    vocabulary = Vocabulary(policy)
    found: dict[str, list[str]] = {}
    for check in policy.checks.values():
        subject = vocabulary.subject(check.of)
        if subject is None:
            continue
        feeds = {
            feed for feed, _count in feeds_behind(vocabulary, names_in(check.fails_when), subject)
        }
        for feed in {subject.table, *feeds}:
            found.setdefault(feed, []).append(check.label)
    return found


def letters(
    standings: Iterable[Standing],
    *,
    content: Content,
    form: LetterForm,
    checks: Mapping[str, Sequence[str]],
    on: date,
) -> list[Letter]:
    """Return a letter for each office that owes a feed, the region's before those of places.

    A department that sends for the whole region is written to; where a place has sent for itself,
    its own office is.

    Args:
        checks: Feed → the labels of the checks that cannot be evaluated without it.
    """
    writer = _Writer(content, form, checks, on)
    owed: dict[tuple[str, str], list[Standing]] = {}
    for each in late_ones(standings):
        contract = content.contracts[each.feed]
        owed.setdefault((contract.department, _office_of(each)), []).append(each)
    return [
        letter
        for (_department, place), found in sorted(owed.items())
        for letter in writer.letters(place, found)
    ]


def as_text(letter: Letter, layout: Mapping[str, int]) -> str:
    """Return a letter as plain text, laid out as official letters are."""
    indent = BLANK * layout["indent"]
    lines = [
        _right(letter.number, layout["line"], 0),
        "",
        _centred(letter.title, layout["line"]),
        "",
        letter.addressee,
        *(f"{indent}{paragraph}" for paragraph in letter.paragraphs),
        "",
        _right(letter.signature, layout["line"], layout["signature"]),
        _right(letter.day, layout["line"], layout["day"]),
        "",
        f"{indent}{letter.note}",
    ]
    if letter.attachment:
        lines += ["", *letter.attachment]
    return "\n".join(line.rstrip(BLANK) for line in lines) + "\n"


def _office_of(standing: Standing) -> str:
    sender = standing.facts.sender if standing.facts else ""
    return standing.place if sender.endswith(f":{standing.place}") else ""


def _centred(text: str, line: int) -> str:
    return BLANK * max((line - len(text)) // 2, 0) + text


def _right(text: str, line: int, gap: int) -> str:
    # Digits are half as wide as characters.
    narrow = sum(character.isascii() for character in text)
    return BLANK * max(line - gap - len(text) + narrow // 2, 0) + text


class _Writer:
    def __init__(
        self,
        content: Content,
        form: LetterForm,
        checks: Mapping[str, Sequence[str]],
        on: date,
    ) -> None:
        self.content = content
        self.form = form
        self.checks = checks
        self.on = on

    def letters(self, place: str, found: Sequence[Standing]) -> Iterator[Letter]:
        """Yield the letters to one office: its own divisions are written to one by one."""
        contract = self.content.contracts[found[0].feed]
        if contract.department != self.form.own_department:
            yield self._letter(place, list(self._owed(found)))
            return
        divisions: dict[str, list[Standing]] = {}
        for each in found:
            office = self.content.contracts[each.feed].contact.office
            divisions.setdefault(office, []).append(each)
        numbers = dict.fromkeys(divisions)
        for number, office in enumerate(numbers, start=1):
            yield self._letter(place, list(self._owed(divisions[office])), division=number)

    def _owed(self, found: Sequence[Standing]) -> Iterator[_Owed]:
        groups: dict[tuple[str, tuple[date, ...], bool], list[Standing]] = {}
        for each in found:
            key = (each.feed, each.missing, each.state is State.NEVER)
            groups.setdefault(key, []).append(each)
        for (feed, _missing, _never), standings in sorted(groups.items()):
            yield _Owed(self.content.contracts[feed], tuple(standings))

    def _letter(self, place: str, owed: list[_Owed], division: int = 0) -> Letter:
        form, first = self.form, owed[0].contract
        feeds = tuple(dict.fromkeys(each.contract.name for each in owed))
        is_own = first.department == form.own_department
        title = "title" if len(feeds) == 1 else "title_of_several"
        return Letter(
            department=f"{first.department}-{division}" if division else first.department,
            place=place,
            feeds=feeds,
            number=form.write("number", year=self.on.year),
            title=form.write(title, subject=first.label, count=len(feeds)),
            addressee=form.write(
                "own_addressee" if is_own and first.contact.office else "addressee",
                place=self._name(place) if place else self.content.label,
                department=first.department_label,
                contact=first.contact.office,
            ),
            paragraphs=tuple(self._paragraphs(owed, len(feeds))),
            attachment=tuple(self._attachment(owed)),
            signature=form.write("issuer"),
            day=self._day(self.on),
            note=form.write(
                "contact",
                issuer=form.write("issuer"),
                office=form.write("office"),
                contact=self._contacts(owed),
            ),
        )

    def _paragraphs(self, owed: list[_Owed], count: int) -> Iterator[str]:
        form = self.form
        yield form.write("opening", day=self._day(self.on), count=count)
        for number, each in enumerate(owed, start=1):
            worst = max(each.standings, key=lambda standing: standing.days_late)
            never = worst.state is State.NEVER
            yield form.write(
                "item_never" if never else "item",
                number=number,
                label=each.contract.label,
                periods=self._periods(each),
                due=self._day(worst.due) if worst.due else "",
                days=worst.days_late,
                places=self._places(each.places),
            )
        yield from self._affected(owed)
        answer = self.on + timedelta(days=form.numbers["answer_days"])
        yield form.write("closing", answer=self._day(answer))
        yield form.write("ending")

    def _affected(self, owed: list[_Owed]) -> Iterator[str]:
        labels = list(
            dict.fromkeys(
                label for each in owed for label in self.checks.get(each.contract.name, ())
            )
        )
        if not labels:
            return
        most = self.form.numbers["most_checks"]
        places = sorted({place for each in owed for place in each.places})
        yield self.form.write(
            "affected" if len(labels) > most else "affected_few",
            places=self._places(places),
            checks=self._listed(f"“{label}”" for label in labels[:most]),
            count=len(labels),
        )

    def _attachment(self, owed: list[_Owed]) -> Iterator[str]:
        most = self.form.numbers["most_places"]
        long = [each for each in owed if most < len(each.places) and not self._is_all(each.places)]
        if long:
            yield self.form.write("attachment")
        for each in long:
            yield self.form.write(
                "attachment_item", label=each.contract.label, periods=self._periods(each)
            )
            parents: dict[str, list[str]] = {}
            for place in each.places:
                region = self.content.regions[place]
                parents.setdefault(region.parent or "", []).append(region.name)
            for parent, names in parents.items():
                yield self.form.write(
                    "attachment_line",
                    parent=self._name(parent) if parent else "",
                    count=len(names),
                    places=self._listed(names),
                )

    def _places(self, places: Sequence[str]) -> str:
        names = [self.content.regions[place].name for place in places]
        most = self.form.numbers["most_places"]
        if len(names) > 1 and self._is_all(places):
            return self.form.write("all_places", count=len(names))
        if len(names) > most:
            listed = self._listed(names[:most])
            return self.form.write("some_places", places=listed, count=len(names))
        return self._listed(names)

    def _is_all(self, places: Sequence[str]) -> bool:
        return len(places) == len(self.content.regions_of(self.content.coverage_level))

    def _periods(self, owed: _Owed) -> str:
        pattern = self.form.periods[owed.contract.cadence]
        return self._listed(
            pattern.format(
                year=each.year,
                month=each.month,
                quarter=(each.month - 1) // MONTHS_OF_QUARTER + 1,
            )
            for each in owed.missing
        )

    def _contacts(self, owed: list[_Owed]) -> str:
        contacts = [each.contract.contact for each in owed]
        return self._listed(
            dict.fromkeys(f"{each.office}{each.telephone}" for each in contacts if each.office)
        )

    def _day(self, day: date) -> str:
        return self.form.write("date", year=day.year, month=day.month, day=day.day)

    def _name(self, place: str) -> str:
        return self.content.regions[place].name

    def _listed(self, names: Iterable[str]) -> str:
        return self.form.write("comma").join(names)
