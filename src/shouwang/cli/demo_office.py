"""Opens the office of a demo, and lives June 2020 in it: invented people do what is done there.

Everything goes through the operations that the pages use, by accounts of the right role; who is
right is taken from the truth of the invented region, so that the precision of a check means
something. Needs Django set up.
"""

import io
import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow.parquet as pq
from PIL import Image

from shouwang.base.access import EVERYWHERE, NOWHERE, SYSTEM, Actor, Scope
from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.lake.home import now, today
from shouwang.lake.keys import read_keys
from shouwang.lake.runs import StoredRun
from shouwang.rules.campaigns import load_campaigns
from shouwang.rules.pack import Policy
from shouwang.stages.cases import questions
from shouwang.stages.cases.operations import (
    adopting,
    campaigns,
    files,
    leads,
    measures,
    notices,
    objections,
    pairings,
    procedures,
    self_reports,
    visits,
)
from shouwang.stages.cases.queries import (
    campaigns as campaign_queries,
    cases as case_queries,
    leads as lead_queries,
)
from shouwang.stages.cases.receipts import village_token
from shouwang.stages.org.operations import demo as accounts, messages
from shouwang.stages.org.queries import accounts as account_queries
from shouwang.stages.org.standing import label_of
from shouwang.stages.register.operations import corrections
from shouwang.stages.register.operations.index import refresh_index

VISITS, CLOSED = 80, 220  # doors that are gone to; leads that are answered without a sheet
SURVEYED = 12  # doors of the campaign that are gone to
STEPS = ("consent", "verify", "compare", "review", "township", "approve", "announce")
SIGNED = "fingerprint"
STRANGER = Actor("-", scope=NOWHERE)  # who needs no account
BACK = 28  # days of June that are lived before the day of the demo
# Of a hundred answers where nothing is the matter.
WRONG_DATA, NOT_FOUND = 15, 8


@dataclass
class Life:
    """What is at hand while the office is lived in.

    Attributes:
        done: What was done, how often; refusals under ``refused``.
    """

    home: Home
    policy: Policy
    troubled: frozenset[int]
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)

    @property
    def day(self) -> date:
        """The day of the demo."""
        return today(self.home)

    def moment(self, day: date) -> datetime:
        """A time of a working day."""
        at = now(self.home)
        return datetime.combine(day, at.timetz()).replace(
            hour=8 + self.chance.randrange(9), minute=self.chance.randrange(60)
        )

    def past_day(self, most: int = BACK) -> date:
        """A day of the last weeks."""
        return self.day - timedelta(days=self.chance.randrange(1, most))

    def act(self, name: str, do: Callable[[], Any]) -> Any:
        """Do something; what is refused is counted and leaves the demo as it was."""
        try:
            found = do()
        except ShouwangError as refusal:
            self.done["refused"] += 1
            self.refusals.append(f"{name}: {refusal}")
            return None
        self.done[name] += 1
        return found


def open_office(home: Home, policy: Policy, run: StoredRun, *, seed: int) -> dict[str, Any]:
    """Open the office of a demo unless it is open; return its accounts and what was lived."""
    content, on = policy.content, today(home)
    first = account_queries.account_named(username="village", on=on, scope=EVERYWHERE)
    told: dict[str, Any] = {"done": {}}
    if first is None:
        act = {"at": now(home), "by": SYSTEM, "on": on}
        adopted = adopting.adopt(home=home, content=content, **act)
        changed = refresh_index(home=home, content=content, **act)
        leads.raise_leads(home=home, policy=policy, run=run, **act)
        told |= {"indexed": changed, "adopted": adopted.cases}
    villages = _villages(policy, on)
    made = accounts.make_demo_accounts(
        content=content, villages=villages, at=now(home), by=SYSTEM, on=on
    )
    if first is None:
        life = Life(home, policy, _troubled(home), random.Random(seed))  # noqa: S311 - invented
        live(life)
        told |= {"done": dict(life.done), "refusals": life.refusals[:10]}
    told["accounts"] = [
        {"username": each.username, "role": each.role, "place": each.place,
         "password": each.password}
        for each in made
    ]  # fmt: skip
    return told


def live(life: Life) -> None:
    """Do in June what is done in an office."""
    _pair(life)
    _go_to_doors(life)
    _answer_leads(life)
    _move_cases(life)
    _help(life)
    _hang_notices(life)
    _ask_everybody(life)
    _hear_households(life)
    _write_messages(life)


def _villages(policy: Policy, on: date) -> list[str]:
    """The villages that have leads, the one with the most first."""
    counts = lead_queries.counts_by_place(
        level="village", content=policy.content, on=on, scope=EVERYWHERE
    )
    rows = sorted(counts.items(), key=lambda each: (-each[1].open, each[0]))
    return [code for code, _count in rows]


def _troubled(home: Home) -> frozenset[int]:
    """The households that really are in trouble, by the truth of the invented region."""
    path = home.root / "region" / "truth" / "hardships.parquet"
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    found: set[int] = set()
    for file in (each for each in files if each.exists()):
        found.update(pq.read_table(file, columns=["household"]).column(0).to_pylist())
    return frozenset(found)


def actor(life: Life, username: str) -> Actor:
    """Return who a demo account is."""
    account = account_queries.account_named(username=username, on=life.day, scope=EVERYWHERE)
    assert account is not None  # noqa: S101 - made before
    return account_queries.actor_of(
        account=account, content=life.policy.content, on=life.day, scope=EVERYWHERE
    )


def at_place(life: Life, level: str, code: str, role: str) -> Actor:
    """Somebody of a role at a place who has no account in the demo, called by both."""
    scope = Scope(frozenset({code}), level, frozenset({code}))
    name = f"{life.policy.content.regions[code].name} {label_of(role)}"
    return Actor(name, frozenset({role}), label=name, scope=scope)


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
        life.act("pairing", lambda case=case: pairings.assign(
            content=life.policy.content, household=case.household, account=helper.pk if helper else 0,
            at=life.moment(life.day), by=clerk, on=life.day))  # fmt: skip


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
        life.act("visit", lambda lead=lead, by=by, day=day: visits.record_visit(
            home=life.home, content=life.policy.content, household=lead.household,
            purpose="verify", answers={}, verdict=_verdict(life, lead.household),
            form=_form(life), lead_id=lead.pk,
            lead_version=lead.version, people=2, companions="", note=_("looked at the house and asked the neighbours"),
            at=life.moment(day), by=by, on=day))  # fmt: skip


def _answer_leads(life: Life) -> None:
    kept = _kept(life)
    others = [each for each in _open_leads(life, CLOSED + VISITS) if each.village not in kept]
    for lead in others[:CLOSED]:
        level = "township" if lead.answer_by == "township" else "village"
        by = at_place(life, level, getattr(lead, level), level)
        verdict, day = _verdict(life, lead.household), life.past_day()
        if verdict == "not_found":
            continue
        life.act("lead closed", lambda lead=lead, by=by, day=day, verdict=verdict: leads.close_lead(
            lead_id=lead.pk, version=lead.version, verdict=verdict,
            reason=_("seen at the door") if verdict != "confirmed" else "",
            at=life.moment(day), by=by, on=day))  # fmt: skip


def _move_cases(life: Life) -> None:
    """Cases of identification stand at every step."""
    found = case_queries.page_of_cases(
        procedure="identification", state="open", limit=80, on=life.day, scope=EVERYWHERE
    )
    for number, case in enumerate(found):
        for step in _steps_of(case, number):
            if (
                life.act(f"step {step}", lambda case=case, step=step: _take(life, case, step))
                is None
            ):
                break


def _steps_of(case: Any, number: int) -> Iterator[str]:
    for step in STEPS[: number % (len(STEPS) + 1)]:
        if step in case.next_steps or step not in STEPS[:1]:
            yield step


def _take(life: Life, case: Any, step: str) -> Any:
    case.refresh_from_db()
    if step not in case.next_steps:
        return case
    doers = {"township": "township", "announce": "township", "compare": "clerk",
             "approve": "approver"}  # fmt: skip
    role = doers.get(step, "village")
    level = {"village": "village", "township": "township"}.get(role, "banner")
    by = at_place(life, level, getattr(case, level), role)
    version = procedures.rulebook(life.policy.content).version(
        case.procedure, case.rules_from,
        tuple(life.policy.content.ancestors(case.village).values()),
    )  # fmt: skip
    told = version.step(step)
    facts: dict[str, Any] = {"papers": list(told.papers), "signed": SIGNED}
    return procedures.take_step(
        home=life.home, policy=life.policy, case_id=case.pk, version=case.version, step=step,
        people=max(told.least_people, 2), facts=facts, note="", at=life.moment(life.day), by=by,
        on=life.day,
    )  # fmt: skip


def _help(life: Life) -> None:
    """Measures that are planned, delivered, late, and of a kind that does not fit the risk."""
    found = case_queries.page_of_cases(
        procedure="identification", state="identified", limit=60, on=life.day, scope=EVERYWHERE
    )
    kinds = ("health", "education", "employment", "cover", "industry", "water")
    for number, case in enumerate(found):
        by = at_place(life, "township", case.township, "township")
        day = life.past_day()
        measure = life.act("measure", lambda case=case, by=by, day=day, number=number: (
            measures.plan_measure(
                content=life.policy.content, household=case.household,
                kind=kinds[number % len(kinds)], risk=(case.risks or ["other"])[0],
                title=_("help as agreed in June"), owner=by.label,
                due_date=life.day + timedelta(days=number % 40 - 5), amount=50_000,
                case_id=case.pk, mismatch_reason=_("agreed with the household"),
                at=life.moment(day), by=by, on=day)))  # fmt: skip
        if measure is not None and number % 3 == 0:
            life.act(
                "measure delivered", lambda measure=measure, by=by: _deliver(life, measure, by)
            )
    for number, case in enumerate(found[:9]):
        by = at_place(life, "township", case.township, "township")
        life.act("risk-ended case", lambda case=case, by=by: procedures.open_case(
            household=case.household, procedure="risk_ended", source="cadre",
            content=life.policy.content, at=life.moment(life.day), by=by, on=life.day))  # fmt: skip
        if number % 3 == 0:
            life.act("correction", lambda case=case: corrections.keep_correction(
                household=case.household, person=None, feed="household", key=str(case.household),
                column="fuel", value="coal", was="", source=f"case:{case.pk}",
                at=life.moment(life.day), by=at_place(life, "village", case.village, "village"),
                on=life.day))  # fmt: skip


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


def _hang_notices(life: Life) -> None:
    """Notices of reviews, one of them with an objection."""
    found = case_queries.page_of_cases(
        procedure="identification", state="open", limit=80, on=life.day, scope=EVERYWHERE
    )
    drafted = 0
    for case in found:
        if drafted >= 12:  # noqa: PLR2004 - enough to look at
            break
        by = at_place(life, "village", case.village, "village")
        notice = life.act("notice", lambda case=case, by=by: notices.draft_notice(
            content=life.policy.content, case_ids=[case.pk], step="review",
            at=life.moment(life.day), by=by, on=life.day))  # fmt: skip
        if notice is None:
            continue
        drafted += 1
        if drafted % 3:
            life.act("notice posted", lambda case=case, notice=notice, by=by: (
                _post(life, case, notice, by)))  # fmt: skip
        if drafted == 1:
            notice.refresh_from_db()
            life.act("objection", lambda notice=notice: objections.take_objection(
                home=life.home, content=life.policy.content, token=notice.token,
                text=_("This household has a car and a flat in town."), form=_form(life),
                at=life.moment(life.day), by=STRANGER, on=life.day))  # fmt: skip


def _post(life: Life, case: Any, notice: Any, by: Actor) -> Any:
    day = life.past_day(5)
    files.keep_file(
        home=life.home, data=_photo(), name="posted.jpg", owner=f"notice:{notice.pk}",
        kind="posting", household=None, place=case.place, at=life.moment(day), by=by, on=day,
    )  # fmt: skip
    return notices.post_notice(
        content=life.policy.content, notice_id=notice.pk, version=notice.version,
        posted_date=life.day, at=life.moment(life.day), by=by, on=life.day,
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
    campaign = life.act("campaign", lambda: campaigns.make_campaign(
        content=content, rules=rules, bank=bank, name=kind.label, region=banner, who=kind.who,
        questions=kind.questions, start_date=life.day, until_date=life.day + timedelta(days=30),
        at=life.moment(life.day), by=clerk, on=life.day))  # fmt: skip
    if campaign is not None:
        life.act("campaign started", lambda: campaigns.start_campaign(
            home=life.home, content=content, rules=rules, campaign_id=campaign.pk,
            version=campaign.version, at=life.moment(life.day), by=clerk, on=life.day))  # fmt: skip
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
        life.act("door of the campaign", lambda door=door, answers=answers: visits.record_visit(
            home=life.home, content=life.policy.content, household=door.household,
            purpose="survey", answers=answers, verdict="", form=_form(life),
            campaign_id=campaign.pk, people=2, companions="", note="",
            at=life.moment(life.day), by=village, on=life.day))  # fmt: skip


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
            life.act("self report", lambda village=village, trouble=trouble: (
                self_reports.send_report(
                    home=life.home, content=life.policy.content,
                    token=village_token(village, key), name=_("Invented"), contact=_("by the village"),
                    trouble=trouble, text="", agreed=True, form=_form(life),
                    at=life.moment(life.day), by=STRANGER, on=life.day)))  # fmt: skip


def _write_messages(life: Life) -> None:
    everybody = [
        account_queries.account_named(username=name, on=life.day, scope=EVERYWHERE)
        for name in ("village", "township", "clerk", "approver")
    ]
    life.act("message", lambda: messages.send(
        accounts=[each for each in everybody if each], kind="leads",
        text=_("New leads have been handed out."), link="/leads/", at=life.moment(life.day),
        by=SYSTEM, on=life.day))  # fmt: skip
