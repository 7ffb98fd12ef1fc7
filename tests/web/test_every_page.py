"""Every address × every role, from the resolver: nothing foreign, nothing unguarded, nothing new.

Two sides hold the same records. Whoever works at home gets the very same pages whether or not
there is anything abroad: so no row, no count, no choice of theirs is in them. A new address fails
here until it has a line in ``ADDRESSES``.
"""

import re
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import connection
from django.urls import get_resolver, reverse
from django_otp import DEVICE_ID_SESSION_KEY

import shouwang
from shouwang.rules.leads import load_leads
from shouwang.stages.org.models import AuditEntry
from shouwang.web.exports.registry import exports
from tests.office import both_sides, world
from tests.office.both_sides import MARK, plant, plant_figures

pytestmark = pytest.mark.django_db
TEMPLATES = Path(shouwang.__file__).parent / "web" / "templates"
LOCAL = [role for role, level in world.LEVELS.items() if level != "region"]
CHINESE = re.compile("[\u4e00-\u9fff]")
# What differs from one answer to the next and says nothing.
CHANGING = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken": "[^"]*"|'
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d\d:\d\d(:\d\d)?"
)


@dataclass(frozen=True)
class Address:
    """How an address is asked for.

    Attributes:
        args: From the records of a side and the role that asks: the parts of the address.
        query: The same: what stands behind the question mark.
        does: Whether asking for it without any field is an act in itself, allowed to whoever has
            the role: signing out, asking for a screening.
        roles: Which of the page's roles the content leaves.
        names: Whether what stands behind the question mark names a record, that may not be there.
    """

    args: Any = None
    query: Any = None
    does: bool = False
    roles: Any = None
    names: bool = False


def number(kind):
    return lambda records, _role: {"number": getattr(records, kind).pk}


def named(name, kind):
    return lambda records, _role: {name: getattr(records, kind).pk}


def household(records, _role):
    return {"number": records.household}


def village(name):
    return lambda records, _role: {name: records.place["village"]}


def step(records, _role):
    return {"case_id": records.case.pk, "step": "consent"}


def of_village(records, _role):
    return f"village={records.place['village']}"


def of_household(records, _role):
    return f"household={records.household}"


def of_account(records, _role):
    return {"number": records.accounts["village"].pk}


def of_job(records, role):
    return {"number": records.jobs[role].pk}


JOB = Address(of_job)
ADDRESSES: dict[str, Address] = {
    "home": Address(),
    "today": Address(),
    "board:board": Address(),
    "board:cell": Address(
        lambda records, _role: {"banner": records.place["banner"], "area": "monitoring"}
    ),
    "board:findings": Address(lambda records, _role: {"banner": records.place["banner"]}),
    "board:shapes": Address(lambda _records, _role: {"kind": "leagues"}),
    "board:indicators": Address(),
    "board:indicator": Address(lambda _records, _role: {"name": "poor_people"}),
    "board:screen": Address(),
    "language": Address(does=True),
    "accounts:sign_in": Address(does=True),
    "accounts:sign_out": Address(does=True),
    "accounts:lock": Address(does=True),
    "accounts:locked": Address(does=True),
    "accounts:awake": Address(does=True),
    "accounts:kept": Address(does=True),
    "accounts:me": Address(does=True),
    "accounts:password": Address(),
    "accounts:verify": Address(),
    "accounts:second_factor": Address(),
    "accounts:begin_factor": Address(does=True),
    "accounts:recovery_codes": Address(does=True),
    "accounts:list": Address(),
    "accounts:new": Address(),
    "accounts:regions": Address(),
    "accounts:account": Address(of_account),
    "accounts:reset": Address(of_account, does=True),
    "accounts:forget": Address(of_account, does=True),
    "accounts:close": Address(of_account, does=True),
    "audit:log": Address(),
    "audit:verify": Address(does=True),
    "audit:anchor": Address(),
    "inbox:list": Address(),
    "inbox:read_all": Address(does=True),
    "inbox:open": Address(lambda records, role: {"number": records.messages[role].pk}, does=True),
    "households:search": Address(query=lambda records, _role: f"q={records.household}"),
    "households:places": Address(),
    "households:page": Address(household),
    "households:change": Address(household),
    "households:card": Address(household),
    "households:pairings": Address(),
    "households:pairing_book": Address(),
    "households:pairing_template": Address(query=of_village),
    "households:assign_pairing": Address(household),
    "households:end_pairing": Address(
        lambda records, _role: {"pairing": records.pairing.pk}, does=True
    ),
    "households:why": Address(
        lambda records, _role: {"number": records.household, "check": "income_below_poverty_line"}
    ),
    "households:show_id": Address(
        lambda records, _role: {"number": records.household, "person": 1}
    ),
    "leads:list": Address(),
    "leads:add": Address(
        query=of_household, roles=lambda: load_leads(world.content()).by_hand_roles
    ),
    "leads:precision": Address(),
    "leads:lead": Address(number("lead")),
    "leads:dismiss": Address(number("lead")),
    "visits:list": Address(),
    "visits:new": Address(query=of_household),
    "visits:visit": Address(number("visit")),
    "visits:village": Address(village("code")),
    "visits:file": Address(number("attachment")),
    "campaigns:list": Address(),
    "campaigns:new": Address(),
    "campaigns:campaign": Address(number("campaign")),
    "campaigns:start": Address(number("campaign"), does=True),
    "campaigns:end": Address(number("campaign"), does=True),
    "campaigns:part": Address(number("part")),
    "campaigns:sign": Address(number("part"), does=True),
    "campaigns:send_back": Address(number("part"), does=True),
    "cases:list": Address(),
    "cases:open": Address(query=of_household),
    "cases:forecast": Address(),
    "cases:countdown": Address(),
    "cases:case": Address(named("case_id", "case")),
    "cases:guards": Address(step),
    "cases:take": Address(step),
    "cases:pause": Address(named("case_id", "case")),
    "cases:resume": Address(named("case_id", "case")),
    "cases:withdraw": Address(named("case_id", "case")),
    "cases:leave": Address(named("case_id", "case")),
    "cases:reviewed": Address(named("case_id", "case")),
    "cases:rechecked": Address(named("case_id", "case")),
    "cases:end": Address(named("case_id", "case")),
    "cases:members": Address(named("case_id", "case")),
    "measures:list": Address(),
    "measures:plan": Address(lambda records, _role: {"household": records.household}),
    **{
        f"measures:{name}": Address(named("measure_id", "measure"))
        for name in ("measure", "start", "change", "deliver", "end", "cancel")
    },
    "notices:list": Address(),
    "notices:draft": Address(),
    "notices:check": Address(),
    **{
        f"notices:{name}": Address(named("notice_id", "notice"))
        for name in ("notice", "print", "qr", "post", "take_down", "attach")
    },
    "notices:objections": Address(),
    "notices:objection": Address(named("objection_id", "objection")),
    "notices:reports": Address(),
    "notices:report": Address(named("report_id", "report")),
    "notices:posters": Address(),
    "notices:poster": Address(village("village")),
    "notices:poster_qr": Address(village("village")),
    "public:objection": Address(lambda records, _role: {"token": records.notice.token}),
    "public:report": Address(lambda _records, _role: {"token": "nothing"}),
    "public:ask": Address(),
    "public:receipt": Address(lambda records, _role: {"receipt": records.objection.receipt}),
    "corrections:list": Address(),
    "corrections:take": Address(),
    "corrections:publish": Address(does=True),
    "corrections:new": Address(lambda records, _role: {"household": records.household}),
    "corrections:withdraw": Address(number("correction")),
    "jobs:list": Address(),
    "jobs:screen": Address(does=True),
    "jobs:job": JOB,
    "jobs:progress": JOB,
    "jobs:cancel": Address(of_job, does=True),
    "jobs:file": JOB,
    "forms:list": Address(),
    "forms:keep": Address(),
    "forms:burden": Address(query=of_village),
    "forms:form": Address(number("blank_form")),
    "forms:blank": Address(number("blank_form")),
    "forms:confirm": Address(number("blank_form")),
    "forms:fill": Address(number("blank_form")),
    "forms:ask": Address(number("blank_form")),
    "forms:retire": Address(number("blank_form")),
    "forms:filled": Address(number("filled_form")),
    "forms:file": Address(number("filled_form")),
    "reports:list": Address(),
    "reports:new": Address(
        lambda _records, _role: {"kind": "issue_ledger"},
        roles=lambda: ("clerk", "approver", "league", "region"),
    ),
    "reports:document": Address(number("document")),
    "reports:file": Address(number("document")),
    "reports:stories": Address(),
    "reports:consent": Address(named("case_id", "case")),
    "issues:list": Address(),
    "issues:new": Address(),
    "issues:take_in": Address(),
    "issues:template": Address(),
    "issues:give_out": Address(does=True),
    "issues:paper": Address(),
    "issues:answer": Address(named("recurrence_id", "recurrence")),
    **{
        f"issues:{name}": Address(named("issue_id", "issue"))
        for name in ("issue", "letter", "assign", "plan", "apply", "verify", "send_back", "touch")
    },
    "tours:list": Address(),
    "tours:new": Address(),
    "tours:stop": Address(named("stop_id", "stop")),
    **{
        f"tours:{name}": Address(named("tour_id", "tour"), does=name == "issues")
        for name in ("tour", "route", "issues", "end")
    },
    "tours:village": Address(
        lambda records, _role: {"tour_id": records.tour.pk, "code": records.place["village"]}
    ),
    "programmes:list": Address(),
    "programmes:overview": Address(lambda _records, _role: {"name": "industry"}),
    "programmes:records": Address(lambda _records, _role: {"name": "industry", "feed": "project"}),
    "programmes:record": Address(
        lambda _records, _role: {"name": "industry", "feed": "project", "token": "WyJub25lIl0"}
    ),
    "exports:list": Address(),
    "exports:take": Address(lambda _records, _role: {"name": "leads"}),
    "data:list": Address(),
    "data:history": Address(),
    "data:send": Address(),
    "data:template": Address(lambda _records, _role: {"feed": "school_roll"}),
    "data:delivery": Address(number("delivery")),
    "data:publish": Address(number("delivery"), does=True),
    "data:refuse": Address(number("delivery"), does=True),
    "data:answer": Address(number("delivery")),
    "data:annotated": Address(number("delivery")),
}
ADDRESSES |= {
    **{f"employment:{name}": Address() for name in ("proposals", "rounds", "vacancies", "workshops",
                                                    "returns", "start", "publish")},
    **{
        f"employment:{name}": Address(number("job_proposal"))
        for name in ("proposal", "answer", "place", "keep", "end")
    },
    "employment:round": Address(number("job_round")),
    "employment:workbook": Address(number("vacancy_list")),
    "employment:seeker": Address(
        lambda records, _role: {"banner": records.place["banner"], "seeker": "none"}
    ),
    "employment:vacancy": Address(
        lambda records, _role: {"banner": records.place["banner"], "vacancy": "none"}
    ),
}  # fmt: skip
ADDRESSES |= {
    "tasks:list": Address(query=lambda records, _role: f"plan={records.plan.pk}"),
    "tasks:plans": Address(),
    "tasks:upload": Address(),
    **{
        f"tasks:{name}": Address(named("plan_id", "plan"))
        for name in (
            "plan", "describe", "rest", "dates", "adopt", "discard", "coverage", "compare",
            "sheet", "take_in",
        )
    },
    "tasks:clause": Address(named("clause_id", "clause")),
    **{
        f"tasks:{name}": Address(named("task_id", "task"))
        for name in (
            "task", "correct", "drop", "note", "apply", "sign_off", "send_back", "reopen",
            "reassign",
        )
    },
}  # fmt: skip
ADDRESSES |= {
    **{
        f"industry:{name}": Address(does=name == "publish")
        for name in ("bank", "declare", "publish", "ranking", "links", "concentration")
    },
    "industry:judged": Address(lambda _records, _role: {"number": "none"}),
    "industry:answer": Address(named("objection_id", "bank_objection")),
    **{
        f"industry:{name}": Address(named("proposal_id", "proposal"))
        for name in ("proposal", "amend", "objection", "adjust")
    },
    **{
        f"industry:{name}": Address(
            lambda records, _role: {"proposal_id": records.proposal.pk, "step": "apply"}
        )
        for name in ("step", "notice", "paper")
    },
}
ADDRESSES |= {
    **{
        f"insurance:{name}": Address(does=name == "settle")
        for name in ("settlement", "settle", "products", "ratios")
    },
    "insurance:product": Address(lambda _records, _role: {"name": "neimenggu"}),
    "insurance:claim": Address(lambda _records, _role: {"number": "none"}),
    "insurance:answer": Address(named("number", "difference")),
    **{f"microcredit:{name}": Address() for name in ("due", "overdue", "banks")},
    **{
        f"microcredit:{name}": Address(lambda _records, _role: {"number": "none"})
        for name in ("loan", "remind")
    },
}
ADDRESSES |= {
    **{
        f"funds:{name}": Address()
        for name in ("curve", "target", "plans", "new", "try", "idle", "performance")
    },
    **{
        f"funds:{name}": Address(named("sharing_id", "sharing"))
        for name in ("plan", "plan_book", "adopt", "discard")
    },
    "funds:compare": Address(
        query=lambda records, _role: f"one={records.sharing.pk}&other={records.sharing.pk}"
    ),
    "funds:line": Address(query=lambda _records, _role: "number=none", names=True),
    **{
        f"funds:{name}": Address(
            lambda records, _role: {"code": records.place["banner"]}, does=name in ("write", "sign")
        )
        for name in ("appraisal", "write", "sign", "appraisal_book")
    },
}
ADDRESSES |= {
    **{
        f"safety_net:{name}": Address(does=name == "book")
        for name in ("lines", "book", "reconcile", "exits", "calculator")
    },
    "safety_net:line": Address(named("line_id", "net_line")),
    "safety_net:answer": Address(named("line_id", "net_line")),
    "relocation:sites": Address(),
    "relocation:judge": Address(),
    "relocation:site": Address(number("site_standing")),
    "relocation:plan": Address(number("site_standing")),
    "relocation:finish": Address(named("plan_id", "site_plan")),
    "relocation:cancel": Address(named("plan_id", "site_plan")),
}
ADDRESSES |= {
    **{
        f"solar:{name}": Address(does=name in ("evaluate", "raise_all"))
        for name in ("stations", "evaluate", "tickets", "raise_all", "reviews")
    },
    "solar:book": Address(query=lambda records, _role: f"place={records.place['banner']}"),
    **{
        f"solar:{name}": Address(lambda records, _role: {"station": records.solar_station.station})
        for name in ("station", "raise_one", "begin_review")
    },
    **{
        f"solar:{name}": Address(named("ticket_id", "solar_ticket"))
        for name in ("ticket", "assign", "repair", "verify")
    },
    **{
        f"solar:{name}": Address(named("review_id", "solar_review"))
        for name in ("review", "meeting", "check_review", "approve_review")
    },
}
ADDRESSES |= {
    **{f"village_teams:{name}": Address()
       for name in ("me", "take", "tap", "sign", "teams", "leaves", "ask", "rotation")},
    **{f"village_teams:{name}": Address(number("team_day")) for name in ("contest", "correct")},
    **{f"village_teams:{name}": Address(village("village"))
       for name in ("team", "sheet", "enter", "end")},
    "village_teams:free": Address(number("team_seat"), does=True),
    **{f"village_teams:{name}": Address(number("team_leave"))
       for name in ("leave", "decide", "withdraw", "back")},
    **{f"village_teams:{name}": Address(number("post_change"))
       for name in ("change", "replace", "undo")},
    "stability:banners": Address(),
    "stability:explanations": Address(),
    **{f"stability:{name}": Address(lambda records, _role: {"banner": records.place["banner"]})
       for name in ("banner", "policies", "helpers", "heads", "explain")},
    "stability:lost": Address(
        lambda records, _role: {"banner": records.place["banner"], "kind": "grassland"}
    ),
    **{f"stability:{name}": Address(number("explanation")) for name in ("explanation", "decide")},
}  # fmt: skip
# Pages that tell of the whole by what they are for; their roles see the whole region.
OF_THE_WHOLE = {"audit:log", "audit:verify", "audit:anchor"}
# Words a browser sends in none of these forms, and what they say.
NASTY = ("a\0b", "1" + "0" * 30, "<script>alert(1)</script>")
REFUSED = {400, 403, 404, 405, 409, 422}
AUDITED = {403, 404, 409}


def patterns(resolver=None, space=""):
    """Every named address with its view."""
    for each in (resolver or get_resolver()).url_patterns:
        if hasattr(each, "url_patterns"):
            inner = each.namespace or ""
            yield from patterns(each, f"{space}:{inner}" if space and inner else inner or space)
        else:
            yield f"{space}:{each.name}" if space else str(each.name), each.callback


VIEWS = dict(patterns())
FIELDS = sorted(
    {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'name="([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    | {"version", "household", "case", "lead", "number"}
)


def roles_of(name):
    view = VIEWS[name]
    roles = {str(getattr(role, "value", role)) for role in getattr(view, "page_roles", ())}
    roles = roles or set(world.LEVELS)
    left = ADDRESSES[name].roles
    return roles & {str(role) for role in left()} if left else roles


def address_of(name, records, role):
    """The address of a page about records, or nothing if it is not reached by them."""
    each = ADDRESSES[name]
    path = reverse(name, kwargs=each.args(records, role) if each.args else {})
    return f"{path}?{each.query(records, role)}" if each.query else path


def is_about(name):
    """Whether the address names a record."""
    each = ADDRESSES[name]
    return (each.args is not None or each.names) and name not in {
        "board:shapes", "board:indicator", "data:template", "exports:take", "reports:new", "public:report", "public:objection", "public:receipt",
        "programmes:overview", "programmes:records", "insurance:product",
    }  # fmt: skip


def body_of(answer):
    if getattr(answer, "streaming", False):
        return b"".join(answer.streaming_content).decode("utf-8", "replace")
    return answer.content.decode("utf-8", "replace")


def plain(answer):
    """An answer without what changes from one to the next."""
    return answer.status_code, CHANGING.sub("", body_of(answer))


class Tables:
    """Tells whether what the tables say has changed; they are read again only if somebody wrote."""

    # What notes that somebody asked, and is no act: refusals are written down, pages are counted.
    NOTES = frozenset({"org.AuditEntry", "org.DayAnchor", "sessions.Session", "cases.Knock"})
    WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
    READS = re.compile(r"\s*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA|SET)\b")

    def __init__(self):
        kept = [model for model in apps.get_models() if model._meta.label not in self.NOTES]
        self.models = [model for model in kept if model._meta.managed and not model._meta.proxy]
        self.notes = {apps.get_model(label)._meta.db_table for label in self.NOTES}
        self.is_written = False
        self.said = self.read()

    def __call__(self, execute, sql, params, many, context):
        write = self.WRITES.match(sql)
        if write[1] not in self.notes if write else not self.READS.match(sql):
            self.is_written = True
        return execute(sql, params, many, context)

    def read(self):
        """What each table says."""
        return {
            model._meta.label: list(
                model._base_manager.order_by("pk").values_list(
                    *(each.attname for each in model._meta.concrete_fields)
                )
            )
            for model in self.models
        }

    def changed(self):
        """Return which tables say something else than when they were last asked."""
        if not self.is_written:
            return []
        before, self.said, self.is_written = self.said, self.read(), False
        return [label for label, rows in self.said.items() if rows != before[label]]


@pytest.fixture
def tables(asking):
    """Watch the tables from when somebody has signed in."""
    with ExitStack() as stack:

        def watching():
            watch = Tables()
            stack.enter_context(connection.execute_wrapper(watch))
            return watch

        yield watching


@pytest.fixture(scope="session")
def office_home(lake_home, tmp_path_factory):
    from tests.office import lake

    return lake.copied(lake_home, tmp_path_factory.mktemp("every-page") / "home")


@pytest.fixture
def at_home(settings, office_home, monkeypatch):
    """The pages are those of a home with a lake; the two sides are villages in it."""
    settings.HOME = office_home.home.root
    # A password is tried by many of these requests, and is slow to try by what it is kept by.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    sides = both_sides.settled(office_home)
    monkeypatch.setattr(world, "villages", lambda: tuple(village for village, _number in sides))
    return [number for _village, number in sides]


@pytest.fixture
def home(at_home):
    plant_figures(world.HOME)
    return plant(world.HOME, at_home[world.HOME])


@pytest.fixture
def both(home, at_home):
    plant_figures(world.ABROAD)
    return home, plant(world.ABROAD, at_home[world.ABROAD])


@pytest.fixture
def asking(sign_in, client):
    """Sign in as a role and return how to ask; what breaks is told as status 500."""
    client.raise_request_exception = False

    def sign(role):
        sign_in(role)
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = world.app(world.account(role)).persistent_id
        session.save()
        return client

    return sign


def told(faults):
    faults = list(faults)
    assert not faults, "\n".join(faults)


def test_every_address_has_a_line_here():
    assert sorted(VIEWS) == sorted(ADDRESSES), "add new addresses to ADDRESSES"


def test_every_page_says_whom_it_is_for():
    told(
        f"{name} has neither @page nor @public"
        for name, view in VIEWS.items()
        if not hasattr(view, "page_roles") and not getattr(view, "is_public", False)
    )


def test_a_stranger_is_asked_to_sign_in(client, both):
    client.raise_request_exception = False
    faults = []
    for name, view in VIEWS.items():
        if getattr(view, "is_public", False):
            continue
        path = address_of(name, both[0], "village")
        for method in ("get", "post"):
            answer = getattr(client, method)(path)
            where = answer.headers.get("Location", "")
            if answer.status_code != 302 or "/accounts/sign-in/" not in where:
                faults.append(f"{method} {name}: {answer.status_code} {where}")
    told(faults)


@pytest.mark.parametrize("role", world.LEVELS)
def test_own_pages_answer_and_others_roles_are_refused(role, asking, home, tables):
    client, faults = asking(role), []
    watch = tables()
    for name, view in VIEWS.items():
        answer = client.get(address_of(name, home, role))
        allowed = {200, 302, 405} if role in roles_of(name) else {403}
        if role in roles_of(name) and is_about(name):
            allowed |= {400, 404, 409}  # there is no such state, file or photo here; nothing broke
        if getattr(view, "is_public", False):
            allowed = {200, 302, 400, 404, 405}
        if name in {"accounts:sign_out", "accounts:lock"}:
            client = asking(role)
        if answer.status_code not in allowed:
            faults.append(f"{name}: {answer.status_code}, not of {sorted(allowed)}")
        if (changed := watch.changed()) and not ADDRESSES[name].does:
            faults.append(f"{name} has changed {changed} by being looked at")
    told(faults)


@pytest.mark.parametrize("role", LOCAL)
def test_pages_are_the_same_whatever_there_is_abroad(role, asking, home, at_home):
    client = asking(role)
    names = [name for name in VIEWS if role in roles_of(name) and name not in OF_THE_WHOLE]
    names = [name for name in names if not ADDRESSES[name].does]
    before = {name: plain(client.get(address_of(name, home, role))) for name in names}
    plant(world.ABROAD, at_home[world.ABROAD])
    client = asking(role)
    faults = []
    for name in names:
        status, body = plain(client.get(address_of(name, home, role)))
        if MARK in body or str(at_home[world.ABROAD]) in body:
            faults.append(f"{name} shows what is abroad")
        if (status, body) != before[name]:
            faults.append(f"{name} is another page, for there is something abroad")
    told(faults)


@pytest.mark.parametrize("role", LOCAL)
def test_what_is_abroad_is_not_there(role, asking, both, at_home):
    client, faults = asking(role), []
    _home, abroad = both
    for name in VIEWS:
        if role not in roles_of(name) or not (is_about(name) or ADDRESSES[name].query):
            continue
        if name == "accounts:account":
            continue
        count = refusals()
        answer = client.get(address_of(name, abroad, role))
        body = body_of(answer)
        number = str(at_home[world.ABROAD])
        # What was asked for may be said back in the box it was typed into, and in no other place.
        if ADDRESSES[name].query:
            body = body.replace(f'value="{number}"', "").replace(f"household={number}", "")
        if MARK in body or (number in body and not ADDRESSES[name].query):
            faults.append(f"{name} shows what is abroad")
        if is_about(name) and answer.status_code not in {403, 404, 405}:
            faults.append(f"{name}: {answer.status_code}")
        if answer.status_code in AUDITED and refusals() == count:
            faults.append(f"{name}: nobody noted that it was refused")
    told(faults)


@pytest.mark.parametrize("role", LOCAL)
def test_exports_hold_what_is_at_home_and_no_more(role, asking, home, at_home):
    if role not in roles_of("exports:take"):
        pytest.skip("exports nothing")
    sent = {"purpose": "for the meeting of the township", "format": "csv"}
    taken = {}
    for abroad in (False, True):
        if abroad:
            plant(world.ABROAD, at_home[world.ABROAD])
        client = asking(role)
        for name in exports():
            answer = client.post(reverse("exports:take", kwargs={"name": name}), sent)
            assert answer.status_code == 200, name
            body = plain(answer)[1]
            assert MARK not in body, name
            assert taken.setdefault(name, body) == body, name


@pytest.mark.parametrize("role", LOCAL)
def test_nothing_is_done_to_what_is_abroad(role, asking, both, tables):
    client, faults = asking(role), []
    _home, abroad = both
    watch = tables()
    for name in VIEWS:
        if role not in roles_of(name) or not is_about(name) or name.startswith("public:"):
            continue
        count = refusals()
        answer = sent_to(client, address_of(name, abroad, role), dict.fromkeys(FIELDS, "1"))
        if answer.status_code in AUDITED and refusals() == count:
            faults.append(f"{name}: nobody noted that it was refused")
        faults += list(refusal(name, answer, {403, 404, 405}))
        if MARK in body_of(answer):
            faults.append(f"{name} shows what is abroad")
        if changed := watch.changed():
            faults.append(f"{name} has changed {changed}")
    told(faults)


@pytest.mark.parametrize("role", world.LEVELS)
def test_nonsense_is_refused_with_a_sentence_and_changes_nothing(role, asking, home, tables):
    client, faults = asking(role), []
    watch = tables()
    for name in VIEWS:
        if role not in roles_of(name) or ADDRESSES[name].does:
            continue
        for word in (*NASTY, None):
            sent = {"version": "999"} if word is None else dict.fromkeys(FIELDS, word)
            path = address_of(name, home, role)
            answer = sent_to(client, path, sent)
            # A page that only shows something shows it again.
            shown = {client.get(path).status_code} if answer.status_code == 200 else {302}
            allowed = REFUSED | shown
            faults += [f"{each} to {word!r}" for each in refusal(name, answer, allowed)]
            if "<script>alert(1)" in body_of(answer):
                faults.append(f"{name} says a script back")
            if changed := watch.changed():
                faults.append(f"{name} has changed {changed} by {word!r}")
    told(faults)


@pytest.mark.parametrize("role", world.LEVELS)
def test_acts_of_other_roles_are_refused(role, asking, home, tables):
    client, faults = asking(role), []
    watch = tables()
    for name, view in VIEWS.items():
        if role in roles_of(name) or getattr(view, "is_public", False):
            continue
        count = refusals()
        answer = sent_to(client, address_of(name, home, role), dict.fromkeys(FIELDS, "1"))
        faults += list(refusal(name, answer, {403}))
        if refusals() == count:
            faults.append(f"{name}: nobody noted that it was refused")
    if changed := watch.changed():
        faults.append(f"{changed} have changed")
    told(faults)


def test_numbers_beyond_all_bounds_are_not_found(asking, home):
    client, faults = asking("clerk"), []
    huge = int("1" + "0" * 30)
    for name in VIEWS:
        each = ADDRESSES[name]
        if not each.args or "clerk" not in roles_of(name):
            continue
        kwargs = {
            key: huge if isinstance(value, int) else value
            for key, value in each.args(home, "clerk").items()
        }
        if huge not in kwargs.values():
            continue
        for method in ("get", "post"):
            answer = getattr(client, method)(reverse(name, kwargs=kwargs))
            faults += [f"{method} {each}" for each in refusal(name, answer, {404, 405, 400})]
    told(faults)


@pytest.mark.parametrize(
    "back", ["1" + "0" * 30, "home", "//else.example/", "https://else.example/", "javascript:x"]
)
def test_only_a_path_of_ours_is_gone_back_to(back, asking):
    client = asking("approver")
    for answer in (
        client.post(reverse("accounts:verify"), {"next": back}),
        client.post(reverse("language"), {"language": "zh"}, headers={"Referer": back}),
    ):
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def sent_to(client, path, fields):
    """Send a form that holds no file, as a browser does."""
    return client.post(path, urlencode(fields), "application/x-www-form-urlencoded")


def refusals():
    """Return how many refusals have been written down."""
    return AuditEntry.objects.filter(kind="refused").count()


def refusal(name, answer, allowed):
    """What is wrong with how something was refused."""
    if answer.status_code not in allowed:
        yield f"{name}: {answer.status_code}, not of {sorted(allowed)}"
    elif answer.status_code not in {302, 405} and not CHINESE.search(body_of(answer)):
        yield f"{name}: {answer.status_code} without a Chinese sentence"
