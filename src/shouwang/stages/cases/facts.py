"""What the form of a step asks besides its outcome, read and bounded."""

from collections.abc import Mapping
from typing import Any

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.procedures import Step
from shouwang.stages.cases.workflow import Move

# The keys of facts and the longest text of each, in characters.
LONGEST = {"signed": 20, "present": 300, "kind": 20, "way": 20}
LONGEST_NOTE = 2000  # characters
LONGEST_REASON = 300  # characters
MOST_PEOPLE = 99  # a slip of the pen above


def read_move(step: str, outcome: str, people: int, facts: Mapping[str, Any], note: str) -> Move:
    """Return what somebody wants to do, from what the form says.

    Raises:
        InputProblems: with everything that cannot be kept.
    """
    problems = [
        Problem(key, _("nobody asked for this"))
        for key in facts
        if key not in LONGEST and key != "papers"
    ]
    papers = facts.get("papers") or ()
    if isinstance(papers, str) or not all(isinstance(each, str) for each in papers):
        problems.append(Problem("papers", _("a list of forms is wanted")))
        papers = ()
    texts = {key: facts.get(key) or "" for key in LONGEST}
    for key, text in {**texts, "note": note}.items():
        most = LONGEST.get(key, LONGEST_NOTE)
        if not isinstance(text, str) or len(text) > most or "\0" in text:
            problems.append(Problem(key, _("at most {count} characters").format(count=most)))
    if not 0 < people <= MOST_PEOPLE:
        problems.append(Problem("people", _("from 1 to {count} people").format(count=MOST_PEOPLE)))
    if problems:
        raise InputProblems(problems)
    return Move(
        step=step, outcome=outcome, people=people, papers=tuple(papers),
        signed=texts["signed"], note=note.strip(),
    )  # fmt: skip


def kept_facts(facts: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """Return the facts as they are kept with a step; forms that nobody knows are left out."""
    kept = {key: facts[key] for key in LONGEST if facts.get(key)}
    papers = [each for each in facts.get("papers") or () if each in step.papers]
    return {**kept, "papers": papers} if papers else kept


def read_reason(text: str) -> str:
    """Return a reason in a sentence.

    Raises:
        InputProblems: if there is none, or too much of it.
    """
    if not text.strip() or len(text) > LONGEST_REASON or "\0" in text:
        raise InputProblems([Problem("reason", _("say why in a sentence"))])
    return text.strip()
