"""The pages of deliveries: what is due, sending a file, its review, and the decision about it."""

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.access import NotAllowed, NotFound
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.tables import Schema
from shouwang.base.words import _
from shouwang.lake.keys import read_keys
from shouwang.stages.board.fed import feeds_of
from shouwang.stages.ingest import operations, pending, queries, terms
from shouwang.stages.ingest.annotated import write_answer
from shouwang.stages.ingest.sealing import open_sealed
from shouwang.stages.ingest.template import write_template
from shouwang.stages.screening.sheet import compiled
from shouwang.web import place, trail
from shouwang.web.data.outlook import due_of, places_of, standing_here
from shouwang.web.data.receiving import LONGEST_NAME, MEGABYTE, MOST_BYTES, SEALED, keep_waiting
from shouwang.web.data.sheet import answers_in, review_shown
from shouwang.web.files import attachment
from shouwang.web.guard import page
from shouwang.web.jobs.asking import ask_for
from shouwang.web.statuses import UNPROCESSABLE

READERS = ("sender", "clerk", "league", "region")
SENDER = "sender"
LONGEST_REASON = 300  # characters that are kept
LARGEST = 2**31 - 1  # a number of a delivery is no larger
DIGITS = 10  # of that


@page(*READERS)
@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """Show how the feeds of one's place stand, and what waits for a decision."""
    feeds, within = _feeds(request), request.GET.get("place", "")
    names = _names(feeds, request.GET.get("area", ""), request.day)
    shown = standing_here(request, names, within=within)
    waiting = queries.page_of_deliveries(
        feeds=[each.name for each in feeds], state="pending", on=request.day, scope=request.scope
    )
    return render(request, "data/list.html", {
        "rows": shown, "waiting": _labelled(waiting), "late": due_of(shown),
        "may_send": _is_sender(request), "within": within,
        "area": place.practice().areas.areas.get(request.GET.get("area", "")),
    })  # fmt: skip


def _names(feeds: Sequence[Schema], area: str, on: date) -> list[str]:
    """Return the names of feeds; of an area of supervision, those that its checks rest on."""
    names, found = [each.name for each in feeds], place.practice().areas.areas.get(area)
    if found is None:
        return names
    behind = feeds_of(compiled(place.policy(), on, found.checks), found.checks)
    return [each for each in names if each in behind]


@page(*READERS)
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """Show all deliveries one may see, the newest first."""
    names = [each.name for each in _feeds(request)]
    feed = request.GET.get("feed", "")
    found = queries.page_of_deliveries(
        feeds=[feed] if feed in names else names,
        state=_word(request.GET.get("state", "")),
        before=_number(request.GET.get("before", "")),
        on=request.day, scope=request.scope,
    )  # fmt: skip
    return render(request, "data/history.html", {
        "rows": _labelled(found), "feeds": _feeds(request), "feed": feed,
        "next": found[-1].number if len(found) == queries.PAGE_ROWS else 0,
    })  # fmt: skip


@page(SENDER)
def send(request: HttpRequest) -> HttpResponse:
    """Show the form by which a file is sent, or take it and have it read."""
    feeds, places = _feeds(request), places_of(request)
    shown = {"feeds": feeds, "places": places, "feed": request.GET.get("feed", ""),
             "most": MOST_BYTES // MEGABYTE}  # fmt: skip
    if request.method != "POST":
        return render(request, "data/send.html", shown)
    feed, banner = request.POST.get("feed", ""), request.POST.get("banner", "")
    upload = request.FILES.get("file")
    problems, waiting = [], ""
    if feed not in {each.name for each in feeds}:
        problems.append(Problem(_("feed"), _("choose one of your department's feeds")))
    if banner not in {code for code, _name in places}:
        raise NotFound(_("there is no such place in your area"))
    if upload is None:
        problems.append(Problem(_("file"), _("choose a file")))
    else:
        try:
            waiting = keep_waiting(request.home, upload) if not problems else ""
        except InputProblems as error:
            problems += error.problems
    if problems:
        shown |= {"problems": problems, "feed": feed, "banner": banner}
        return render(request, "data/send.html", shown, status=UNPROCESSABLE)
    name = Path(upload.name or "").name[-LONGEST_NAME:]  # type: ignore[union-attr]
    job = ask_for(
        request, "receive", _("Read {name}").format(name=place.content().contracts[feed].label),
        {"upload": waiting, "name": name, "feed": feed, "banner": banner},
    )  # fmt: skip
    return redirect("jobs:job", job.pk)


@page(*READERS)
@require_GET
def delivery(request: HttpRequest, number: int) -> HttpResponse:
    """Show a delivery: what was read, what is wrong, what it would change, and who decides."""
    seen = _seen(request, number)
    trail.saw(request, "delivery", f"delivery:{number}")
    return render(request, "data/delivery.html", _shown(request, seen))


@page("clerk", "league", "region")
@require_POST
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Have a delivery published; whoever received it may not."""
    seen = _seen(request, number)
    because = request.POST.get("because", "").strip()
    if seen.row.state != "pending":
        raise pending.DeliveryNotPending(
            _("delivery {number} is {state}").format(
                number=number, state=terms.state_of_delivery(seen.row.state)
            )
        )
    if seen.received_by.casefold() == request.actor.name.casefold():
        raise pending.SamePerson(
            _("delivery {number} was received by {name}; a second person publishes it").format(
                number=number, name=request.actor.name
            )
        )
    if len(because) > LONGEST_REASON or "\0" in because:
        raise InputProblems(
            [Problem(_("reason"), _("at most {count} letters").format(count=LONGEST_REASON))]
        )
    job = ask_for(
        request, "publish", _("Publish delivery {number}").format(number=number),
        {"delivery": number, "because": because},
    )  # fmt: skip
    return redirect("jobs:job", job.pk)


@page("clerk", "league", "region")
@require_POST
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Send a delivery back to whoever sent it."""
    _seen(request, number)
    operations.refuse_delivery(
        home=request.home, delivery_id=number, at=request.moment, by=request.actor, on=request.day
    )
    messages.success(request, _("The delivery has been sent back."))
    return redirect("data:delivery", number)


@page(SENDER)
@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Have a delivery read again with what its sender says of words in doubt."""
    seen = _seen(request, number)
    if seen.row.state != "pending" or not seen.has_upload:
        raise pending.DeliveryNotPending(_("this delivery has been decided on"))
    review = queries.review_of(delivery_id=number, on=request.day, scope=request.scope)
    maps, words = answers_in(request.POST, review.questions if review else ())
    if not maps and not words:
        raise InputProblems([Problem(_("questions"), _("answer at least one"))])
    job = ask_for(
        request, "receive", _("Read delivery {number} again").format(number=number),
        {"again": number, "name": seen.row.file_name, "feed": seen.row.feed,
         "banner": _banner(seen.row.sender), "maps": maps, "words": words},
        is_repeatable=False,
    )  # fmt: skip
    return redirect("jobs:job", job.pk)


@page(*READERS)
@require_GET
def template(request: HttpRequest, feed: str) -> HttpResponse:
    """Give the blank workbook of a feed."""
    contract = next((each for each in _feeds(request) if each.name == feed), None)
    if contract is None:
        raise NotFound(_("there is no such feed of yours"))
    with tempfile.TemporaryDirectory(prefix="shouwang-") as scratch:
        path = Path(scratch) / f"{feed}.xlsx"
        write_template(contract, place.content(), path)
        return attachment(path.read_bytes(), f"{contract.label}.xlsx")


@page(SENDER)
@require_POST
def annotated(request: HttpRequest, number: int) -> HttpResponse:
    """Give the sender's workbook back with every fault marked in its cell."""
    seen = _seen(request, number)
    purpose = request.POST.get("purpose", "").strip()
    if not purpose or len(purpose) > LONGEST_REASON or "\0" in purpose:
        raise InputProblems([Problem(_("purpose"), _("say what the file is for"))])
    review = queries.review_of(delivery_id=number, on=request.day, scope=request.scope)
    sealed = request.home.uploads / f"{number}{SEALED}"
    if review is None or not seen.has_upload or not sealed.exists():
        raise NotFound(_("the file is not kept any more"))
    trail.took(request, "annotated", f"delivery:{number}", purpose=purpose)
    with tempfile.TemporaryDirectory(prefix="shouwang-") as scratch:
        source = Path(scratch) / Path(seen.row.file_name).name
        open_sealed(sealed, source, read_keys(request.home.keys).seal)
        out = Path(scratch) / "annotated.xlsx"
        write_answer(source=source, review=review, out=out)
        return attachment(out.read_bytes(), _("{name}-annotated.xlsx").format(name=source.stem))


def _shown(request: HttpRequest, seen: queries.DeliverySight) -> dict[str, Any]:
    review = queries.review_of(delivery_id=seen.row.number, on=request.day, scope=request.scope)
    contract = place.content().contracts[seen.row.feed]
    is_mine = seen.received_by.casefold() == request.actor.name.casefold()
    is_pending = seen.row.state == "pending"
    return {
        "seen": seen, "contract": contract, "banner": _banner(seen.row.sender),
        "state": terms.state_of_delivery(seen.row.state), "is_pending": is_pending,
        "may_decide": is_pending and request.actor.has_role("clerk", "league", "region"),
        "is_mine": is_mine, "may_answer": is_pending and _is_sender(request) and seen.has_upload,
        "may_take": _is_sender(request) and seen.has_upload, "longest": LONGEST_REASON,
        **(review_shown(review, contract) if review else {}),
    }  # fmt: skip


def _seen(request: HttpRequest, number: int) -> queries.DeliverySight:
    if number > LARGEST:
        raise NotFound(_("there is no delivery {number}").format(number=number))
    seen = queries.delivery(delivery_id=number, on=request.day, scope=request.scope)
    if seen.row.feed not in {each.name for each in _feeds(request)}:
        raise NotFound(_("there is no delivery {number}").format(number=number))
    return seen


def _feeds(request: HttpRequest) -> list[Schema]:
    """The feeds one has to do with: all of them, or those of one's own department."""
    found = list(place.content().contracts.values())
    if not _is_sender(request):
        return found
    department = request.user.office.department  # type: ignore[union-attr]  # signed in
    if not department:
        raise NotAllowed(_("your office is of no department that sends data"))
    return [each for each in found if each.department == department]


def _is_sender(request: HttpRequest) -> bool:
    """Somebody who also decides sees everything, but then may not decide: roles exclude each other."""
    return bool(request.actor.has_role(SENDER))


def _labelled(rows: list[queries.DeliveryRow]) -> list[dict[str, Any]]:
    contracts = place.content().contracts
    return [
        {"row": each, "label": contracts[each.feed].label,
         "department": contracts[each.feed].department_label, "banner": _banner(each.sender),
         "state": terms.state_of_delivery(each.state)}
        for each in rows
        if each.feed in contracts
    ]  # fmt: skip


def _banner(sender: str) -> str:
    code = sender.rpartition(":")[2]
    region = place.content().regions.get(code)
    return code if region and region.level == place.content().coverage_level else ""


def _word(text: str) -> str:
    return text if text in {"pending", "published", "refused", "withdrawn", "unchanged"} else ""


def _number(text: str) -> int | None:
    return (
        min(int(text), LARGEST)
        if text.isascii() and text.isdigit() and len(text) <= DIGITS
        else None
    )
