"""The background task that writes an export as a workbook, row by row to disk."""

from typing import Any

import xlsxwriter

from shouwang.base.words import _
from shouwang.lake.home import today
from shouwang.web import place
from shouwang.web.exports.registry import Asked, exports, safe
from shouwang.web.jobs.running import Running

ROWS_OF_A_SHEET = 1_048_575  # Excel's, without the head
STEP = 1000  # rows between two words of progress


def export(job: Running, wanted: dict[str, Any]) -> dict[str, Any]:
    """Write a list as a workbook: ``{"export": name, "wanted": narrowing of the list}``."""
    found = exports()[str(wanted["export"])]
    day = today(job.home)
    asked = Asked(wanted["wanted"], place.content(), day, job.by.scope)
    count, rows = found.rows(asked)
    name = f"{found.name}-{day.isoformat()}.xlsx"
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(job.folder / name), options) as book:
        sheet = None
        for number, row in enumerate(rows):
            line = number % ROWS_OF_A_SHEET
            if line == 0:
                sheet = book.add_worksheet()
                sheet.write_row(0, 0, found.columns)
            if sheet is not None:
                sheet.write_row(line + 1, 0, [safe(value) for value in row])
            if number % STEP == 0:
                job.progress(number, max(count, 1))
        if sheet is None:
            book.add_worksheet().write_row(0, 0, found.columns)
    return {"said": _("{count} rows.").format(count=count), "file": name}
