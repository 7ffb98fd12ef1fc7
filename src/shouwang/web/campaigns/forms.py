"""What is typed into the form of a campaign."""

from typing import Any

from django import forms
from django.http import QueryDict

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.stages.cases.operations.campaigns import LONGEST_NAME
from shouwang.stages.cases.operations.counts import LONGEST_NOTE

LARGEST = 2**31 - 1  # of a version: what the database's column holds


class CampaignForm(forms.Form):
    """A new campaign."""

    name = forms.CharField(max_length=LONGEST_NAME)
    region = forms.CharField(max_length=12)
    who = forms.CharField(max_length=40)
    start_date = forms.DateField(input_formats=["%Y-%m-%d"])
    until_date = forms.DateField(input_formats=["%Y-%m-%d"])


class VersionForm(forms.Form):
    """Something done to a record that was read in a version."""

    version = forms.IntegerField(min_value=1, max_value=LARGEST)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)


def faults(form: forms.Form) -> list[Problem]:
    """Return what is wrong with a form, field by field, in words."""
    said = {
        "name": _("a campaign has a name of {most} characters at most").format(most=LONGEST_NAME),
        "region": _("say in which place"),
        "who": _("say which households are asked"),
        "start_date": _("the first day is a date like 2020-01-31"),
        "until_date": _("the last day is a date like 2020-01-31"),
        "note": _("say in a sentence why the counts are sent back"),
        "version": _("this form is out of date: open the page again"),
    }
    return [Problem(name, said[name]) for name in form.errors]


def typed(post: QueryDict) -> dict[str, Any]:
    """Return what was typed, to be shown again."""
    return {**post.dict(), "questions": post.getlist("questions")}
