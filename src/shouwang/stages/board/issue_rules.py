"""What an issue must be before it is kept: its words are known, its place lies in its banner."""

from collections.abc import Iterable, Mapping
from datetime import date

from shouwang.base.access import NotFound
from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.area_words import AreaWords
from shouwang.rules.content import Content
from shouwang.stages.board.enums import IssueKind, IssueSource, Severity
from shouwang.stages.cases.leaks import leaks_in
from shouwang.stages.org.scoping import LEVELS

LONGEST_WORDS = 500  # characters, as the columns are wide
LONGEST_REASON = 300  # the same
LONGEST_NAME = 120  # the same
SHOWN = 40  # characters of what was sent that is no word


def place_of(content: Content, banner: str, place: str = "") -> dict[str, str]:
    """Return the four place columns of an issue: of its banner, or of a place in it.

    Raises:
        NotFound: if there is no such banner, or the place does not lie in it.
    """
    code = place or banner
    found = content.ancestors(code) if code in content.regions else {}
    if found.get("banner") != banner or not banner:
        raise NotFound(_("there is no such place in the banner"))
    return {level: found.get(level, "") for level in LEVELS}


def faults_of_issue(
    words: AreaWords, *, area: str, kind: str, source: str, severity: str, office: str, text: str
) -> list[Problem]:
    """Return what is wrong with an issue, all at once."""
    problems = [
        *_strange("area", area, words.areas),
        *_strange("kind", kind, IssueKind.values),
        *_strange("source", source, IssueSource.values),
        *_strange("severity", severity, Severity.values),
        *_strange("office", office, words.offices),
    ]
    return problems + faults_of_text("words", text, LONGEST_WORDS, is_wanted=True)


def _strange(where: str, word: str, known: Iterable[str]) -> list[Problem]:
    if word in known:
        return []
    if not word:
        return [Problem(where, _("choose one"))]
    return [Problem(where, _("there is no {name}").format(name=word[:SHOWN]))]


def faults_of_text(
    where: str, text: str, longest: int, *, is_wanted: bool = False
) -> list[Problem]:
    """Return what is wrong with a text: it is missing, too long, or names a person's number."""
    problems = []
    if is_wanted and not text.strip():
        problems.append(Problem(where, _("write it in a sentence")))
    if len(text) > longest or "\0" in text:
        problems.append(Problem(where, _("at most {count} characters").format(count=longest)))
    found = leaks_in(text) if len(text) <= longest else []
    return problems + [Problem(where, each.message, each.mend) for each in found]


def faults_of_term(due: date | None, on: date) -> list[Problem]:
    """Return what is wrong with a day by which something is to be mended."""
    if due is None:
        return [Problem("due_date", _("choose a day"))]
    if due < on:
        return [Problem("due_date", _("the day lies behind"))]
    return []


def at_level(place: Mapping[str, str]) -> tuple[str, str]:
    """Return the nearest level and code of a place.

    >>> at_level({"league": "1", "banner": "12", "township": "", "village": ""})
    ('banner', '12')
    """
    level = next(each for each in reversed(LEVELS) if place.get(each))
    return level, place[level]
