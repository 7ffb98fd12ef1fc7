"""A June in the office of a demo: invented people do what is done there.

Everything goes through the operations that the pages use, by accounts of the right role; who is
right is taken from the truth of the invented region, so that the precision of a check means
something. Needs Django set up.
"""

import io
import uuid
from datetime import date, timedelta
from typing import Any

from PIL import Image

from shouwang.base.access import EVERYWHERE, NOWHERE, SYSTEM, Actor
from shouwang.base.words import _
from shouwang.cli.demo_life import Life, actor, at_place
from shouwang.lake.keys import read_keys
from shouwang.rules.campaigns import load_campaigns
from shouwang.stages.cases import questions
from shouwang.stages.cases.operations import (
    campaigns,
    files,
    leads,
    measures,
    notices,
    objections,
    pairings,
    procedures,
    self_reports,
    signatures,
    visits,
)
from shouwang.stages.cases.queries import (
    campaigns as campaign_queries,
    cases as case_queries,
    leads as lead_queries,
)
from shouwang.stages.cases.receipts import village_token
from shouwang.stages.cases.rulebook import rulebook
from shouwang.stages.org.operations import messages
from shouwang.stages.org.queries import accounts as account_queries
from shouwang.stages.register.operations import corrections

VISITS, CLOSED = 80, 220  # doors that are gone to; leads that are answered without a sheet
SURVEYED = 12  # doors of the campaign that are gone to
STEPS = ("verify", "consent", "compare", "review", "township", "approve", "announce")
SIGNED = "fingerprint"
DAY = timedelta(days=1)
DRAFTS = 6  # of so many notices one is only drafted
STRANGER = Actor("-", scope=NOWHERE)  # who needs no account
# Of a hundred answers where nothing is the matter.
WRONG_DATA, NOT_FOUND = 15, 8


def live(life: Life) -> None:
    """Do in June what is done in an office."""
    _pair(life)
    _go_to_doors(life)
    _answer_leads(life)
    _move_cases(life)
    _help(life)
    _ask_everybody(life)
    _hear_households(life)
    _write_messages(life)


def _kept(life: Life) -> frozenset[str]:
    """The villages of the demo's accounts: most of their leads are left to who tries it out."""
    return frozenset().union(*(actor(life, name).scope.places for name in ("village", "village2")))


def _open_leads(life: Life, limit: int, by: Actor | None = None) -> list[Any]:
    wanted = lead_queries.Wanted(tab="open")
    return list(
        lead_queries.work_list(
            wanted=wanted, limit=limit, content=life.policy.content, on=life.day,
            scope=by.scope if by else EVERYWHERE,
        )
    )  # fmt: skip


def _verdict(life: Life, household: int) -> str:
    if household in life.troubled:
        return "confirmed"
    drawn = life.chance.randrange(100)
    if drawn < NOT_FOUND:
        return "not_found"
    return "wrong_data" if drawn < NOT_FOUND + WRONG_DATA else "not_so"


def _pair(life: Life) -> None:
    """The demo's person responsible gets the watched households of the demo's village."""
    clerk, village = actor(life, "clerk"), actor(life, "village")
    helper = account_queries.account_named(username="helper", on=life.day, scope=EVERYWHERE)
    cases = case_queries.page_of_cases(procedure="identification", on=life.day, scope=village.scope)
    for case in cases[:12]:
        life.act("pairing", pairings.assign, content=life.policy.content, household=case.household, account=helper.pk if helper else 0,
            at=life.moment(life.day), by=clerk, on=life.day)  # fmt: skip


def _go_to_doors(life: Life) -> None:
    village = actor(life, "village")
    kept, waiting = _kept(life), _open_leads(life, VISITS // 4, village)
    own = [(lead, village) for lead in waiting[: len(waiting) // 3]]
    others = [
        (lead, at_place(life, "village", lead.village, "village"))
        for lead in _open_leads(life, VISITS)
        if lead.village not in kept
    ]
    for lead, by in [*own, *others][:VISITS]:
        day = life.past_day()
        life.act("visit", visits.record_visit, home=life.home, content=life.policy.content, household=lead.household,
            purpose="verify", answers={}, verdict=_verdict(life, lead.household),
            form=_form(life), lead_id=lead.pk,
            lead_version=lead.version, people=2, companions="", note=_("looked at the house and asked the neighbours"),
            at=life.moment(day), by=by, on=day)  # fmt: skip


def _answer_leads(life: Life) -> None:
    kept = _kept(life)
    others = [each for each in _open_leads(life, CLOSED + VISITS) if each.village not in kept]
    for lead in others[:CLOSED]:
        level = "township" if lead.answer_by == "township" else "village"
        by = at_place(life, level, getattr(lead, level), level)
        verdict, day = _verdict(life, lead.household), life.past_day()
        if verdict == "not_found":
            continue
        life.act("lead closed", leads.close_lead, lead_id=lead.pk, version=lead.version, verdict=verdict,
            reason=_("seen at the door") if verdict != "confirmed" else "",
            at=life.moment(day), by=by, on=day)  # fmt: skip


def _move_cases(life: Life) -> None:
    """Cases of identification stand at every step, each taken on a day of its own."""
    found = case_queries.page_of_cases(
        procedure="identification", state="open", limit=80, on=life.day, scope=EVERYWHERE
    )
    for number, case in enumerate(sorted(found, key=lambda each: each.opened_date)):
        day = case.opened_date
        for step in STEPS[: len(STEPS) - number % (len(STEPS) + 1)]:
            case.refresh_from_db()
            if step not in case.next_steps:
                continue  # a visit has taken it already
            if day > life.day or life.act(f"step {step}", _take, life, case, step, day) is None:
                break
            day = _hang_notice(life, case, day) if step == "review" else day + DAY


def _take(life: Life, case: Any, step: str, day: date) -> Any:
    doers = {"township": "township", "announce": "township", "compare": "clerk",
             "approve": "approver"}  # fmt: skip
    role = doers.get(step, "village")
    level = {"village": "village", "township": "township"}.get(role, "banner")
    by = at_place(life, level, getattr(case, level), role)
    version = rulebook(life.policy.content).version(
        case.procedure,
        case.rules_from,
        tuple(life.policy.content.ancestors(case.village).values()),
    )
    told = version.step(step)
    facts: dict[str, Any] = {"papers": list(told.papers), "signed": SIGNED}
    if told.signs:
        signatures.attach_signature(
            home=life.home, content=life.policy.content, case_id=case.pk, step=step, data=_photo(),
            name="signed.jpg", at=life.moment(day), by=by, on=day,
        )  # fmt: skip
    return procedures.take_step(
        home=life.home, policy=life.policy, case_id=case.pk, version=case.version, step=step,
        people=max(told.least_people, 2), facts=facts, note="", at=life.moment(day), by=by,
        on=day,
    )  # fmt: skip


def _hang_notice(life: Life, case: Any, day: date) -> date:
    """Hang the notice of a review; return the day on which its days are over.

    Some are only drafted, and somebody has something against the first.
    """
    by = at_place(life, "village", case.village, "village")
    notice = life.act(
        "notice", notices.draft_notice, content=life.policy.content, case_ids=[case.pk],
        step="review", at=life.moment(day), by=by, on=day,
    )  # fmt: skip
    never = life.day + DAY
    if notice is None or life.done["notice"] % DRAFTS == 0:
        return never
    posted = life.act("notice posted", _post, life, case, notice, by, day)
    if posted is None or posted.until_date is None:
        return never
    if not life.done["objection"]:
        life.act(
            "objection", objections.take_objection, home=life.home, content=life.policy.content,
            token=posted.token, text=_("This household has a car and a flat in town."),
            form=_form(life), at=life.moment(day + DAY), by=STRANGER, on=day + DAY,
        )  # fmt: skip
    until: date = posted.until_date
    return until + DAY


def _help(life: Life) -> None:
    """Measures that are planned, delivered, late, and of a kind that does not fit the risk."""
    found = case_queries.page_of_cases(
        procedure="identification", state="identified", limit=60, on=life.day, scope=EVERYWHERE
    )
    kinds = ("health", "education", "employment", "cover", "industry", "water")
    for number, case in enumerate(found):
        by = at_place(life, "township", case.township, "township")
        day = life.past_day()
        measure = life.act("measure", measures.plan_measure, content=life.policy.content, household=case.household,
                kind=kinds[number % len(kinds)], risk=(case.risks or ["other"])[0],
                title=_("help as agreed in June"), owner=by.label,
                due_date=life.day + timedelta(days=number % 40 - 5), amount=50_000,
                case_id=case.pk, mismatch_reason=_("agreed with the household"),
                at=life.moment(day), by=by, on=day)  # fmt: skip
        if measure is not None and number % 3 == 0:
            life.act("measure delivered", _deliver, life, measure, by)
    for number, case in enumerate(found[:9]):
        by = at_place(life, "township", case.township, "township")
        life.act("risk-ended case", procedures.open_case, household=case.household, procedure="risk_ended", source="cadre",
            content=life.policy.content, at=life.moment(life.day), by=by, on=life.day)  # fmt: skip
        if number % 3 == 0:
            life.act("correction", corrections.keep_correction, household=case.household, person=None, feed="household", key=str(case.household),
                column="fuel", value="coal", was="", source=f"case:{case.pk}",
                at=life.moment(life.day), by=at_place(life, "village", case.village, "village"),
                on=life.day)  # fmt: skip


def _deliver(life: Life, measure: Any, by: Actor) -> Any:
    files.keep_file(
        home=life.home, data=_photo(), name="delivered.jpg", owner=f"measure:{measure.pk}",
        kind="evidence", household=measure.household, place=measure.place,
        at=life.moment(life.day), by=by, on=life.day,
    )  # fmt: skip
    return measures.deliver_measure(
        measure_id=measure.pk, version=measure.version, delivered_date=life.day,
        at=life.moment(life.day), by=by, on=life.day,
    )  # fmt: skip


def _post(life: Life, case: Any, notice: Any, by: Actor, day: date) -> Any:
    files.keep_file(
        home=life.home, data=_photo(), name="posted.jpg", owner=f"notice:{notice.pk}",
        kind="posting", household=None, place=case.place, at=life.moment(day), by=by, on=day,
    )  # fmt: skip
    return notices.post_notice(
        content=life.policy.content, notice_id=notice.pk, version=notice.version,
        posted_date=day, at=life.moment(day), by=by, on=day,
    )  # fmt: skip


def _photo() -> bytes:
    """A picture of a wall."""
    data = io.BytesIO()
    Image.new("RGB", (64, 48), (196, 190, 170)).save(data, "JPEG")
    return data.getvalue()


def _form(life: Life) -> uuid.UUID:
    return uuid.UUID(int=life.chance.getrandbits(128), version=4)


def _ask_everybody(life: Life) -> None:
    """A campaign of the demo's banner."""
    clerk = actor(life, "clerk")
    content = life.policy.content
    rules, bank = load_campaigns(life.policy), questions.bank_of(content)
    kind = rules.kinds["guarantees"]
    banner = next(iter(clerk.scope.places))
    campaign = life.act("campaign", campaigns.make_campaign, content=content, rules=rules, bank=bank, name=kind.label, region=banner, who=kind.who,
        questions=kind.questions, start_date=life.day, until_date=life.day + timedelta(days=30),
        at=life.moment(life.day), by=clerk, on=life.day)  # fmt: skip
    if campaign is not None:
        life.act("campaign started", campaigns.start_campaign, home=life.home, content=content, rules=rules, campaign_id=campaign.pk,
            version=campaign.version, at=life.moment(life.day), by=clerk, on=life.day)  # fmt: skip
        _survey(life, campaign, bank)


def _survey(life: Life, campaign: Any, bank: Any) -> None:
    """Some doors of the campaign are gone to in the demo's village."""
    village = actor(life, "village")
    part = campaign_queries.part_of(
        campaign=campaign, village=next(iter(village.scope.places)), on=life.day,
        scope=village.scope,
    )  # fmt: skip
    doors = campaign_queries.unseen_doors(part=part, on=life.day, scope=village.scope)
    for door in doors[:SURVEYED]:
        asked = [bank.questions[name] for name in campaign.questions]
        answers = {
            each.name: life.chance.choice(_likely(each.answers)).code
            for each in asked
            if each.answers
        }
        life.act("door of the campaign", visits.record_visit, home=life.home, content=life.policy.content, household=door.household,
            purpose="survey", answers=answers, verdict="", form=_form(life),
            campaign_id=campaign.pk, people=2, companions="", note="",
            at=life.moment(life.day), by=village, on=life.day)  # fmt: skip


def _likely(answers: Any) -> list[Any]:
    """Return the answers of a question, those without trouble many times."""
    good = [each for each in answers if not each.is_trouble]
    return [*answers, *good * 6]


def _hear_households(life: Life) -> None:
    """Households that report themselves, in the villages of the demo's accounts."""
    key = read_keys(life.home.keys).hash
    troubles = ("illness", "schooling", "disaster")
    for name in ("village", "village2"):
        account = account_queries.account_named(username=name, on=life.day, scope=EVERYWHERE)
        if account is None:
            continue
        village = next(iter(actor(life, name).scope.places))
        for trouble in troubles:
            life.act("self report", self_reports.send_report, home=life.home, content=life.policy.content,
                    token=village_token(village, key), name=_("Invented"), contact=_("by the village"),
                    trouble=trouble, text="", agreed=True, form=_form(life),
                    at=life.moment(life.day), by=STRANGER, on=life.day)  # fmt: skip


def _write_messages(life: Life) -> None:
    everybody = [
        account_queries.account_named(username=name, on=life.day, scope=EVERYWHERE)
        for name in ("village", "township", "clerk", "approver")
    ]
    life.act("message", messages.send, accounts=[each for each in everybody if each], kind="leads",
        text=_("New leads have been handed out."), link="/leads/", at=life.moment(life.day),
        by=SYSTEM, on=life.day)  # fmt: skip
