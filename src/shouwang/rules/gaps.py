"""What a policy asks for and no check says: read from the content, each with the reason."""

from collections.abc import Iterator
from pathlib import Path

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.pack import Gap, Policy
from shouwang.rules.source import Fields, read_entries
from shouwang.rules.vocabulary import Vocabulary

FILE = "not_expressed.yaml"


def read_gaps(content_dir: Path, problems: list[Problem]) -> tuple[Gap, ...]:
    """Return the gaps of a content directory; none where it has no such file."""
    path = content_dir / FILE
    if not path.exists():
        return ()
    gaps: dict[str, Gap] = {}
    for entry in read_entries(path, where=FILE, problems=problems):
        fields = Fields(entry, problems)
        what = fields.text("what", required=True)
        gap = Gap(what, fields.text("why", required=True), entry.at("what"))
        fields.close()
        if what and what in gaps:
            fields.fault("what", _("{key} is given twice").format(key=what))
        if what:
            gaps.setdefault(what, gap)
    return tuple(gaps.values())


def fail_if_gap_is_a_check(policy: Policy, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """What a check says is no gap any more."""
    checks = {check.label: check for check in policy.checks.values()}
    for gap in policy.gaps:
        check = checks.get(gap.what)
        if check is not None:
            yield Problem(
                gap.where,
                _("{what} is said by the check {name} ({where})").format(
                    what=gap.what, name=check.name, where=check.where
                ),
                _("leave it out here"),
            )
