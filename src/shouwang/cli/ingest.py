"""``shouwang ingest``: a delivered file is checked, received, or received and published."""

import getpass
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from shouwang.base.access import Actor
from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.cli.homes import home_with_database
from shouwang.cli.options import DEFAULT_HOME, AsJson, Home
from shouwang.cli.output import HAS_PROBLEMS, answers, console, error_console, show_json
from shouwang.cli.progress import step_bar
from shouwang.cli.runs import policy_of
from shouwang.lake.folder import Home as HomeFolder
from shouwang.lake.home import is_home, now, today
from shouwang.lake.rewrite import Progress
from shouwang.stages.ingest.annotated import Answer, fail_if_not_writable, write_answer
from shouwang.stages.ingest.mappings import Answered
from shouwang.stages.ingest.problems import FileFaulty, RowProblem
from shouwang.stages.ingest.review import Question, Review

SHOWN = 20
CHECKED, PENDING, PUBLISHED, UNCHANGED = "checked", "pending", "published", "unchanged"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the file.

    Attributes:
        state: ``checked``, ``pending``, ``published``, or ``unchanged`` if it says what is in
            force already.
        refusal: Why it was not published, or answered, although that was wanted.
        answer: The workbook for the sender, if one was wanted.
    """

    review: Review
    state: str
    snapshot: int | None = None
    refusal: ShouwangError | None = None
    answer: Answer | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as a document."""
        return {
            **self.review.as_json(),
            "state": self.state,
            "snapshot": self.snapshot,
            "refused": str(self.refusal) if self.refusal else None,
            "annotated": self.answer.as_json() if self.answer else None,
        }


@answers
def ingest(
    file: Annotated[Path, typer.Argument(help="The delivered file.", exists=True, dir_okay=False)],
    *,
    feed: Annotated[str, typer.Option("--feed", help="The feed it belongs to.")],
    home: Home = DEFAULT_HOME,
    banner: Annotated[
        str,
        typer.Option("--banner", help="Code of the banner it comes from; else the whole region."),
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Only say what is wrong; write nothing.")
    ] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="Let the good rows count at once.")
    ] = False,
    by: Annotated[
        str, typer.Option("--by", help="Who publishes it; never who has received it.")
    ] = "",
    received_by: Annotated[
        str, typer.Option("--received-by", help="Who receives it; else who is logged in.")
    ] = "",
    accept: Annotated[
        str,
        typer.Option("--accept", help="Why it is right although it goes beyond its contract."),
    ] = "",
    maps: Annotated[
        list[str] | None,
        typer.Option(
            "--map", help="What a heading is: HEADING=COLUMN; nothing after = if it is no column."
        ),
    ] = None,
    words: Annotated[
        list[str] | None,
        typer.Option("--answer", help="What a word in a column means: COLUMN:WORD=CODE."),
    ] = None,
    links: Annotated[
        list[str] | None,
        typer.Option(
            "--link", help="Whom a row without a good ID number is about: ROW=PERSON, as offered."
        ),
    ] = None,
    annotated: Annotated[
        Path | None,
        typer.Option(
            "--annotated", help="Write the sender's workbook back, marked (.xlsx).", dir_okay=False
        ),
    ] = None,
    effects: Annotated[
        bool,
        typer.Option(
            "--effects",
            help="Work out what it changes in screening, however large it is, before it counts.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take in a file that a department or a village has sent.

    Without --check or --publish it waits to be published.
    """
    if check and publish:
        raise typer.BadParameter(_("--check and --publish exclude each other"))
    people = _people(by=by, received_by=received_by, publish=publish)
    if annotated is not None:
        fail_if_not_writable(annotated, file)
    try:
        with _home(home, is_kept=not check) as place, step_bar() as tell:
            outcome = _take(place, file, people, tell, feed=feed, banner=banner,
                            answered=Answered(tuple(maps or ()), tuple(words or ()),
                                              tuple(links or ())),
                            check=check, accept=accept, effects=effects)  # fmt: skip
    except FileFaulty as fault:
        outcome = _answered(_of_faulty_file(fault, feed), file, annotated)
        if not as_json:
            _show_answer(outcome)
            raise
        show_json(outcome.as_json())
        raise typer.Exit(HAS_PROBLEMS) from None
    outcome = _answered(outcome, file, annotated)
    if as_json:
        show_json(outcome.as_json())
    else:
        _show(outcome)
    if outcome.refusal or outcome.review.rejected:
        raise typer.Exit(HAS_PROBLEMS)


@dataclass(frozen=True, slots=True)
class _People:
    """Who receives the file, and who publishes it, if anybody does."""

    receiver: Actor
    publisher: Actor | None


def _people(*, by: str, received_by: str, publish: bool) -> _People:
    """Return who acts; nobody publishes what they have received.

    Raises:
        typer.BadParameter: if it is to be published and nobody, or the same person, does it.
    """
    publisher, receiver = by.strip(), received_by.strip()
    if not publish:
        return _People(Actor(receiver or publisher or getpass.getuser()), None)
    if not publisher:
        raise typer.BadParameter(_("--publish needs --by NAME"))
    receiver = receiver or getpass.getuser()
    if publisher.casefold() == receiver.casefold():
        raise typer.BadParameter(
            _("{name} receives the file: a second person publishes it (--by NAME), or say who "
              "receives it (--received-by NAME)").format(name=receiver)
        )  # fmt: skip
    return _People(Actor(receiver), Actor(publisher))


def _take(
    home: HomeFolder,
    file: Path,
    people: _People,
    tell: Progress,
    *,
    feed: str,
    banner: str,
    answered: Answered,
    check: bool,
    accept: str,
    effects: bool,
) -> Outcome:
    # Models want Django set up, and that wants the home.
    from shouwang.stages.ingest import operations  # noqa: PLC0415

    day, moment = today(home), now(home)
    actor = people.receiver
    if check:
        review = operations.check_delivery(
            home=home, path=file, feed=feed, banner=banner, answered=answered, progress=tell,
            by=actor, on=day,
        )  # fmt: skip
        return Outcome(review, CHECKED)
    operations.follow_snapshots(home=home, at=moment, by=actor, on=day)
    review = operations.receive_delivery(
        home=home, path=file, feed=feed, at=moment, banner=banner, answered=answered,
        progress=tell, by=actor, on=day,
    )  # fmt: skip
    if people.publisher is None or effects:
        from shouwang.stages.screening.outlook import with_outlook  # noqa: PLC0415

        review = with_outlook(home, lambda: policy_of(home), review, progress=tell, is_asked=effects, at=moment,
                              by=actor, on=day)  # fmt: skip
    if people.publisher is None or review.delivery is None:
        return Outcome(review, PENDING)
    try:
        snapshot = operations.publish_delivery(
            home=home,
            delivery_id=review.delivery,
            at=moment,
            because=accept,
            progress=tell,
            by=people.publisher,
            on=day,
        )
    except ShouwangError as refusal:
        return Outcome(review, PENDING, refusal=refusal)
    is_new = (snapshot.delivery or {}).get("id") == review.delivery
    return Outcome(review, PUBLISHED if is_new else UNCHANGED, snapshot.id)


@contextmanager
def _home(root: Path, *, is_kept: bool) -> Iterator[HomeFolder]:
    """The home; where there is none and nothing is to be kept, one that goes away again."""
    if is_kept or is_home(root):
        yield home_with_database(root)
        return
    with tempfile.TemporaryDirectory(prefix="shouwang-") as folder:
        yield home_with_database(Path(folder) / "home", is_told=False)


def _of_faulty_file(fault: FileFaulty, feed: str) -> Outcome:
    """What comes of a file of which nothing was kept."""
    review = Review(delivery=None, feed=feed, sender="", problems=fault.faults)
    return Outcome(review, CHECKED)


def _answered(outcome: Outcome, file: Path, out: Path | None) -> Outcome:
    """Write the answer to the sender; what has been received stays so if it cannot be written."""
    if out is None:
        return outcome
    try:
        return replace(outcome, answer=write_answer(source=file, review=outcome.review, out=out))
    except ShouwangError as refusal:
        return replace(outcome, refusal=outcome.refusal or refusal)


def _show_answer(outcome: Outcome) -> None:
    if outcome.answer is not None:
        console.print(
            _("answer to the sender: {path}").format(path=outcome.answer.path),
            markup=False,
            highlight=False,
        )
    if outcome.refusal is not None:
        error_console.print(str(outcome.refusal), style="red", markup=False, highlight=False)


def _show(outcome: Outcome) -> None:
    review = outcome.review
    states = {
        CHECKED: _("checked; nothing was written"),
        PENDING: _("pending; it waits to be published"),
        PUBLISHED: _("published as snapshot {number}").format(number=outcome.snapshot),
        UNCHANGED: _("nothing changes: snapshot {number} says the same").format(
            number=outcome.snapshot
        ),
    }
    table = Table(show_header=False, box=None)
    rows = {
        _("delivery"): review.delivery or "-",
        _("feed"): review.feed,
        _("rows read"): review.read,
        _("accepted"): review.accepted,
        _("rejected"): review.rejected,
        _("warnings"): review.warnings,
        **_moves(review),
        _("state"): states[outcome.state],
    }
    for label, value in rows.items():
        table.add_row(label, escape(str(value)))
    console.print(table)
    for question in review.questions[:SHOWN]:
        console.print(_question_line(question), markup=False, highlight=False)
    _show_links(review)
    for problem in review.problems[:SHOWN]:
        console.print(_line(problem), markup=False, highlight=False)
    rest = len(review.problems) - SHOWN + review.left_out
    if rest > 0:
        console.print(_("… and {count} more").format(count=rest), markup=False)
    _show_answer(outcome)


def _show_links(review: Review) -> None:
    """Whom rows without a good ID number may be about, by row."""
    if review.links_note:
        console.print(review.links_note, markup=False, highlight=False)
    if not review.links:
        return
    table = Table(title=_("whom rows may be about (--link ROW=PERSON)"), box=None)
    for label in (_("row"), _("person number"), _("probability"), _("why"), _("linked")):
        table.add_column(label)
    for link in review.links[:SHOWN]:
        row = f"{link.sheet}!{link.row}" if link.sheet else str(link.row)
        is_accepted = _("yes") if link.accepted else ""
        values = (row, str(link.person), f"{link.probability:.3f}", link.why, is_accepted)
        table.add_row(*(escape(value) for value in values))
    console.print(table)
    if len(review.links) > SHOWN:
        console.print(_("… and {count} more").format(count=len(review.links) - SHOWN), markup=False)


def _moves(review: Review) -> dict[str, Any]:
    """What the file would change of what its sender has in force."""
    found = review.difference
    if not found or found["basis"] == "nothing":
        return {}
    words = {
        "appeared": _("{count} rows appear"),
        "vanished": _("{count} rows vanish"),
        "changed": _("{count} rows change"),
    }
    moves = [text.format(count=found[name]) for name, text in words.items() if found[name]]
    return {_("difference"): ", ".join(moves) or _("none")}


def _question_line(question: Question) -> str:
    """What is asked, and how to answer it."""
    if question.value:
        wanted = f'--answer "{question.column}:{question.value}=…"'
    else:
        code = question.candidates[0].code if question.candidates else ""
        wanted = f'--map "{question.column}={code}"'
    names = ", ".join(f"{each.code} {each.name}" for each in question.candidates)
    what = _("{column} {value}: which is it?").format(column=question.column, value=question.value)
    return " ".join(part for part in (what, names, "→", wanted) if part)


def _line(problem: RowProblem) -> str:
    value = f" {problem.value}" if problem.value else ""
    mend = f" → {problem.mend}" if problem.mend else ""
    return f"{problem.where}:{value} {problem.message}{mend}"
