"""What the layout of a ledger gives a review besides its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from shouwang.base.words import _
from shouwang.stages.ingest.carrying import Contradiction
from shouwang.stages.ingest.check import Checker
from shouwang.stages.ingest.contract import Match
from shouwang.stages.ingest.mappings import Answers
from shouwang.stages.ingest.problems import HIDDEN, Note, RowProblem, Rule
from shouwang.stages.ingest.review import Review, Total


@dataclass(slots=True)
class Findings:
    """What was found in the tables besides rows of data.

    Attributes:
        ignored: Sheet → rows that are no data, as the spreadsheet counts.
        carried: Column → how many cells took the value of the merged or first cell above.
        totals: The stated totals, with what the rows come to.
        warnings: One for each total that differs.
        contradictions: Lines of one household that do not say the same; their rows by table.
        other_tables: Where tables with other headings begin, as ``sheet!row``.
    """

    ignored: dict[str, list[int]] = field(default_factory=dict)
    carried: dict[str, int] = field(default_factory=dict)
    totals: list[Total] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)
    other_tables: list[str] = field(default_factory=list)

    @property
    def ignored_rows(self) -> tuple[int, ...]:
        """All of them, whatever sheet they stand on."""
        return tuple(sorted({row for rows in self.ignored.values() for row in rows}))


class Read(Protocol):
    """A ledger that has been read."""

    match: Match
    findings: Findings


def tell_findings(checker: Checker, ledger: Read) -> None:
    """Reject the households whose lines contradict each other, and warn of wrong totals."""
    schema, match = ledger.match.schema, ledger.match
    for each in ledger.findings.contradictions:
        notes = {}
        for name, rows in each.columns.items():
            numbers = sorted({match.locate(row)[1] for row in rows})
            notes[name] = Note(
                Rule.CONTRADICTION,
                _("the lines of this household do not say the same; rows {rows} differ").format(
                    rows=", ".join(str(number) for number in numbers)
                ),
                _("correct the lines that are wrong"),
                value=HIDDEN if schema.column(name).personal is not None else "",
            )
        checker.reject(each.row, notes)
    for warning in ledger.findings.warnings:
        checker.tally.add(warning)


def with_layout(review: Review, ledger: Read, answers: Answers) -> Review:
    """Return a review that also says how the file was laid out."""
    match, found = ledger.match, ledger.findings
    fuzzy: Mapping[str, Mapping[str, object]] = {
        each.heading: {"column": each.column, "likeness": each.likeness} for each in match.fuzzy
    }
    units = {
        table.heading(table.positions[name]): word
        for table in match.tables
        for name, word in table.unit_words.items()
    }
    return replace(
        review,
        ignored_rows=found.ignored_rows,
        ignored_rows_of={name: tuple(rows) for name, rows in found.ignored.items()},
        questions=(*match.questions, *review.questions),
        totals=tuple(found.totals),
        reporting_date=match.titles.day,
        reporting_unit=match.titles.office,
        hidden_columns=match.hidden_columns,
        carried=dict(found.carried),
        fuzzy=fuzzy,
        units=units,
        other_tables=tuple(found.other_tables),
        mapping_version=answers.version,
    )
