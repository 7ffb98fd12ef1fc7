"""The list of vacancies of a banner: read, printed, taken as a workbook, published anew."""

import io
from typing import Any

import xlsxwriter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.tables import Column
from shouwang.base.words import _
from shouwang.stages.programmes.employment.operations import lists
from shouwang.stages.programmes.employment.queries import matches
from shouwang.stages.register.facts import shown
from shouwang.web import place
from shouwang.web.files import attachment
from shouwang.web.guard import page
from shouwang.web.programmes.employment.shown import EVERYBODY, banner_of, banners
from shouwang.web.reading import whole

COLUMNS = ("employer", "trade", "carrier", "source", "place_county", "wanted", "filled", "wage",
           "board", "age_to", "skill", "valid_until")  # fmt: skip
WIDTH = 16  # characters of a column of the workbook
NUMBERS = frozenset({"wanted", "filled", "age_to"})
FEN = 100


@page(*EVERYBODY)
@require_GET
def vacancies(request: HttpRequest) -> HttpResponse:
    """Show the published vacancies of a banner."""
    banner, content = banner_of(request), place.content()
    number, told = whole(request.GET.get("list")), {"on": request.day, "scope": request.scope}
    found = (
        matches.published(list_id=number, content=content, **told) if number
        else matches.vacancy_list(banner=banner, content=content, **told)
    )  # fmt: skip
    banner = found.banner if found is not None else banner
    return render(request, "employment/vacancies.html", {
        "list": found, "banner": banner, "banners": banners(request),
        "columns": [content.contracts["vacancy"].column(each) for each in COLUMNS],
        "rows": [(row["vacancy"], _cells(row)) for row in found.rows] if found else [],
        "days": matches.list_days(banner=banner, content=content, on=request.day,
                                  scope=request.scope),
        "every_days": place.practice().matching.every_days,
        "may_publish": request.actor.has_role(*lists.PUBLISHERS),
    })  # fmt: skip


@page(*lists.PUBLISHERS)
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Publish a banner's list anew."""
    banner = request.POST.get("banner", "")
    made = lists.publish_vacancies(
        home=request.home, content=place.content(), banner=banner, at=request.moment,
        by=request.actor, on=request.day,
    )  # fmt: skip
    messages.success(request, _("{count} vacancies are published").format(count=len(made.rows)))
    return redirect(f"{reverse('employment:vacancies')}?banner={banner}")


@page(*EVERYBODY)
@require_GET
def workbook(request: HttpRequest, number: int) -> HttpResponse:
    """Give a published list out as a workbook."""
    content = place.content()
    found = matches.published(list_id=number, content=content, on=request.day, scope=request.scope)
    name = f"{content.regions[found.banner].name}-{found.published_date.isoformat()}.xlsx"
    return attachment(_book(found), name)


def _book(found: Any) -> bytes:
    contract, buffer = place.content().contracts["vacancy"], io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False,
                                        "strings_to_urls": False})  # fmt: skip
    # A list is the same file whenever it is taken.
    book.set_properties({"created": found.published_at})
    sheet, bold = (
        book.add_worksheet(found.published_date.isoformat()),
        book.add_format({"bold": True, "text_wrap": True, "border": 1}),
    )
    cell = book.add_format({"text_wrap": True, "border": 1})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(COLUMNS) - 1, WIDTH)
    for place_of, name in enumerate(COLUMNS):
        sheet.write(0, place_of, contract.column(name).label, bold)
    for line, row in enumerate(found.rows, start=1):
        for place_of, name in enumerate(COLUMNS):
            sheet.write(line, place_of, _value(row, name), cell)
    book.close()
    return buffer.getvalue()


def _value(row: dict[str, Any], name: str) -> Any:
    value = row.get(name)
    if name == "wage":
        return value / FEN if value is not None else ""
    if name in NUMBERS:
        return value if value is not None else ""
    return _text(row, name)


def _cells(row: dict[str, Any]) -> list[tuple[Column, str]]:
    contract = place.content().contracts["vacancy"]
    return [(contract.column(name), _text(row, name)) for name in COLUMNS]


def _text(row: dict[str, Any], name: str) -> str:
    content = place.content()
    return shown(row.get(name), content.contracts["vacancy"].column(name), content)
