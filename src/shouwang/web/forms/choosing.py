"""What the pages of forms offer: places to fill in for, what a heading may mean, whom a list names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from shouwang.base.access import Scope
from shouwang.base.spelling import heading
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.practice import Practice
from shouwang.stages.reports.filling.confirming import choices_of_people
from shouwang.stages.reports.filling.matching import SURE, Candidate
from shouwang.stages.reports.filling.model import Blank, Shape, Slot
from shouwang.stages.reports.filling.targets import SIMPLE, Kind, Target, targets
from shouwang.web import place


@dataclass(frozen=True, slots=True)
class Choice:
    """A target that a heading may mean, with its label."""

    word: str
    label: str
    likeness: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with what it may mean.

    Attributes:
        chosen: The word that is chosen, or proposed where only one is likely.
        likely: The candidates, the best first.
        others: Everything else that may stand in such a sheet.
        is_sure: Whether the heading is the chosen target's own name, or a person said so before.
    """

    slot: Slot
    chosen: str
    likely: tuple[Choice, ...]
    others: tuple[Choice, ...]
    is_sure: bool
    name: str

    @property
    def unit(self) -> str:
        """The unit that the heading or its line says; that of the whole sheet is of money alone."""
        own = self.slot.row or self.slot.unit in heading(self.slot.heading)
        return self.slot.unit if own else ""


@dataclass(frozen=True, slots=True)
class SheetShown:
    """A sheet of a form with its headings."""

    blank: Blank
    headings: tuple[Heading, ...]
    who: str = ""

    @property
    def lists_people(self) -> bool:
        """Whether it is a list of households or people."""
        return self.blank.shape is Shape.PEOPLE


def places_to_fill(scope: Scope) -> list[tuple[str, str]]:
    """Return code and name of the places one may fill a form in for: one's own and those below."""
    return [(code, place.region_label(code)) for code in place.own_and_below(scope)]


def headings_of(
    blanks: Sequence[Blank],
    meanings: Mapping[str, Mapping[str, list[Candidate]]],
    typed: Mapping[str, Mapping[str, str]],
    who: Mapping[str, str],
    content: Content,
    practice: Practice,
) -> list[SheetShown]:
    """Return the sheets with what each heading may mean."""
    known = targets(content, practice)
    return [
        SheetShown(
            blank,
            tuple(
                _heading(number, blank, slot, meanings[blank.sheet][slot.key],
                         typed.get(blank.sheet, {}).get(slot.key, ""), known)
                for slot in blank.slots
            ),
            who.get(blank.sheet, ""),
        )
        for number, blank in enumerate(blanks)
    ]  # fmt: skip


def _heading(
    number: int,
    blank: Blank,
    slot: Slot,
    likely: Sequence[Candidate],
    typed: str,
    known: Mapping[str, Target],
) -> Heading:
    named = [Choice(each.target.word, label_of(each.target), each.likeness) for each in likely]
    sure = bool(likely) and likely[0].likeness == SURE
    chosen = typed or (likely[0].target.word if sure else "")
    first = {each.word for each in named}
    others = tuple(
        Choice(target.word, label_of(target))
        for target in known.values()
        if target.word not in first and _may_stand(blank, slot, target)
    )
    return Heading(slot, chosen, tuple(named), others, sure and not typed, f"{number}-{slot.key}")


def _may_stand(blank: Blank, slot: Slot, target: Target) -> bool:
    people = blank.shape is Shape.PEOPLE
    match target.kind:
        case Kind.HOUSEHOLD | Kind.PERSON:
            return people
        case Kind.INDICATOR:
            return not people
        case Kind.PLACE | Kind.NUMBER:
            return not slot.row
        case _:
            return True


def label_of(target: Target) -> str:
    """Return how a target is called in the reader's language."""
    if target.kind is Kind.PLACE:
        levels = {
            "league": _("league"), "banner": _("banner"), "township": _("township"),
            "village": _("village"), "name": _("name of the place"), "code": _("code of the place"),
        }  # fmt: skip
        return levels.get(target.name, target.name)
    if target.kind in SIMPLE:
        return {
            Kind.NUMBER: _("number of the row"), Kind.DAY: _("day of the figures"),
            Kind.OFFICE: _("who fills it in"), Kind.BLANK: _("left blank, for the hand"),
            Kind.FORMULA: _("the form computes it"), Kind.NOBODY: _("nobody knows it"),
        }[target.kind]  # fmt: skip
    return target.label


def who_choices(content: Content) -> list[Choice]:
    """Return which households a sheet of people may list."""
    labels = {"all": _("all households"), "watched": _("watched households")}
    codes = content.contracts[content.subjects["household"].table].column("status").codes
    return [
        Choice(word, labels.get(word) or gettext(next(iter(codes.get(word, ())), word)))
        for word in choices_of_people(content)
    ]
