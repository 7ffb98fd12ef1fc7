"""A screening run: a policy as of a day over a snapshot of tables; no database, no clock."""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from sqlglot import exp

from shouwang.lake.batches import ROWS_OF_A_BATCH, pack_batches
from shouwang.lake.duck import Job, Output, Statement, Table, run_batches
from shouwang.lake.physical import duckdb_type, lake_schema
from shouwang.rules.build import PREVIOUS, table
from shouwang.rules.compile import compile_policy
from shouwang.rules.pack import Policy
from shouwang.rules.steps import CompiledPolicy, CompiledSubject
from shouwang.stages.screening.delivered import covered_table
from shouwang.stages.screening.evidence import (
    findings_query,
    findings_schema,
    flagged_query,
    flagged_step,
)  # fmt: skip
from shouwang.stages.screening.results import Coverage, Sink
from shouwang.stages.screening.tables import Tables

DIALECT = "duckdb"
FINDINGS = "findings"


@dataclass(frozen=True, slots=True)
class Screening:
    """What a run found.

    Attributes:
        release: The hash of the packs and contracts.
        tables: What names the tables it read: a snapshot, or a hash of files.
        coverage: By check and place: hit, clear, not evaluable.
        subjects: Subject → how many were screened.
    """

    release: str
    tables: str
    as_of: datetime.date
    coverage: Coverage
    subjects: Mapping[str, int]
    findings: int
    compiled: CompiledPolicy

    @property
    def run(self) -> str:
        """The name of the run: the same release, tables and day give the same name."""
        text = f"{self.release}|{self.tables}|{self.as_of.isoformat()}"
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def screen(
    policy: Policy,
    tables: Tables,
    *,
    on: datetime.date,
    sink: Sink,
    threads: int,
    memory: str,
    progress: Callable[[int], None] = lambda _batches: None,
    rows_of_a_batch: int = ROWS_OF_A_BATCH,
    checks: Iterable[str] | None = None,
) -> Screening:
    """Screen all subjects and write findings (and what else the sink asks for) to the sink.

    Args:
        progress: Called with the number of batches first, then with 0 after each.
        checks: The names of the checks to run; all by default.

    Raises:
        StatementFailed: if a step does not run on these tables.
        NotEnoughMemory: if a partition does not fit the limit.
    """
    compiled = compile_policy(policy, on=on, checks=checks)
    return screen_compiled(
        compiled,
        policy,
        tables,
        sink=sink,
        threads=threads,
        memory=memory,
        progress=progress,
        rows_of_a_batch=rows_of_a_batch,
    )


def screen_compiled(
    compiled: CompiledPolicy,
    policy: Policy,
    tables: Tables,
    *,
    sink: Sink,
    threads: int,
    memory: str,
    progress: Callable[[int], None] = lambda _batches: None,
    rows_of_a_batch: int = ROWS_OF_A_BATCH,
    places: Sequence[tuple[str, ...]] | None = None,
) -> Screening:
    """Run what has been compiled; a rehearsal compiles another policy and keeps only its values.

    Args:
        places: The full partition values to be screened; all in which there are subjects by
            default.
    """
    places = tables.places(policy.content) if places is None else places
    # The file of findings is there even where nothing is in force and no batch writes to it.
    sink.write(FINDINGS, findings_schema(compiled.partition).empty_table())
    job = job_of(
        compiled, tables, policy, places=[place[-1] for place in places], keep=sink.keeps_values
    )
    sources = {name: tables.sources[name] for name in compiled.columns if name in tables.sources}
    batches = pack_batches(places, sources, rows_of_a_batch=rows_of_a_batch)
    batches = batches if job.outputs else []
    progress(len(batches))
    coverage = Coverage(compiled, policy.content.coverage_level, job.covered)
    for result in run_batches(
        job, batches, threads=threads, memory=memory, progress=lambda: progress(0)
    ):
        for name, rows in result.items():
            if name.startswith("coverage:"):
                coverage.add(name.removeprefix("coverage:"), rows)
            else:
                sink.write(name, rows)
        coverage.add_hits(result[FINDINGS])
    return Screening(
        release=policy.digest,
        tables=tables.digest,
        as_of=compiled.on,
        coverage=coverage,
        subjects=coverage.subjects,
        findings=sink.rows(FINDINGS),
        compiled=compiled,
    )


def job_of(
    compiled: CompiledPolicy, tables: Tables, policy: Policy, *, places: list[str], keep: bool
) -> Job:
    """Return what the engine has to do: the tables it reads, the steps, what comes out."""
    content = policy.content
    outputs = []
    for subject in compiled.subjects.values():
        query = findings_query(subject, compiled.partition)
        outputs.append(Output(FINDINGS, query.sql(dialect=DIALECT)))
        outputs.append(
            Output(f"coverage:{subject.name}", _coverage(subject, content.coverage_level))
        )
        if keep:
            outputs.append(Output(f"values:{subject.name}", _values(subject, compiled.partition)))
    return Job(
        tables=[
            Table(name, columns_read(name, names, policy), tables.sources.get(name))
            for name, names in compiled.columns.items()
        ],
        partition=compiled.partition,
        statements=[
            *(
                Statement(step.name, step.sql(DIALECT, pretty=False), step.is_stored)
                for step in compiled.steps
            ),
            *(
                Statement(
                    flagged_step(subject), flagged_query(subject).sql(DIALECT), is_stored=False
                )
                for subject in compiled.subjects.values()
            ),
        ],
        outputs=_one_of_each_name(outputs),
        covered=covered_table(
            tables.delivered, content.contracts, compiled.covered, places,
            level=content.coverage_level, on=compiled.on,
        ),
    )  # fmt: skip


def _one_of_each_name(outputs: list[Output]) -> list[Output]:
    """Join outputs of one name into one query, so that each leaves the engine once."""
    joined: dict[str, list[str]] = {}
    for output in outputs:
        joined.setdefault(output.name, []).append(output.sql)
    return [Output(name, " UNION ALL ".join(queries)) for name, queries in joined.items()]


def columns_read(name: str, names: tuple[str, ...], policy: Policy) -> dict[str, str]:
    """Return the columns of a table that steps read, with their types in the engine."""
    contract = policy.content.contracts[name]
    schema = lake_schema(
        contract, partition=policy.content.partition, key_types=policy.content.key_types
    )
    wanted = dict.fromkeys((*names, *policy.content.partition))
    return {each: duckdb_type(schema.field(each).type) for each in wanted}


def _coverage(subject: CompiledSubject, level: str) -> str:
    """Count the known outcomes of every check by place; the hits are counted from the findings."""
    counts: list[exp.Expr] = [
        exp.alias_(exp.column(level, quoted=True), "place", quoted=True),
        exp.alias_(exp.Count(this=exp.Star(), big_int=True), "subjects", quoted=True),
    ]
    for number, outcome in enumerate(subject.outcomes):
        known = exp.Count(this=exp.paren(outcome.condition), big_int=True)
        counts.append(exp.alias_(known, f"known_{number}", quoted=True))
    place = exp.column(level, quoted=True)
    query = exp.select(*counts).from_(table(subject.step, PREVIOUS)).group_by(place)
    return query.sql(dialect=DIALECT)


def _values(subject: CompiledSubject, partition: tuple[str, ...]) -> str:
    """All that the checks of a subject name: what a rehearsal needs, and nothing else."""
    ids = (subject.key, *([subject.household_column] if subject.household_column else []))
    names = dict.fromkeys((*ids, *partition, *subject.names))
    columns = (exp.column(name, quoted=True) for name in names)
    query = exp.select(*columns).from_(table(subject.step))
    return query.sql(dialect=DIALECT)


def findings_sha256(path: Path) -> str:
    """Return the hash of a file of findings that does not depend on the order of its rows.

    Over UTF-8 lines ``key<TAB>check<TAB>evidence``, sorted by bytes.
    """
    digest = hashlib.sha256()
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        engine.execute("SET autoinstall_known_extensions = false")
        reader = engine.sql(
            'SELECT concat(key, chr(9), "check", chr(9), evidence) AS line '
            "FROM read_parquet(?) ORDER BY line",
            params=[str(path)],
        ).to_arrow_reader(100 * 1000)
        for batch in reader:
            lines = batch.column(0).to_pylist()
            digest.update("".join(f"{line}\n" for line in lines).encode())
    return digest.hexdigest()
