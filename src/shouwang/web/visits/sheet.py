"""The sheet of a visit: for whom, what is known, what is asked, what was typed already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.http import HttpRequest

from shouwang.base.access import NotFound
from shouwang.base.errors import Problem, ShouwangError
from shouwang.base.words import _
from shouwang.rules.questions import Bank, Question
from shouwang.stages.cases import questions
from shouwang.stages.cases.enums import Verdict, VisitPurpose
from shouwang.stages.cases.known import Known, as_held, as_read, read_known
from shouwang.stages.cases.queries import campaigns, cases, files, visits
from shouwang.stages.cases.questions import Asked
from shouwang.stages.cases.rulebook import nearest_first, rulebook
from shouwang.stages.register.queries import index
from shouwang.web import place
from shouwang.web.visits.forms import ANSWER, Sent

IDENTIFICATION = "identification"
# What can be chosen where neither a lead nor a campaign says it.
FREE_PURPOSES = (VisitPurpose.ROUTINE, VisitPurpose.FOLLOW, VisitPurpose.RECHECK)


@dataclass(frozen=True)
class About:
    """What a visit is about.

    Attributes:
        family: The household as the index has it.
        lead: The lead it answers, if any.
    """

    family: Any
    lead: Any = None
    campaign: Any = None
    case: Any = None

    @property
    def draft(self) -> str:
        """By which name the browser keeps what is typed and not sent."""
        if self.lead is not None:
            return f"lead-{self.lead.pk}"
        return f"household-{self.family.household}-{self.campaign.pk if self.campaign else 0}"


@dataclass(frozen=True)
class Key:
    """One key under a question."""

    code: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    """A question on the sheet.

    Attributes:
        name: The name of its field.
        held: What is held of it, as people read it; shown beside.
        is_late: Whether the department that should tell it has not delivered in time.
    """

    name: str
    label: str
    keys: tuple[Key, ...]
    typed: str
    unit: str = ""
    held: str = ""
    asks: str = "choice"
    is_late: bool = False


@dataclass(frozen=True)
class Sheet:
    """All that the page of a visit shows."""

    about: About
    known: Known
    members: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    photo: str
    typed: Mapping[str, str]
    verdicts: tuple[tuple[str, str], ...]
    purposes: tuple[tuple[str, str], ...]
    today: Any
    least_people: int
    crowd: tuple[str, ...] = ("1", "2", "3", "4")
    kept: int = 0
    problems: Sequence[Problem] = field(default_factory=tuple)


def about_of(request: HttpRequest, given: Mapping[str, Any]) -> About:
    """Return what a visit is to be about, found within the scope.

    Raises:
        NotFound: if there is nothing of the kind, or only elsewhere.
    """
    scope, day = request.scope, request.day
    lead_id, number = given.get("lead"), given.get("household")
    lead = None
    if lead_id:
        lead = visits.lead_to_visit(lead_id=int(lead_id), on=day, scope=scope)
        number = lead.household
    if not number:
        raise NotFound(_("say which household is visited"))
    family = index.household(number=int(number), on=day, scope=scope)
    campaign = case = None
    if given.get("campaign"):
        campaign = campaigns.campaign(
            campaign_id=int(given["campaign"]), content=place.content(), on=day, scope=scope
        )
    if given.get("case"):
        case = cases.case(case_id=int(given["case"]), on=day, scope=scope)
        if case.household != family.household:
            raise NotFound(_("there is no such record in your area"))
    if lead is None and campaign is None and not given.get("additional"):
        lead = visits.open_lead_of(household=family.household, on=day, scope=scope)
    return About(family, lead, campaign, case)


def sheet_of(
    request: HttpRequest, about: About, sent: Sent | None = None, problems: Iterable[Problem] = ()
) -> Sheet:
    """Return the sheet, with what was typed already."""
    content, day = place.content(), request.day
    bank = questions.bank_of(content)
    known = read_known(
        home=request.home, content=content, bank=bank, household=about.family.household,
        place=about.family.place, on=day,
    )  # fmt: skip
    asked = _asked(request, about, bank, known)
    asked += _answered_besides(bank, known, sent, asked)
    typed = dict(sent.typed) if sent else {}
    typed.setdefault("form", str(uuid4()))
    least = least_people(about)
    typed.setdefault("purpose", _purpose(about))
    kept = files.attachments_of(owner=f"form:{typed['form']}", on=day, scope=request.scope)
    photos = [each.question.photo for each in asked if each.question.photo]
    return Sheet(
        about=about,
        known=known,
        members=tuple(_members(known, request)),
        facts=tuple(_facts(known, bank, about, asked)),
        rows=tuple(
            _row(
                each,
                known,
                sent.answers if sent else {},
                is_prefilled=sent is None and about.campaign is not None,
            )
            for each in asked
        ),
        photo=photos[0] if photos else bank.photo,
        typed=typed,
        verdicts=tuple((each.value, each.label) for each in Verdict),
        purposes=tuple((each.value, each.label) for each in FREE_PURPOSES),
        today=visits.today(by=request.actor, on=day, scope=request.scope),
        least_people=least,
        kept=len(kept),
        problems=tuple(problems),
    )


def _asked(request: HttpRequest, about: About, bank: Bank, known: Known) -> list[Asked]:
    if about.campaign is not None:
        names = [name for name in about.campaign.questions if name in bank.questions]
        return [Asked(bank.questions[name]) for name in names]
    doubts = (
        visits.doubts_of(lead=about.lead, on=request.day, scope=request.scope)
        if about.lead is not None
        else []
    )
    return questions.chosen(bank, doubts, known, on=request.day)


def _answered_besides(
    bank: Bank, known: Known, sent: Sent | None, asked: Sequence[Asked]
) -> list[Asked]:
    """Return questions that were answered on a sheet opened before, and would not be asked now."""
    names = {each.name for each in asked}
    found = []
    for name, text in sent.answers.items() if sent else ():
        plain, colon, number = name.partition(questions.OF)
        question = bank.questions.get(plain)
        if question is None or name in names or not text:
            continue
        person = int(number) if number.isascii() and number.isdigit() else None
        if (question.of == "person") is bool(colon) and (person is None or person in known.people):
            found.append(Asked(question, person))
    return found


def _row(
    asked: Asked, known: Known, answers: Mapping[str, str], *, is_prefilled: bool = False
) -> Row:
    question = asked.question
    member = known.member(asked.person)
    content = place.content()
    value = known.value(question.feed, question.column, asked.person) if question.feed else None
    column = content.contracts[question.feed].column(question.column) if question.feed else None
    typed = answers.get(asked.name, "")
    chosen = typed or (_key_held(question, value) if is_prefilled else "")
    return Row(
        name=f"{ANSWER}{asked.name}",
        label=question.label.replace("{name}", member.name if member else _("this person")),
        keys=tuple(
            Key(each.code, each.label, is_chosen=each.code == chosen) for each in question.answers
        ),
        typed=typed,
        unit=question.unit,
        held=as_read(value, column, content) if column is not None and value is not None else "",
        asks=question.asks,
        is_late=question.feed in known.late,
    )


def _members(known: Known, request: HttpRequest) -> Iterable[tuple[str, str]]:
    content = place.content()
    column = content.contracts[content.subjects["person"].table].column("relation")
    for member in known.members:
        age = member.age_on(request.day)
        said = as_read(member.relation or None, column, content)
        yield (
            member.name,
            said if age is None else _("{relation}, {age} years").format(relation=said, age=age),
        )


def _key_held(question: Question, value: Any) -> str:
    """Return the key that stands for what is held, if one does."""
    word = as_held(value)
    return next((each.code for each in question.answers if word and each.value == word), "")


def _facts(
    known: Known, bank: Bank, about: About, asked: Sequence[Asked]
) -> Iterable[tuple[str, str]]:
    """Yield what nobody needs to ask: label and value, without what is asked now."""
    content = place.content()
    contract = content.contracts[content.subjects["household"].table]
    yield (
        contract.column("status").label,
        as_read(about.family.status, contract.column("status"), content),
    )
    taken = {(each.question.feed, each.question.column) for each in asked}
    for question in bank.questions.values():
        where = (question.feed, question.column)
        if not question.feed or question.of != "household" or where in taken:
            continue
        if question.feed in known.late:
            continue  # nobody can say that it need not be asked
        taken.add(where)
        column = content.contracts[question.feed].column(question.column)
        if any(each.name == "person" for each in content.contracts[question.feed].columns):
            there = [known.value(*where, person) for person in known.people]
            count = sum(1 for value in there if value not in {None, "none"})
            if known.people:
                yield column.label, f"{count}/{len(known.people)}"
            continue
        value = known.value(*where)
        if value is not None:
            yield column.label, as_read(value, column, content)


def least_people(about: About) -> int:
    """Return how many must be at the door to verify a lead."""
    if about.lead is None:
        return 1
    content = place.content()
    try:
        version = rulebook(content).version_on(
            IDENTIFICATION, about.lead.raised_date, nearest_first(about.family.place, content)
        )
    except ShouwangError:
        return 1
    return version.steps[0].least_people


def _purpose(about: About) -> str:
    if about.lead is not None:
        return VisitPurpose.VERIFY.value
    return (VisitPurpose.SURVEY if about.campaign is not None else VisitPurpose.ROUTINE).value


def answers_shown(visit: Any, known: Known | None = None) -> list[tuple[str, str]]:
    """Return question and answer of a visit as people read them."""
    content = place.content()
    bank = questions.bank_of(content)
    shown = []
    for name, kept in visit.answers.items():
        label, answer = questions.answer_label(bank, name, kept, content)
        number = name.partition(questions.OF)[2]
        member = known.member(int(number)) if known and number.isdigit() else None
        who = member.name if member else _("this person")
        shown.append((label.replace("{name}", who), answer))
    return shown
