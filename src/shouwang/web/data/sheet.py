"""A review as its page shows it, and the answers that come back from it."""

from collections.abc import Mapping, Sequence
from typing import Any

from shouwang.base.tables import Schema
from shouwang.stages.ingest.review import Question, Review
from shouwang.stages.ingest.terms import basis_of_difference

MOST_PROBLEMS = 200  # shown on one page; the marked workbook has all of them
NO_COLUMN = "-"


def review_shown(review: Review, contract: Schema) -> dict[str, Any]:
    """Return what the page of a delivery shows of its review."""
    labels = {column.name: column.label for column in contract.columns}
    found = review.difference
    return {
        "review": review,
        "problems": [
            {"at": each.where, "column": labels.get(each.column, each.column), "each": each}
            for each in review.problems[:MOST_PROBLEMS]
        ],
        "more_problems": max(0, len(review.problems) - MOST_PROBLEMS),
        "questions": [
            {"number": number, "each": each, "label": labels.get(each.column, each.column)}
            for number, each in enumerate(review.questions)
        ],
        "difference": found,
        "basis": basis_of_difference(found["basis"]) if found.get("basis") else "",
        "changes": [
            (labels.get(name, name), count)
            for name, count in (found.get("by_column") or {}).items()
        ],
        "effects": review.effects,
        "fixes": review.fix_list,
    }


def answers_in(
    posted: Mapping[str, Any], questions: Sequence[Question]
) -> tuple[list[str], list[str]]:
    """Return what was answered: headings and words, as intake reads them.

    Only candidates that were offered count; whatever else is sent is no answer.
    """
    maps, words = [], []
    for number, question in enumerate(questions):
        given = str(posted.get(f"answer-{number}", ""))
        offered = {each.code for each in question.candidates}
        if given not in offered and given != NO_COLUMN:
            continue
        if question.value:
            if given != NO_COLUMN:
                words.append(f"{question.column}:{question.value}={given}")
        else:
            maps.append(f"{question.column}={'' if given == NO_COLUMN else given}")
    return maps, words
