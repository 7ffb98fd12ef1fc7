"""What every document knows: its place, its day, who signs, what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shouwang.base.access import EVERYWHERE, Scope
from shouwang.lake.folder import Home
from shouwang.rules.documents import DocumentForm
from shouwang.rules.pack import Policy
from shouwang.rules.practice import Practice
from shouwang.stages.board.queries import figures
from shouwang.stages.org.queries import audit
from shouwang.stages.reports.composing import Gathered
from shouwang.stages.reports.telling import day_text

WEEK = 7  # days between what a weekly paper compares


@dataclass(frozen=True, slots=True)
class Asked:
    """A document that is to be put together.

    Attributes:
        level: The level of its place; ``place`` is its code.
        parameters: What was chosen: the notice, the household.
        snapshot: The lake's, when it rests on rows of it.
    """

    form: DocumentForm
    level: str
    place: str
    home: Home
    policy: Policy
    practice: Practice
    figure_set: Any
    on: date
    scope: Scope
    snapshot: int = 0
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def as_of(self) -> date:
        """The day of its figures."""
        return self.figure_set.on if self.figure_set is not None else self.on

    def name(self, code: str) -> str:
        """Return the name of a region."""
        region = self.policy.content.regions.get(code)
        if region is not None:
            return region.name
        return self.practice.documents.words["unnamed"] if code else ""

    def above(self, level: str) -> str:
        """Return the code of the region of a level that its place lies in."""
        return self.policy.content.ancestors(self.place).get(level, "")

    def below(self) -> list[str]:
        """Return the codes of the regions right below its place."""
        levels = self.policy.content.levels
        level = self.policy.content.regions[self.place].level
        if level == levels[-1]:
            return []
        below = levels[levels.index(level) + 1]
        return [
            each.code for each in self.policy.content.regions_of(below) if each.parent == self.place
        ]

    def office(self, code: str) -> str:
        """Return the office of a place, as it signs."""
        region = self.policy.content.regions[code]
        form = self.practice.documents.offices.get(region.level, "{name}")
        return form.format(name=region.name)


def previous_set(figure_set: Any, *, on: date, scope: Scope) -> Any:
    """Return what a set is compared with: the latest of a week before, or else the one before it."""
    earlier = [
        each for each in figures.figure_sets(on=on, scope=scope)
        if each.pk != figure_set.pk and each.on < figure_set.on
    ]  # fmt: skip
    week = [each for each in earlier if (figure_set.on - each.on).days >= WEEK]
    found = week or earlier
    return found[0] if found else None


def words_of(asked: Asked, previous: Any = None) -> dict[str, str]:
    """Return the words that every form may ask for."""
    documents, day = asked.practice.documents, asked.on
    form = documents.words["date"]
    seat = _seat(asked)
    parent = asked.policy.content.regions[seat].parent
    return {
        "place": asked.name(asked.place),
        "as_of": day_text(asked.as_of, form),
        "day": day_text(day, form),
        "year": str(day.year),
        "month": str(day.month),
        "week": str(asked.as_of.isocalendar().week),
        "previous": day_text(previous.on, form) if previous is not None else "",
        "signer": asked.office(seat),
        "recipient": asked.office(asked.place),
        "above": asked.office(parent) if parent else documents.words["above_region"],
        "below": documents.words.get(f"below_{asked.level}", ""),
    }


def gathered(asked: Asked, words: Mapping[str, str], **more: Any) -> Gathered:
    """Return what a document is made of, with its foot."""
    return Gathered(
        documents=asked.practice.documents, indicators=asked.practice.indicators,
        areas=asked.practice.areas, place=asked.place, words=words, names=asked.name,
        day=asked.on, as_of=asked.as_of, foot=more.pop("foot", "") or foot_of(asked), **more,
    )  # fmt: skip


def anchor_on(day: date) -> str:
    """Return the hash of the audit log's last anchor up to a day; empty if there is none."""
    found = audit.anchor_of(on=day, scope=EVERYWHERE)
    return str(found.hash) if found is not None else ""


def foot_of(asked: Asked) -> str:
    """Return the line that says what a document rests on."""
    words = asked.practice.documents.words
    anchor = anchor_on(asked.as_of) or words["no_anchor"]
    if asked.figure_set is not None:
        return words["source"].format(
            snapshot=asked.figure_set.snapshot, figure_set=asked.figure_set.pk,
            as_of=asked.figure_set.on.isoformat(), position=asked.figure_set.audit_position,
            anchor=anchor,
        )  # fmt: skip
    return words["source_records"].format(
        day=asked.on.isoformat(), snapshot=asked.snapshot, anchor=anchor
    )


def _seat(asked: Asked) -> str:
    """Return the place of whoever asks: its office signs; the document's own, for several."""
    content = asked.policy.content
    if not asked.scope.regions:
        return content.regions_of(content.levels[0])[0].code
    here = content.ancestors(asked.place).get(asked.scope.level, "")
    return here if here in asked.scope.places else asked.place
