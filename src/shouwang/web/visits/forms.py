"""What is typed into the form of a visit, read; its answers are read by the questions."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from shouwang.base.errors import Problem
from shouwang.base.rows import LARGEST_NUMBER
from shouwang.base.words import _
from shouwang.stages.cases.visit_rules import (
    LONGEST_COMPANIONS,
    LONGEST_NOTE,
    MOST_PEOPLE,
    Position,
)

ANSWER = "q-"
MOST_ANSWERS = 40  # more than any form of ours asks: somebody plays with it
LONGEST_ANSWER = 60  # characters


class VisitForm(forms.Form):
    """All but the answers."""

    form = forms.UUIDField()
    household = forms.IntegerField(min_value=1, max_value=LARGEST_NUMBER)
    lead = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)
    version = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)
    campaign = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)
    case = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)
    purpose = forms.CharField(max_length=20)
    verdict = forms.CharField(required=False, max_length=20)
    people = forms.IntegerField(required=False, min_value=1, max_value=MOST_PEOPLE)
    companions = forms.CharField(required=False, max_length=LONGEST_COMPANIONS)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)
    latitude = forms.FloatField(required=False)
    longitude = forms.FloatField(required=False)
    accuracy = forms.FloatField(required=False)
    additional = forms.BooleanField(required=False)


@dataclass(frozen=True)
class Sent:
    """A form as it was sent: what can be read of it, what was typed, and what is wrong.

    Attributes:
        typed: Field → what was typed, to be shown again.
        answers: The fields of the questions without their prefix.
    """

    read: dict[str, Any]
    typed: dict[str, str]
    answers: dict[str, str]
    problems: list[Problem] = field(default_factory=list)

    @property
    def form(self) -> UUID | None:
        """The identifier of the form, if it still has one."""
        return self.read.get("form")

    @property
    def position(self) -> Position | None:
        """Where the phone was, if it said so."""
        latitude, longitude = self.read.get("latitude"), self.read.get("longitude")
        if latitude is None or longitude is None:
            return None
        return Position(latitude, longitude, self.read.get("accuracy"))


def read_form(post: QueryDict) -> Sent:
    """Return a form that was sent."""
    form = VisitForm(post)
    is_valid = form.is_valid()
    answers = {
        name.removeprefix(ANSWER): value.strip()[:LONGEST_ANSWER]
        for name, value in post.items()
        if name.startswith(ANSWER) and isinstance(value, str)
    }
    problems = [] if is_valid else [_problem(name) for name in form.errors]
    if len(answers) > MOST_ANSWERS:
        problems.append(Problem("answers", _("there are more answers than questions")))
        answers = {}
    typed = {name: str(value) for name, value in post.items() if not name.startswith(ANSWER)}
    return Sent(dict(form.cleaned_data), typed, answers, problems)


def _problem(name: str) -> Problem:
    said = {
        "note": _("the note is too long, or holds characters that nobody can read"),
        "companions": _("the names are too long, or hold characters that nobody can read"),
        "people": _("say how many were there, from 1 to {most}").format(most=MOST_PEOPLE),
        "latitude": _("this is no place on the earth"),
        "longitude": _("this is no place on the earth"),
        "accuracy": _("this is no place on the earth"),
    }
    return Problem(name, said.get(name) or _("this form is out of date: open the page again"))
