"""The pages of visits: today's doors, the sheet at the door, what was kept, attached files."""

from datetime import date
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shouwang.base.access import NotFound, Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.rows import LARGEST_NUMBER
from shouwang.base.words import _
from shouwang.stages.cases import questions, visit_rules
from shouwang.stages.cases.enums import FileKind
from shouwang.stages.cases.known import read_known
from shouwang.stages.cases.operations import visits as operations
from shouwang.stages.cases.operations.files import keep_file
from shouwang.stages.cases.photos import MEGABYTE, MOST_BYTES
from shouwang.stages.cases.queries import files, visits
from shouwang.stages.cases.sealed_files import read_sealed
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.statuses import CONFLICT, UNPROCESSABLE
from shouwang.web.visits.forms import Sent, read_form
from shouwang.web.visits.sheet import About, about_of, answers_shown, least_people, sheet_of

VISITORS = ("village", "team", "helper", "township", "clerk")
READERS = (*VISITORS, "approver", "league", "region")
MOST_PHOTOS = 6  # of one visit; the form says so too
PARAMETERS = ("lead", "household", "campaign", "case")


@page(*VISITORS)
def doors(request: HttpRequest) -> HttpResponse:
    """Show the doors to go to today: those whose lead waits, then those of campaigns."""
    by, on, scope = request.actor, request.day, request.scope
    leads = visits.lead_doors(by=by, after=_after(request), on=on, scope=scope)
    after = _number(request.GET.get("door")) or 0
    rest = visits.campaign_doors(by=by, after=after, on=on, scope=scope)
    families = index.households(
        numbers={door.household for door in (*leads, *rest)}, on=on, scope=scope
    )
    trail.saw(request, "doors", "doors", households=len(families))
    shown = {
        "leads": [(door, families.get(door.household)) for door in leads],
        "rest": [(door, families.get(door.household)) for door in rest],
        "more_leads": _more(leads),
        "more_rest": rest[-1].key if len(rest) == visits.LIMIT else 0,
        "today": visits.today(by=by, on=on, scope=scope),
    }
    return render(request, "visits/list.html", shown)


@page(*VISITORS)
def new(request: HttpRequest) -> HttpResponse:
    """Show the sheet of a visit, or keep what was filled in."""
    visit_rules.visitor_of(request.actor)
    if request.method == "POST":
        return _keep(request, read_form(request.POST))
    given = {name: _number(request.GET.get(name)) for name in PARAMETERS}
    about = about_of(request, given)
    trail.saw(request, "visit_sheet", f"household:{about.family.household}")
    return render(request, "visits/new.html", {"sheet": sheet_of(request, about)})


def _keep(request: HttpRequest, sent: Sent) -> HttpResponse:
    about = about_of(request, {**sent.read, "household": sent.read.get("household")})
    if sent.problems or sent.form is None:
        return _again(request, about, sent, sent.problems)
    problems = _keep_photos(request, about, sent)
    if problems:
        return _again(request, about, sent, problems)
    try:
        kept = _record(request, about, sent)
    except InputProblems as error:
        return _again(request, about, sent, error.problems)
    except Stale as error:
        return _beside(request, about, sent, error)
    messages.success(request, _("The visit is kept."))
    least = least_people(about)
    if kept.people < least:
        messages.warning(
            request,
            _("{count} went; the procedure wants {least} at the door").format(
                count=kept.people, least=least
            ),
        )
    return redirect("visits:visit", number=kept.pk)


def _record(request: HttpRequest, about: About, sent: Sent) -> Any:
    read = sent.read
    is_additional = bool(read.get("additional"))
    return operations.record_visit(
        home=request.home,
        content=place.content(),
        household=about.family.household,
        purpose=read["purpose"],
        answers=sent.answers,
        verdict=read.get("verdict") or "",
        form=read["form"],
        lead_id=None if is_additional else read.get("lead"),
        lead_version=read.get("version"),
        case_id=read.get("case"),
        campaign_id=read.get("campaign"),
        people=read.get("people") or 1,
        companions=read.get("companions") or "",
        note=read.get("note") or "",
        position=sent.position,
        at=request.moment,
        by=request.actor,
        on=request.day,
    )


def _keep_photos(request: HttpRequest, about: About, sent: Sent) -> list[Problem]:
    """Keep the photos with the form, so that none is lost if the rest must be mended."""
    problems: list[Problem] = []
    given = request.FILES.getlist("photo")
    if len(given) > MOST_PHOTOS:
        return [Problem("photo", _("at most {count} photos").format(count=MOST_PHOTOS))]
    for each in given:
        if (each.size or 0) > MOST_BYTES:
            problems.append(
                Problem(
                    each.name or "",
                    _("the file has {size} MB, at most {most} MB are taken").format(
                        size=-(-(each.size or 0) // MEGABYTE), most=MOST_BYTES // MEGABYTE
                    ),
                    _("take the photo in a lower resolution, or send the file in parts"),
                )
            )
            continue
        try:
            keep_file(
                home=request.home,
                data=each.read(),
                name=each.name or "",
                owner=f"form:{sent.form}",
                kind=FileKind.PHOTO,
                household=about.family.household,
                place=about.family.place,
                at=request.moment,
                by=request.actor,
                on=request.day,
            )
        except InputProblems as error:
            problems += error.problems
    return problems


def _again(request: HttpRequest, about: About, sent: Sent, problems: Any) -> HttpResponse:
    """Show the sheet with all that is wrong; what was typed is kept."""
    sheet = sheet_of(request, about, sent, problems)
    return render(request, "visits/new.html", {"sheet": sheet}, status=UNPROCESSABLE)


def _beside(request: HttpRequest, about: About, sent: Sent, error: Stale) -> HttpResponse:
    """Show what somebody else has done meanwhile beside what was typed."""
    audit.record(
        what="Stale", subject=f"lead:{about.lead.pk}" if about.lead else "visit", at=request.moment,
        kind=AuditKind.REFUSED, by=request.actor, on=request.day,
    )  # fmt: skip
    lead = about.lead
    others = (
        [each for each in visits.visits_of(
            household=about.family.household, on=request.day, scope=request.scope
        ) if each.lead_id == lead.pk]
        if lead is not None
        else []
    )  # fmt: skip
    shown = {
        "sheet": sheet_of(request, about, sent),
        "stale": error,
        "lead": lead,
        "other": others[0] if others else None,
        "other_answers": answers_shown(others[0]) if others else [],
    }
    return render(request, "visits/new.html", shown, status=CONFLICT)


@page(*READERS)
def visit(request: HttpRequest, number: int) -> HttpResponse:
    """Show a visit as it was kept."""
    _fail_if_huge(number)
    found = visits.visit(number=number, on=request.day, scope=request.scope)
    family = index.household(number=found.household, on=request.day, scope=request.scope)
    content = place.content()
    known = read_known(
        home=request.home, content=content, bank=questions.bank_of(content),
        household=found.household, place=family.place, on=request.day,
    )  # fmt: skip
    trail.saw(request, "visit", f"visit:{number}")
    shown = {
        "visit": found,
        "family": family,
        "answers": answers_shown(found, known),
        "files": files.attachments_of(owner=f"visit:{number}", on=request.day, scope=request.scope),
        "about": About(family, found.lead, found.campaign),
    }
    return render(request, "visits/visit.html", shown)


@page(*READERS)
def village(request: HttpRequest, code: str) -> HttpResponse:
    """Show the visits in a village, the latest first."""
    region = place.content().regions.get(code)
    if (
        region is None
        or region.level != "village"
        or not index.is_inside(code, place.content(), request.scope)
    ):
        raise NotFound(_("there is no such place in your area"))
    found = visits.visits_in(
        village=code, after=_after(request), on=request.day, scope=request.scope
    )
    families = index.households(
        numbers={each.household for each in found}, on=request.day, scope=request.scope
    )
    trail.saw(request, "visits", f"village:{code}", visits=len(found))
    last = found[-1] if len(found) == visits.LIMIT else None
    shown = {
        "code": code,
        "rows": [(each, families.get(each.household)) for each in found],
        "counts": visits.count_by_verdict(village=code, on=request.day, scope=request.scope),
        "more": f"{last.visited_date.isoformat()}.{last.pk}" if last else "",
    }
    return render(request, "visits/village.html", shown)


@page(*READERS)
def file(request: HttpRequest, number: int) -> HttpResponse:
    """Send an attached file, deciphered."""
    _fail_if_huge(number)
    found = files.attachment(number=number, on=request.day, scope=request.scope)
    data = read_sealed(request.home, found.digest)
    trail.saw(request, "file", f"file:{number}")
    answer = HttpResponse(data, content_type=found.media_type)
    is_photo = found.media_type.startswith("image/")
    answer["Content-Disposition"] = (
        f"{'inline' if is_photo else 'attachment'}; filename*=UTF-8''{quote(found.name)}"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    # A document opened here could still ask for something: it may ask for nothing.
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _fail_if_huge(number: int) -> None:
    if number > LARGEST_NUMBER:
        raise NotFound(_("there is no such record in your area"))


def _number(text: str | None) -> int | None:
    """Return a number of an address, ``None`` if there is none; what is no number is nobody's.

    Raises:
        NotFound: if it is no number of a record.
    """
    if not text:
        return None
    is_long = len(text) > len(str(LARGEST_NUMBER))
    if is_long or not (text.isascii() and text.isdigit()) or int(text) > LARGEST_NUMBER:
        raise NotFound(_("there is no such record in your area"))
    return int(text)


def _after(request: HttpRequest) -> tuple[date, int] | None:
    """Return where the page before ended: ``2020-06-30.17``."""
    text = request.GET.get("after", "")
    if not text:
        return None
    day, _dot, number = text.partition(".")
    try:
        found = date.fromisoformat(day)
    except ValueError:
        raise NotFound(_("there is no such page")) from None
    return found, _number(number) or 0


def _more(leads: list[visits.Door]) -> str:
    if len(leads) < visits.LIMIT:
        return ""
    last = leads[-1]
    return f"{(last.due or date.max).isoformat()}.{last.key}"
