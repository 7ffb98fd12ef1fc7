"""The paper that a household signed, photographed and kept with the case."""

from datetime import date, datetime

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.cases import workflow
from shouwang.stages.cases.enums import FileKind
from shouwang.stages.cases.models import Attachment, Case
from shouwang.stages.cases.operations.files import keep_file
from shouwang.stages.cases.queries import standing as standings
from shouwang.stages.cases.rulebook import rulebook
from shouwang.stages.cases.workflow import MoveNotAllowed
from shouwang.stages.org.scoping import found_within


def attach_signature(
    *,
    home: Home,
    content: Content,
    case_id: int,
    step: str,
    data: bytes,
    name: str,
    at: datetime,
    by: Actor,
    on: date,
) -> Attachment:
    """Keep the paper that a household signed for a step, before the step is taken.

    Raises:
        NotFound: if the case is not in the actor's area.
        MoveNotAllowed: if the step wants no signature, or is not to be taken now.
        NotAllowed: if the step is for others.
        InputProblems: if it is neither a photo nor a scan.
    """
    case = found_within(Case.objects.all(), by.scope, pk=case_id)
    stands = standings.standing(case=case, book=rulebook(content), on=on, scope=by.scope)
    wanted = next((each for each in stands.open_steps() if each.name == step), None)
    if wanted is None or workflow.HOUSEHOLD not in wanted.signs:
        raise MoveNotAllowed(_("no signature is wanted for this step now"))
    if not by.is_program and not workflow.acting_role(wanted, by.roles):
        raise NotAllowed(_("the step “{step}” is not for your role").format(step=wanted.label))
    return keep_file(
        home=home, data=data, name=name, owner=f"case:{case.pk}", kind=FileKind.SIGNATURE,
        household=case.household, place=case.place, at=at, by=by, on=on,
    )  # fmt: skip
