"""Rows of a workbook read as issues: every cell that cannot be is told with its row and column."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import process

from shouwang.base.errors import Problem
from shouwang.base.spelling import heading
from shouwang.base.words import _
from shouwang.rules.area_words import AreaWords
from shouwang.rules.content import Content
from shouwang.stages.board.enums import IssueKind, IssueSource, IssueState, Severity
from shouwang.stages.board.issue_book import Line
from shouwang.stages.board.issue_rules import (
    LONGEST_NAME,
    LONGEST_WORDS,
    faults_of_text,
    place_of,
)
from shouwang.stages.ingest.days import read_date
from shouwang.stages.ingest.place_names import Gazetteer, read_place
from shouwang.stages.ingest.values import read_key

FEED = "issue"
PARTED = re.compile(r"[\s,，、;；]+")
SHOWN = 20  # characters of a cell that a complaint repeats
NEARLY = 60  # of a hundred: from which likeness on a word is offered
MOST_HOUSEHOLDS = 500  # of one issue: more are a campaign
INNER = ("village", "township")
# What a workbook may say of where an issue stands; the rest is done here, by the right hand.
STATES = (IssueState.FOUND, IssueState.OPEN, IssueState.UNDER_WAY, IssueState.CLOSED)


@dataclass(frozen=True, slots=True)
class Draft:
    """An issue as a row says it."""

    line: Line
    number: str
    place: Mapping[str, str]
    area: str
    source: str
    kind: str
    severity: str
    words: str
    office: str
    state: str
    unit: str = ""
    owner: str = ""
    plan: str = ""
    households: tuple[int, ...] = ()
    assigned_date: date | None = None
    due_date: date | None = None
    closed_date: date | None = None


@dataclass
class Reader:
    """Reads rows; what is wrong goes to ``problems``.

    Attributes:
        gazetteer: The places that names are looked up in.
    """

    content: Content
    words: AreaWords
    gazetteer: Gazetteer
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        contract = self.content.contracts.get(FEED)
        self.codes: dict[str, dict[str, str]] = {
            column.name: {
                heading(text): code
                for code, texts in column.codes.items()
                for text in (code, *texts)
            }
            for column in (contract.columns if contract else ())
        }
        self._add("area", self.words.areas)
        self._add("source", dict(zip(IssueSource.values, IssueSource.labels, strict=True)))
        self._add("kind", dict(zip(IssueKind.values, IssueKind.labels, strict=True)))
        self._add("severity", dict(zip(Severity.values, Severity.labels, strict=True)))
        self._add("state", dict(zip(IssueState.values, IssueState.labels, strict=True)))
        self._add("office", self.words.offices)

    def _add(self, column: str, labels: Mapping[str, str]) -> None:
        known = self.codes.setdefault(column, {})
        for code, label in labels.items():
            known.setdefault(heading(str(label)), code)
            known.setdefault(heading(code), code)

    def drafts(self, lines: Iterable[Line]) -> list[Draft]:
        """Return the rows that can be read."""
        found = [self._draft(line) for line in lines]
        return [each for each in found if each is not None]

    def _draft(self, line: Line) -> Draft | None:
        before = len(self.problems)
        area = self._code(line, "area")
        place = self._place(line)
        draft = Draft(
            line=line,
            number=line.cells.get("number", ""),
            place=place,
            area=area,
            source=self._code(line, "source"),
            kind=self._code(line, "kind", default=IssueKind.WORK),
            severity=self._code(line, "severity", default=Severity.COMMON),
            words=self._text(line, "words", LONGEST_WORDS, is_wanted=True),
            office=self._code(line, "office", default=self.words.in_charge.get(area, "")),
            state=self._code(line, "state", default=IssueState.FOUND),
            unit=self._text(line, "unit", LONGEST_NAME),
            owner=self._text(line, "owner", LONGEST_NAME),
            plan=self._text(line, "plan", LONGEST_WORDS),
            households=self._households(line),
            assigned_date=self._day(line, "assigned_date"),
            due_date=self._day(line, "due_date"),
            closed_date=self._day(line, "closed_date"),
        )
        self._check_state(draft)
        return draft if len(self.problems) == before else None

    def _fault(self, line: Line, column: str, message: str, mend: str = "") -> None:
        self.problems.append(Problem(line.at(column), message, mend))

    def _code(self, line: Line, column: str, default: str = "") -> str:
        text = line.cells.get(column, "")
        if not text:
            if not default:
                self._fault(line, column, _("it is empty"), _("choose one"))
            return default
        known = self.codes[column]
        found = known.get(heading(text))
        if found is not None:
            return found
        near = process.extractOne(heading(text), known.keys(), score_cutoff=NEARLY)
        self._fault(
            line, column, _("“{text}” is not known").format(text=text[:SHOWN]),
            _("perhaps {word}").format(word=near[0]) if near else self._choices(column),
        )  # fmt: skip
        return ""

    def _choices(self, column: str) -> str:
        words = self.words.areas if column == "area" else self.words.offices
        if column not in ("area", "office"):
            return _("choose one of the template's list")
        return _("one of: {words}").format(words=_(", ").join(words.values()))

    def _text(self, line: Line, column: str, longest: int, *, is_wanted: bool = False) -> str:
        text = line.cells.get(column, "")
        for each in faults_of_text(column, text, longest, is_wanted=is_wanted):
            self._fault(line, column, each.message, each.mend)
        return text

    def _place(self, line: Line) -> Mapping[str, str]:
        text = line.cells.get("banner", "")
        banner = self._region(line, "banner", text, "banner") if text else ""
        if not text:
            self._fault(line, "banner", _("it is empty"), _("write the banner's name or code"))
        inner = line.cells.get("place", "")
        if not banner:
            return {}
        if not inner:
            return place_of(self.content, banner)
        inside = Gazetteer(
            self.gazetteer.regions, frozenset({banner})
        )  # names are looked up in the banner alone
        for level in INNER:
            code, _note = read_place(
                inner, level=level, regions=self.content.regions, gazetteer=inside
            )
            if code and self.content.ancestors(code).get("banner") == banner:
                return place_of(self.content, banner, code)
        self._fault(
            line, "place", _("there is no “{text}” in the banner").format(text=inner[:SHOWN]),
            _("write the code, or leave it empty"),
        )  # fmt: skip
        return {}

    def _region(self, line: Line, column: str, text: str, level: str) -> str:
        code, note = read_place(
            text, level=level, regions=self.content.regions, gazetteer=self.gazetteer
        )
        if note is not None:
            self._fault(line, column, note.message, note.mend)
        return str(code or "")

    def _day(self, line: Line, column: str) -> date | None:
        text = line.cells.get(column, "")
        if not text:
            return None
        day, note = read_date(text)
        if note is not None:
            self._fault(line, column, note.message, note.mend or "2020-06-30")
        return day if isinstance(day, date) else None

    def _households(self, line: Line) -> tuple[int, ...]:
        parts = [each for each in PARTED.split(line.cells.get("households", "")) if each]
        found = []
        for text in parts[: MOST_HOUSEHOLDS + 1]:
            number, note = read_key(text)
            if note is not None:
                self._fault(line, "households", note.message, note.mend)
            else:
                found.append(int(number))
        if len(parts) > MOST_HOUSEHOLDS:
            self._fault(line, "households",
                        _("at most {count} households").format(count=MOST_HOUSEHOLDS))  # fmt: skip
        return tuple(dict.fromkeys(found))

    def _check_state(self, draft: Draft) -> None:
        """What a row says of where the issue stands must fit the rest of it."""
        line = draft.line
        if draft.state and draft.state not in STATES:
            self._fault(
                line, "state", _("what is applied for or sent back is not imported"),
                _("write that it is being mended; apply for closing here"),
            )  # fmt: skip
            return
        wanted: Sequence[str] = ()
        if draft.state in STATES[1:]:
            wanted = ("unit", "assigned_date", "due_date")
        if draft.state == IssueState.CLOSED:
            wanted = (*wanted, "closed_date")
        for name in wanted:
            if not line.cells.get(name, ""):
                self._fault(line, name, _("it is empty"), _("an issue in this state has one"))
        assigned, closed = draft.assigned_date, draft.closed_date
        if assigned and closed and assigned > closed:
            self._fault(line, "closed_date", _("it is closed before it was assigned"))
