"""``shouwang packs``: lint, test, list, what is still to be verified, and what no check says."""

from pathlib import Path
from typing import Any

import typer
from rich.markup import escape
from rich.table import Column, Table

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.tables import Contact, Schema
from shouwang.base.words import _
from shouwang.cli.options import DEFAULT_CONTENT, AsJson, Content
from shouwang.cli.output import HAS_PROBLEMS, answers, console, show_json
from shouwang.rules.expression import names_in
from shouwang.rules.graph import typed
from shouwang.rules.letters import load_reminder
from shouwang.rules.load import load_policy
from shouwang.rules.pack import Check, Policy
from shouwang.rules.placing import feeds_behind, parameters_behind
from shouwang.rules.practice import load_practice, unverified
from shouwang.rules.vocabulary import Vocabulary
from shouwang.stages.screening.trial import lacking_examples, run_examples


def content_at(path: Path) -> Path:
    """Return a content directory, or say that it is none."""
    if not (path / "content.yaml").exists():
        raise InputProblems(
            [Problem(str(path), _("this is no content directory"),
                     _("name a folder with a content.yaml"))]
        )  # fmt: skip
    return path


@answers
def lint(*, content: Content = DEFAULT_CONTENT, as_json: AsJson = False) -> None:
    """Read the whole content and report everything that is wrong with it."""
    policy, practice = load_practice(content_at(content), examples=True)
    load_reminder(content)
    summary = {
        "content": policy.content.name,
        "release": policy.digest,
        "feeds": len(policy.content.contracts),
        "parameters": len(policy.parameters),
        "variables": len(policy.variables),
        "checks": len(policy.checks),
        "examples": len(policy.examples),
        "areas": len(practice.areas.areas),
        "indicators": len(practice.indicators),
        "procedures": len(practice.procedures),
        "problems": [],
    }
    if as_json:
        show_json(summary)
        return
    console.print(
        _("{feeds} feeds, {parameters} parameters, {variables} variables, {checks} checks, "
          "{examples} examples, {areas} areas, {indicators} indicators, {procedures} procedures:"
          " nothing wrong.").format(**summary)
    )  # fmt: skip


@answers
def test(*, content: Content = DEFAULT_CONTENT, as_json: AsJson = False) -> None:
    """Run the examples of every check."""
    policy = load_policy(content_at(content), examples=True)
    trials = run_examples(policy)
    wrong = [
        Problem(
            trial.example.where,
            _("{check}: {outcome} instead of {expected} ({about})").format(
                check=trial.example.check,
                outcome=trial.outcome,
                expected=trial.example.expect,
                about=trial.example.about,
            ),
        )
        for trial in trials
        if not trial.is_right
    ]
    wrong += lacking_examples(policy)
    right = sum(trial.is_right for trial in trials)
    if as_json:
        problems = [
            {"where": each.where, "message": each.message, "mend": each.mend} for each in wrong
        ]
        show_json({"examples": len(trials), "right": right, "problems": problems})
        if wrong:
            raise typer.Exit(HAS_PROBLEMS)
        return
    if wrong:
        raise InputProblems(wrong)
    console.print(
        _("{count} examples of {checks} checks came out as they say.").format(
            count=len(trials), checks=len(policy.checks)
        )
    )


@answers
def list_checks(*, content: Content = DEFAULT_CONTENT, as_json: AsJson = False) -> None:
    """List the checks with what they rest on."""
    policy = load_policy(content_at(content))
    vocabulary = Vocabulary(policy)
    typed(vocabulary)
    rows = [_listed(check, policy, vocabulary) for check in policy.checks.values()]
    if as_json:
        show_json(rows)
        return
    table = Table(
        *(_("check"), _("label"), _("area"), _("severity"), _("rule"), _("basis")), box=None
    )
    for row in rows:
        cells = (row[name] for name in ("name", "label", "area", "severity", "rule", "basis"))
        table.add_row(*map(escape, cells))
    console.print(table)


def _listed(check: Check, policy: Policy, vocabulary: Vocabulary) -> dict[str, Any]:
    subject = vocabulary.subject(check.of)
    assert subject is not None  # noqa: S101 - linted
    names = names_in(check.fails_when)
    feeds = {feed for feed, _periods in feeds_behind(vocabulary, names, subject)}
    unverified = [
        name
        for name in names
        if name in policy.parameters
        and not all(dated.is_verified for dated in policy.parameters[name].values)
    ]
    is_verified = check.is_verified and not unverified
    return {
        "name": check.name,
        "label": check.label,
        "of": check.of,
        "area": check.area,
        "severity": check.severity,
        "rule": check.rule,
        "risk": check.risk,
        "basis": check.basis,
        "status": "verified" if is_verified else "to-verify",
        "feeds": sorted({subject.table, *feeds}),
        "note": check.note,
    }


def _of_contract(contract: Schema, key: str) -> str:
    value = getattr(contract, key)
    return value.office if isinstance(value, Contact) else str(value)


@answers
def todo(*, content: Content = DEFAULT_CONTENT, as_json: AsJson = False) -> None:
    """List the values, checks, indicators and steps whose source still has to be verified."""
    policy, practice = load_practice(content_at(content))
    vocabulary = Vocabulary(policy)
    rows: list[dict[str, Any]] = []
    for parameter in policy.parameters.values():
        used_by = [
            check.name
            for check in policy.checks.values()
            if parameter.name in parameters_behind(vocabulary, check)
        ]
        rows += [
            {
                "name": parameter.name,
                "label": parameter.label,
                "from": dated.start.isoformat(),
                "value": _as_written(dated.value, parameter.unit.power(policy.content.money_unit),
                                     policy),
                "unit": str(parameter.unit),
                "basis": dated.basis,
                "where": dated.where,
                "checks": used_by,
            }
            for dated in parameter.values
            if not dated.is_verified
        ]  # fmt: skip
    rows += [
        {"name": check.name, "label": check.label, "from": "", "value": "", "unit": "",
         "basis": check.basis, "where": check.where, "checks": [check.name]}
        for check in policy.checks.values()
        if not check.is_verified
    ]  # fmt: skip
    rows += [
        {"name": each.name, "label": each.label, "basis": each.basis, "where": each.where,
         "from": each.dated.start.isoformat() if each.dated else "",
         "value": _as_written(each.dated.value, 0, policy) if each.dated else "",
         "unit": "", "checks": []}
        for each in unverified(practice)
    ]  # fmt: skip
    rows += [
        {"name": f"{contract.name}.{key}", "label": contract.label, "from": "",
         "value": _of_contract(contract, key), "unit": "", "basis": "", "where": contract.where,
         "checks": []}
        for contract in policy.content.contracts.values()
        for key in contract.to_verify
    ]  # fmt: skip
    if as_json:
        show_json(rows)
        return
    table = Table(*(_("where"), _("label"), _("from"), _("value"), _("basis")), box=None)
    for row in rows:
        cells = (str(row[name]) for name in ("where", "label", "from", "value", "basis"))
        table.add_row(*map(escape, cells))
    console.print(table)
    console.print(_("{count} value(s) to verify.").format(count=len(rows)))


@answers
def gaps(*, content: Content = DEFAULT_CONTENT, as_json: AsJson = False) -> None:
    """List what the policy asks for and no check says, and why."""
    policy = load_policy(content_at(content))
    if as_json:
        show_json([{"what": gap.what, "why": gap.why, "where": gap.where} for gap in policy.gaps])
        return
    # Chinese has no blanks to break a line at.
    words = (_("not expressed"), _("why"))
    table = Table(*(Column(word, overflow="fold") for word in words), box=None)
    for gap in policy.gaps:
        table.add_row(escape(gap.what), escape(gap.why))
    console.print(table, soft_wrap=False)
    console.print(_("{count} thing(s) no check says.").format(count=len(policy.gaps)))


def _as_written(value: Any, power: int, policy: Policy) -> str:
    if power and not isinstance(value, str):
        value = value / policy.content.money_minor**power
    return f"{value:f}" if hasattr(value, "normalize") else str(value)
