"""What is done with explanations: a banner gives one, the region accepts or refuses it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import LEVELS, change, found_within
from shouwang.stages.programmes.stability.enums import ExplanationState, Matter
from shouwang.stages.programmes.stability.models import Explanation
from shouwang.stages.programmes.stability.places import banner_in

GIVERS = ("clerk", "approver")
DECIDERS = ("region",)
LONGEST_WORDS = 300  # characters, as the columns are wide
LONGEST_DOCUMENT = 120  # characters
LONGEST_KEY = 60  # characters


@dataclass(frozen=True, slots=True)
class Said:
    """What a banner says of a change or a gap."""

    matter: str
    key: str
    words: str
    document: str


def explain_change(
    *, content: Content, banner: str, said: Said, version: int | None = None, at: datetime,
    by: Actor, on: date,
) -> Explanation:  # fmt: skip
    """Explain a change or a gap, or explain it anew if the region has not accepted it.

    Args:
        version: The version of the explanation that is there already, if one was seen.

    Raises:
        NotAllowed: if it is not for whoever asks.
        NotFound: if the banner is not theirs.
        Stale: if somebody has explained it, or decided on it, meanwhile.
        InputProblems: with everything that is wrong.
    """
    if not by.has_role(*GIVERS):
        raise NotAllowed(_("the banner explains what has changed there"))
    banner_in(content, banner, by.scope)
    told = _checked(said)
    try:
        with transaction.atomic():
            return _keep(content, banner, told, version, at=at, by=by, on=on)
    except IntegrityError:
        raise InputProblems(
            [Problem("key", _("this has just been explained; look at the page again"))]
        ) from None


def _checked(said: Said) -> Said:
    problems: list[Problem] = []
    words, document = " ".join(said.words.split()), " ".join(said.document.split())
    if said.matter not in Matter.values:
        problems.append(Problem("matter", _("choose what is explained")))
    if not said.key or len(said.key) > LONGEST_KEY:
        problems.append(Problem("key", _("say what is explained")))
    for name, text, most in (
        ("words", words, LONGEST_WORDS),
        ("document", document, LONGEST_DOCUMENT),
    ):
        if not text:
            problems.append(Problem(name, _("this is missing"), _("write a sentence")))
        elif len(text) > most:
            problems.append(
                Problem(name, _("this is too long; at most {most} characters").format(most=most))
            )
    if problems:
        raise InputProblems(problems)
    return Said(said.matter, said.key, words, document)


def _keep(
    content: Content, banner: str, said: Said, version: int | None, *, at: datetime, by: Actor,
    on: date,
) -> Explanation:  # fmt: skip
    found = Explanation.objects.filter(banner=banner, matter=said.matter, key=said.key).first()
    told = {"words": said.words, "document": said.document, "made_by": by.name, "made_date": on}
    if found is None:
        chain = content.ancestors(banner)
        found = Explanation.objects.create(
            matter=said.matter, key=said.key, **told,
            **{level: chain.get(level, "") for level in LEVELS},
        )  # fmt: skip
    elif found.state == ExplanationState.ACCEPTED:
        raise InputProblems([Problem("key", _("this has been explained and accepted"))])
    else:
        change(found, version or 0, at=at, by=by, state=ExplanationState.GIVEN, **told)
    audit.record(
        what="explain_change", subject=f"explanation:{found.pk}", at=at, by=by, on=on,
        detail={"matter": said.matter},
    )  # fmt: skip
    return found


@transaction.atomic
def decide_explanation(
    *, explanation_id: int, version: int, accepts: bool, words: str, at: datetime, by: Actor,
    on: date,
) -> Explanation:  # fmt: skip
    """Accept an explanation or refuse it; a refusal says why.

    Raises:
        NotAllowed: if it is not for whoever asks.
        NotFound: if there is none in their area.
        Stale: if it has changed meanwhile.
        InputProblems: if it has been decided already, or a refusal says no reason.
    """
    if not by.has_role(*DECIDERS):
        raise NotAllowed(_("the region decides whether an explanation will do"))
    found = found_within(Explanation.objects.all(), by.scope, pk=explanation_id)
    problems: list[Problem] = []
    told = " ".join(words.split())
    if not accepts and not told:
        problems.append(Problem("words", _("this is missing"), _("write a sentence")))
    if len(told) > LONGEST_WORDS:
        problems.append(
            Problem("words", _("this is too long; at most {most} characters").format(
                most=LONGEST_WORDS)))  # fmt: skip
    if found.state != ExplanationState.GIVEN:
        problems.append(Problem("state", _("this explanation does not wait for a decision")))
    if problems:
        raise InputProblems(problems)
    change(
        found, version, at=at, by=by,
        state=ExplanationState.ACCEPTED if accepts else ExplanationState.REFUSED,
        decided_by=by.name, decided_date=on, decision_words=told,
    )  # fmt: skip
    audit.record(
        what="decide_explanation", subject=f"explanation:{found.pk}", at=at, by=by, on=on,
        detail={"state": found.state},
    )  # fmt: skip
    return found
