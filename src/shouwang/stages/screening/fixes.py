"""The fix list of a delivery: where its own data contradict themselves, village by village."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb

from shouwang.lake.duck import literal, quoted, read_parquet
from shouwang.lake.sources import Source
from shouwang.rules.content import Content, Subject
from shouwang.rules.graph import typed
from shouwang.rules.pack import Check, Policy
from shouwang.rules.steps import CompiledPolicy, Outcome
from shouwang.rules.vocabulary import Origin, Vocabulary
from shouwang.stages.screening.wording import message

# The risk, as packs word it, of checks that are about the data and not about people's lives.
DATA = "data"
HIDDEN = "***"
FIELDS = ("village", "village_name", "household", "subject", "key", "check", "label", "severity",
          "message", "columns")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fix:
    """What is to be mended in one row, said without anybody's name.

    Attributes:
        village: The code of the village; ``""`` where nobody can tell it.
        key: The number of the household or person, or what names the row.
        columns: The labels of what contradicts each other.
    """

    village: str
    village_name: str
    household: str
    subject: str
    key: str
    check: str
    label: str
    severity: str
    message: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FixList:
    """All fixes of a delivery, by village.

    Attributes:
        checks: How many checks of the data were run.
        skipped: Why it was not worked out; ``""`` if it was.
    """

    fixes: tuple[Fix, ...] = ()
    checks: int = 0
    skipped: str = ""

    def villages(self) -> list[dict[str, Any]]:
        """Return each village with the number of its fixes by check."""
        found: dict[str, dict[str, Any]] = {}
        for fix in self.fixes:
            village = found.setdefault(
                fix.village,
                {"village": fix.village, "name": fix.village_name, "fixes": 0, "checks": {}},
            )
            village["fixes"] += 1
            village["checks"][fix.label] = village["checks"].get(fix.label, 0) + 1
        return list(found.values())

    def as_json(self, most: int | None = None) -> dict[str, Any]:
        """Return it as a document with the first fixes one by one."""
        return {
            "count": len(self.fixes),
            "checks": self.checks,
            "skipped": self.skipped,
            "villages": self.villages(),
            "fixes": [asdict(fix) for fix in self.fixes[:most]],
        }

    def as_csv(self) -> str:
        """Return it as a table that a spreadsheet opens."""
        text = StringIO()
        writer = csv.DictWriter(text, FIELDS)
        writer.writeheader()
        for fix in self.fixes:
            writer.writerow({**asdict(fix), "columns": "; ".join(fix.columns)})
        return text.getvalue()


def data_checks(policy: Policy, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of some checks that are about the data themselves."""
    return tuple(name for name in names if policy.checks[name].risk == DATA)


def fix_list(
    policy: Policy,
    findings: Path,
    sources: Mapping[str, Source],
    *,
    feed: str,
    staged: Sequence[Path],
    compiled: CompiledPolicy,
) -> FixList:
    """Return what the checks of the data find in the rows of a delivery.

    Args:
        findings: The findings of the lake as it would be.
        sources: The tables as they would be.
        staged: The files with the rows of the delivery.
    """
    names = data_checks(policy, (outcome.check.name for outcome in compiled.outcomes))
    if not staged or not names:
        return FixList(checks=len(names))
    teller = _Teller(policy, compiled)
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        engine.execute("SET autoinstall_known_extensions = false")
        _keep_mine(engine, policy.content, sources, feed=feed, staged=staged)
        rows = engine.execute(_found(policy.content, sources, names), [str(findings)]).fetchall()
    regions = policy.content.regions
    fixes = []
    for subject, key, household, check, evidence, village in rows:
        told = teller.tell(policy.checks[check], evidence)
        fixes.append(
            Fix(
                village=village or "",
                village_name=regions[village].name if village in regions else "",
                household=household or "",
                subject=subject,
                key=key,
                check=check,
                label=policy.checks[check].label,
                severity=policy.checks[check].severity,
                message=told.message,
                columns=told.columns,
            )
        )
    return FixList(tuple(fixes), checks=len(names))


def _keep_mine(
    engine: duckdb.DuckDBPyConnection,
    content: Content,
    sources: Mapping[str, Source],
    *,
    feed: str,
    staged: Sequence[Path],
) -> None:
    """Keep what the delivery is about: ``mine(subject, key)``, households of persons among them."""
    paths = ", ".join(literal(str(path)) for path in staged)
    arrived = f"read_parquet([{paths}], hive_partitioning = false)"
    contract = content.contracts[feed]
    selects = [
        f"SELECT {literal(feed)} AS subject, CAST({quoted(contract.key[0])} AS VARCHAR) AS key "  # noqa: S608
        f"FROM {arrived}"
    ]
    for subject in content.subjects.values():
        column = next(
            (each.name for each in contract.columns if each.type.value == subject.name), None
        )
        if column is None:
            continue
        name = literal(subject.name)
        keys = f"SELECT DISTINCT {quoted(column)} AS key FROM {arrived}"  # noqa: S608 - quoted
        selects.append(f"SELECT {name} AS subject, CAST(key AS VARCHAR) AS key FROM ({keys})")  # noqa: S608
        source = sources.get(subject.table)
        if subject.parent and source is not None and source.files:
            selects.append(
                f"SELECT {literal(subject.parent)} AS subject, "  # noqa: S608 - quoted
                f"CAST({quoted(subject.parent_column)} AS VARCHAR) AS key "
                f"FROM {read_parquet(source)} SEMI JOIN ({keys}) AS k "
                f"ON k.key = {quoted(subject.key)}"
            )
    engine.execute("CREATE TEMP TABLE mine AS " + " UNION ".join(selects))


def _found(content: Content, sources: Mapping[str, Source], names: Sequence[str]) -> str:
    """The findings about what is mine, each with the village of its household."""
    checks = ", ".join(literal(name) for name in names)
    home = _home(content)
    source = sources.get(home.table) if home else None
    village, joined = "NULL", ""
    if home is not None and home.region and source is not None and source.files:
        village = f"h.{quoted(home.region)}"
        joined = (
            f"LEFT JOIN {read_parquet(source)} AS h "
            f"ON CAST(h.{quoted(home.key)} AS VARCHAR) = f.household "
        )
    return (
        f"SELECT f.subject, f.key, f.household, f.check, f.evidence, {village} AS village "  # noqa: S608 - quoted
        f"FROM read_parquet(?) AS f SEMI JOIN mine ON mine.subject = f.subject "
        f"AND mine.key = f.key {joined}WHERE f.check IN ({checks}) "
        "ORDER BY village, f.household, f.subject, f.key, f.check"
    )


def _home(content: Content) -> Subject | None:
    """The subject that everybody belongs to and that lies in a village."""
    return next((each for each in content.subjects.values() if not each.parent), None)


@dataclass(frozen=True, slots=True)
class _Told:
    message: str
    columns: tuple[str, ...]


class _Teller:
    """Says what a check found, in words, with nothing personal in them."""

    def __init__(self, policy: Policy, compiled: CompiledPolicy) -> None:
        self.content = policy.content
        self.policy = policy
        self.outcomes = {each.check.name: each for each in compiled.outcomes}
        self.vocabulary = Vocabulary(policy, compiled.on)
        typed(self.vocabulary)
        self._columns: dict[str, tuple[str, ...]] = {}

    def tell(self, check: Check, evidence: str) -> _Told:
        """Return the sentence of a finding and the labels of what it is about."""
        outcome = self.outcomes[check.name]
        hidden = dict.fromkeys(self._personal(outcome), HIDDEN)
        values: dict[str, Any] = {**json.loads(evidence), **outcome.fixed, **hidden}
        if check.name not in self._columns:
            self._columns[check.name] = tuple(dict.fromkeys(self._labels(outcome)))
        return _Told(message(check, values, outcome.types, self.content), self._columns[check.name])

    def _personal(self, outcome: Outcome) -> Iterator[str]:
        for name in outcome.names:
            owner = self._owner(outcome, name)
            if owner is None:
                continue
            column = self.content.contracts[owner].column(name)
            if column.personal is not None and not outcome.types[name].is_number:
                yield name

    def _labels(self, outcome: Outcome) -> Iterator[str]:
        for name in outcome.names:
            owner = self._owner(outcome, name)
            if owner is not None:
                yield self.content.contracts[owner].column(name).label
            elif name in self.policy.variables:
                yield self.policy.variables[name].label

    def _owner(self, outcome: Outcome, name: str) -> str | None:
        """The table that a column stands in; ``None`` if the name is no column."""
        subject = self.vocabulary.subject(outcome.check.of)
        assert subject is not None  # noqa: S101 - linted
        named = self.vocabulary.find(name, subject)
        if named is None or named.origin is not Origin.COLUMN:
            return None
        owner = self.vocabulary.subject(named.owner)
        return owner.table if owner else None
