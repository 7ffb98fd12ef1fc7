"""A million invented people in the 47 columns of the national export, as a text and as a workbook."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import yaml

from shouwang.base.codes import check_character
from shouwang.stages.ingest.problems import cell_name

WORDS = yaml.safe_load(Path(__file__).with_name("intake.yaml").read_text(encoding="utf-8"))
HEADINGS = tuple(WORDS["headings"])
COUNTY = "150599"  # there is no such county
BORN_FIRST, BORN_DAYS = date(1940, 1, 1), 29_000
HOUSEHOLD = 4  # people in one
FIRST_HOUSEHOLD, FIRST_PERSON = 1_000_000_001, 2_000_000_001
# What stands under each heading: a word that names it, a list to choose from, or always the same.
COLUMNS = [WORDS["lists"].get(what, what) for what in WORDS["columns"]]

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'''{HEAD}<Types xmlns="{PACKAGE}/content-types">
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>
        <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/>
        <Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}.sharedStrings+xml"/></Types>''',
    "_rels/.rels": f'''{HEAD}<Relationships xmlns="{PACKAGE}/relationships">
        <Relationship Id="a" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>''',
    "xl/workbook.xml": f'''{HEAD}<workbook xmlns="{SPACE}" xmlns:r="{OFFICE}">
        <sheets><sheet name="Sheet1" sheetId="1" r:id="a"/></sheets></workbook>''',
    "xl/_rels/workbook.xml.rels": f'''{HEAD}<Relationships xmlns="{PACKAGE}/relationships">
        <Relationship Id="a" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
        <Relationship Id="b" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>''',
}  # fmt: skip
LETTERS = tuple(cell_name(place, 1)[:-1] for place in range(len(HEADINGS)))


def people(number: int, *, seed: int = 4) -> Iterator[list[str | int]]:
    """Yield the rows of so many people; the same seed gives the same people."""
    random = Random(seed)  # noqa: S311 - invented people are no secret
    head, head_id = "", ""
    for place in range(number):
        born = BORN_FIRST + timedelta(days=place * 7 % BORN_DAYS)
        # Days repeat after BORN_DAYS people; the sequence tells those of one day apart.
        first = f"{COUNTY}{born:%Y%m%d}{place // BORN_DAYS % 1000:03d}"
        id_number = first + check_character(first)
        name = "".join(random.choice(WORDS[part]) for part in ("surnames", "given", "given"))
        if place % HOUSEHOLD == 0:
            head, head_id = name, id_number
        row = {
            "household": FIRST_HOUSEHOLD + place // HOUSEHOLD,
            "number": FIRST_PERSON + place,
            "name": name,
            "sex": WORDS["sexes"][int(first[-1]) % 2],
            "birth": born.isoformat(),
            "id": id_number,
            "phone": f"139{place % 10**8:08d}",
            "relation": WORDS["relations"][place % HOUSEHOLD],
            "months": random.randrange(13),
            "head": head,
            "head_id": head_id,
        }
        yield [
            random.choice(what) if isinstance(what, list) else row.get(what, what)
            for what in COLUMNS
        ]


def write_text(path: Path, number: int) -> None:
    """Write people as UTF-8 text with commas."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADINGS)
        rows.writerows(people(number))


def write_workbook(path: Path, number: int) -> None:
    """Write people as a workbook, the way Excel does: each distinct text once, in a list of its own.

    Part by part, since a library that writes any workbook takes three times as long.
    """
    texts: dict[str, int] = {}
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as book:
        for part, xml in PARTS.items():
            book.writestr(part, xml)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'{HEAD}<worksheet xmlns="{SPACE}"><sheetData>'.encode())
            for row, values in enumerate(chain([HEADINGS], people(number)), start=1):
                sheet.write(_row(row, values, texts).encode())
            sheet.write(b"</sheetData></worksheet>")
        with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as strings:
            strings.write(f'{HEAD}<sst xmlns="{SPACE}">'.encode())
            strings.writelines(f"<si><t>{text}</t></si>".encode() for text in texts)
            strings.write(b"</sst>")


def _row(row: int, values: Sequence[str | int], texts: dict[str, int]) -> str:
    cells = [
        f'<c r="{letters}{row}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
        if isinstance(value, str)
        else f'<c r="{letters}{row}"><v>{value}</v></c>'
        for letters, value in zip(LETTERS, values, strict=True)
        if value != ""
    ]
    return f'<row r="{row}">{"".join(cells)}</row>'
