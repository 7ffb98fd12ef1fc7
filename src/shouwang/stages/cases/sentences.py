"""The sentence of a finding, and its evidence without anything personal; no database."""

import json
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from shouwang.rules.compile import compile_policy
from shouwang.rules.graph import typed
from shouwang.rules.pack import Policy
from shouwang.rules.steps import Outcome
from shouwang.rules.types import Type
from shouwang.rules.vocabulary import Origin, Vocabulary
from shouwang.stages.screening.wording import PLACEHOLDER, shown

HIDDEN = "***"
LONGEST = 300  # characters of a sentence that the database keeps
KEPT_VALUES = 20_000  # of a value's words that are remembered, so that few are worded twice
SCAN = json.JSONDecoder().raw_decode
# Where in a sentence a value stands, its name and type, and the words of those seen so far.
Slot = tuple[int, str, Type, dict[tuple[type, Any], str]]


class Sentences:
    """Words findings of a policy as of a day."""

    def __init__(self, policy: Policy, *, checks: Collection[str], on: date) -> None:
        compiled = compile_policy(policy, on=on, checks=list(checks))
        self.content = policy.content
        self.outcomes = {each.check.name: each for each in compiled.outcomes}
        self.compiled = compiled
        self._vocabulary = Vocabulary(policy, on)
        typed(self._vocabulary)
        self._personal = {
            name: frozenset(self._personal_names(one)) for name, one in self.outcomes.items()
        }
        self._parts = {name: self._template(name, one) for name, one in self.outcomes.items()}

    def _template(self, check: str, outcome: Outcome) -> tuple[list[str], list[Slot]]:
        """Return the pieces of a sentence, and where and how values are put between them."""
        parts = PLACEHOLDER.split(outcome.check.message)
        slots: list[Slot] = []
        for place in range(1, len(parts), 2):
            name = parts[place]
            if name in self._personal[check]:
                parts[place] = HIDDEN
            elif name in outcome.fixed:
                parts[place] = shown(outcome.fixed[name], outcome.types[name], self.content)
            else:
                slots.append((place, name, outcome.types[name], {}))
        return parts, slots

    def of(self, check: str, evidence: str) -> str:
        """Return the sentence of a finding; what is personal is not in it."""
        parts, slots = self._parts[check]
        values, _end = SCAN(evidence, 0)
        words = parts.copy()
        for place, name, type_, kept in slots:
            value = values.get(name)
            key = (type(value), value)
            word = kept.get(key)
            if word is None:
                word = shown(value, type_, self.content)
                if len(kept) < KEPT_VALUES:
                    kept[key] = word
            words[place] = word
        return "".join(words)[:LONGEST]

    def is_plain(self, check: str) -> bool:
        """Tell whether the evidence of a check is kept as it is."""
        return not self._personal[check]

    def evidence(self, check: str, evidence: str) -> str:
        """Return the evidence without personal columns."""
        personal = self._personal[check]
        if not personal:
            return evidence
        values = json.loads(evidence)
        kept = {name: value for name, value in values.items() if name not in personal}
        return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def _personal_names(self, outcome: Outcome) -> Iterator[str]:
        subject = self._vocabulary.subject(outcome.check.of)
        if subject is None:
            return
        for name in outcome.names:
            named = self._vocabulary.find(name, subject)
            if named is None or named.origin is not Origin.COLUMN:
                continue
            owner = self._vocabulary.subject(named.owner)
            if owner is None:
                continue
            column = self.content.contracts[owner.table].column(name)
            if column.personal is not None and not outcome.types[name].is_number:
                yield name
