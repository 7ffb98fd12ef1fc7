"""A form of twelve sheets filled in for three hundred villages, at the size of the home it is given.

    python benchmarks/forms.py --home HOME [--sheets 12] [--villages 300] [--columns 8]

Prints the seconds of reading the blank form, matching its headings, and filling it in. The home
must have been screened; its database gets the form, and keeps it.
"""

import argparse
import json
import resource
import time
from datetime import UTC, datetime, time as clock
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook


def main() -> None:
    """Make the form, keep it, confirm it, fill it in; print what each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--sheets", type=int, default=12)
    parser.add_argument("--villages", type=int, default=300)
    parser.add_argument("--columns", type=int, default=8)
    asked = parser.parse_args()

    from shouwang.cli.homes import use_home
    from shouwang.cli.runs import latest_run
    from shouwang.lake.home import open_home, today
    from shouwang.rules.practice import load_practice

    home = open_home(asked.home)
    use_home(home)
    from shouwang.base.access import Actor
    from shouwang.stages.reports.filling.matching import SURE
    from shouwang.stages.reports.operations import forms
    from shouwang.stages.reports.operations.filling import fill_blank_form
    from shouwang.stages.reports.queries import forms as known

    day = today(home)
    when = {"at": datetime.combine(day, clock(9), UTC), "on": day}
    by = Actor("region", frozenset({"region"}), label="region")
    policy, practice = load_practice(home.content_dir)
    content = policy.content
    steps: dict[str, float] = {}
    start = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal start
        steps[name] = round(time.perf_counter() - start, 2)
        start = time.perf_counter()

    place, codes = _place(content, asked.villages)
    data = _blank(content, practice, codes, asked.sheets, asked.columns)
    start = time.perf_counter()
    found = forms.keep_form(
        home=home, content=content, data=data, name="benchmark", region="150000", by=by, **when
    )
    lap("read")
    means = known.meanings(found=found, content=content, practice=practice, on=day, scope=by.scope)
    lap("match")
    mapping = {
        sheet: {
            key: each[0].target.word if each and each[0].likeness == SURE else "nobody"
            for key, each in slots.items()
        }
        for sheet, slots in means.items()
    }
    if not found.mapping:
        forms.confirm_form(
            content=content, practice=practice, form_id=found.pk, version=found.version,
            mapping=mapping, who={}, by=by, **when,
        )  # fmt: skip
    lap("confirm")
    made = fill_blank_form(
        home=home, policy=policy, practice=practice, run=latest_run(home), form_id=found.pk,
        place=place, office="benchmark", by=by, **when,
    )  # fmt: skip
    lap("fill")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"villages": len(codes), "sheets": asked.sheets, "cells": made.cells,
                      "unfilled": len(made.unfilled), "seconds": steps, "peak_mb": peak}))  # fmt: skip


def _place(content, villages):
    """Return the first banner with so many villages, and their codes."""
    inside = {}
    for each in content.regions_of("village"):
        inside.setdefault(content.ancestors(each.code)["banner"], []).append(each.code)
    for banner, codes in inside.items():
        if len(codes) >= villages:
            return banner, codes
    msg = f"no banner has {villages} villages"
    raise SystemExit(msg)


def _blank(content, practice, codes, sheets, columns) -> bytes:
    """A workbook whose rows are villages, by their names where they are told apart."""
    from shouwang.stages.reports.filling.headings import words

    names = [
        each.label
        for each in practice.indicators.values()
        if not each.is_by_area
        and getattr(each.source, "of", "") in {"household", "person", "watch"}
    ]
    said = words()
    village_word = next(word for word, level in said.places.items() if level == "village")
    number_word = min(said.numbers)
    book = Workbook()
    for number in range(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = f"S{number + 1}"
        sheet.cell(1, 1, number_word)
        sheet.cell(1, 2, village_word)
        for column in range(columns):
            sheet.cell(1, column + 3, names[(number * columns + column) % len(names)])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
