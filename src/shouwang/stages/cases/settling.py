"""What a run means for one household: a lead, more of it, less of it, or nothing; no database."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from shouwang.rules.leads import LeadRules
from shouwang.stages.cases.enums import LeadState, Verdict
from shouwang.stages.cases.raising import Closed, Found, Household, Now
from shouwang.stages.cases.ranking import Asked, Summary
from shouwang.stages.cases.sentences import Sentences
from shouwang.stages.cases.worsening import Remembered, is_worse

# Why the system closes a lead: nothing of it is found any more, and nobody had been there yet.
CLEARED = "cleared"
SEPARATOR = " "


@dataclass(slots=True)
class Settled:
    """What is to be written for some households.

    Attributes:
        raised: New leads: household, place, summary, findings.
        added: New findings of open leads, by lead.
        changed: Findings found again with other values: number, words, evidence, weight.
        same: Findings found again as they were.
        gone: Findings that are found no more: lead and number.
        updated: Leads whose summary is another; whether somebody who has it open is told.
        cleared: Leads of which nothing is left.
    """

    raised: list[tuple[Household, Summary, list[Found]]] = field(default_factory=list)
    added: list[tuple[int, Found]] = field(default_factory=list)
    changed: list[Found] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    gone: list[tuple[int, int]] = field(default_factory=list)
    updated: list[tuple[Now, Summary, date | None, bool]] = field(default_factory=list)
    cleared: list[Now] = field(default_factory=list)
    lost: int = 0
    resting: int = 0
    households: int = 0


class Settler:
    """Settles one household after the other."""

    def __init__(
        self, rules: LeadRules, asked: Mapping[str, Asked], sentences: Sentences, *, on: date
    ) -> None:
        self.rules = rules
        self.asked = asked
        self.sentences = sentences
        self.on = on
        self.share = rules.worse_by.number_on(on) or Decimal(0)

    def settle(self, household: Household, into: Settled) -> None:
        """Add what is to be written for a household."""
        into.households += 1
        found, lead = household.found, household.lead
        if len(found) > 1:
            asked = self.asked
            found.sort(key=lambda each: (asked[each.check].worst_first, each.key))
        if lead is not None:
            self._continue(household, lead, into)
        elif not found:
            return
        elif not household.place:
            into.lost += len(found)
        elif household.closed is not None and self.rests(household.closed, found):
            into.resting += 1
        else:
            into.raised.append((household, self._summary(found, len(found)), found))

    def rests(self, closed: Closed, found: list[Found]) -> bool:
        """Tell whether a household that was closed or dismissed is left alone for now."""
        if closed.state == LeadState.CLOSED and not closed.verdict:
            return False  # the system closed it: nobody has looked
        known = dict(remembered(closed.evidence))
        if closed.verdict == Verdict.WRONG_DATA:
            return all(self._is_known(known, each) for each in found)
        until = self._until(closed)
        if until is not None and until <= self.on:
            return False
        # What was reported by people and answered says nothing yet of what the checks find.
        return not known or not any(self._is_worse(known, each) for each in found)

    def _until(self, closed: Closed) -> date | None:
        if closed.state == LeadState.DISMISSED:
            return closed.until  # type: ignore[no-any-return]
        days = self.rules.rest_days(closed.verdict, closed.closed)
        return None if days is None else closed.closed + timedelta(days=days)

    def _is_known(self, known: Mapping[str, Remembered], each: Found) -> bool:
        before = known.get(finding_name(each.check, each.key))
        return before is not None and before.evidence == self._evidence(each)

    def _is_worse(self, known: Mapping[str, Remembered], each: Found) -> bool:
        before = known.get(finding_name(each.check, each.key))
        asked = self.asked[each.check]
        return before is None or is_worse(
            before, weight=asked.weight, evidence=self._evidence(each), ways=asked.ways,
            share=self.share,
        )  # fmt: skip

    def _words(self, each: Found) -> str:
        """Word a finding; once, for it is written with the lead and with itself."""
        each.words = each.words or self.sentences.of(each.check, each.evidence)
        return each.words

    def _evidence(self, each: Found) -> str:
        return self.sentences.evidence(each.check, each.evidence)

    def _continue(self, household: Household, lead: Now, into: Settled) -> None:
        fresh = [each for each in household.found if not each.was_current]
        for each in household.found:
            if each.finding is None:
                into.added.append((lead.id, each))
            elif self._is_same(each):
                into.same.append(each.finding)
            else:
                into.changed.append(each)
        into.gone += [(lead.id, finding) for finding in household.gone]
        if not (household.found or household.blind or lead.by_hand):
            into.cleared.append(lead)
            return
        summary = self._standing(household, lead)
        is_other = bool(fresh or household.gone or summary.severity != lead.severity)
        due = lead.due
        if fresh and lead.state == LeadState.OPEN and due is not None:
            due = min(due, self.on + timedelta(days=summary.answer_days))
        if is_other or (summary.rank, summary.words) != (lead.rank, lead.words):
            into.updated.append((lead, summary, due, is_other))

    def _is_same(self, each: Found) -> bool:
        before = each.before
        return (
            each.was_current
            and before is not None
            and before.weight == self.asked[each.check].weight
            and before.evidence == self._evidence(each)
        )

    def _standing(self, household: Household, lead: Now) -> Summary:
        """The summary of a lead that goes on; what cannot be seen or was reported still counts."""
        count = len(household.found) + len(household.blind) + bool(lead.by_hand)
        blind = [self.asked[check] for _finding, check in household.blind if check in self.asked]
        others = max((each.rank for each in blind), default=0)
        heaviest = max((each.weight for each in blind), default=0)
        heaviest = max(heaviest, lead.by_hand)
        if not household.found:
            return self._kept(lead, count)
        plain = self._summary(household.found, count)
        if heaviest > plain.severity or others > plain.rank:
            return self._kept(lead, count)
        return plain

    def _kept(self, lead: Now, count: int) -> Summary:
        return Summary("", 0, lead.severity, lead.rank, "", lead.is_urgent, lead.words, count)

    def _summary(self, found: list[Found], count: int) -> Summary:
        worst = found[0]
        is_urgent = any(self.asked[each.check].is_urgent for each in found)
        return self.asked[worst.check].summary(self._words(worst), count, is_urgent=is_urgent)


def finding_name(check: str, key: str) -> str:
    """Return what a finding is called in the evidence of a closed lead."""
    return f"{check}{SEPARATOR}{key}"


def remembered(evidence: str) -> Iterator[tuple[str, Remembered]]:
    """Yield finding and what was known of it, from the evidence of a closed lead."""
    told: dict[str, Any] = json.loads(evidence or "{}")
    for name, (weight, text) in told.items():
        yield name, Remembered(int(weight), str(text))
