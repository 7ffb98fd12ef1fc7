"""Reads all that an uploaded file says, hidden parts too, and looks for leaks in it."""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import PurePath
from typing import Any
from zipfile import ZipFile, is_zipfile

import pdfplumber
from lxml import etree
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.stages.cases.leaks import leaks_in
from shouwang.stages.ingest.guards import BROKEN, look_through
from shouwang.stages.ingest.problems import FileFaulty

# What a file may be at most, for time and memory.
MOST_BYTES = 20 * 10**6
MOST_UNPACKED = 200 * 10**6
MOST_PAGES = 300
MOST_ATTACHED = 2000  # parts of a container
MOST_DIGITS = 30  # of a number in a cell that is written out
MOST_SHOWN = 100  # leaks told of one file
FAULTS = (PDFException, PSException, PdfminerException, PDFPasswordIncorrect)
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".webp")
APART = "\n" * 4  # so far apart that no number reaches from one into the next
ENCODINGS = ("utf-8-sig", "gb18030")
# What holds words in the parts of Word and Excel files, whatever their name space.
WORDS = frozenset({"t", "delText", "instrText", "v", "oddHeader", "oddFooter", "evenHeader",
                   "evenFooter", "firstHeader", "firstFooter", "text"})  # fmt: skip
SPOKEN = frozenset({"descr", "title", "Target", "author", "name", "tooltip", "prompt", "error"})
# Parts of a workbook that are read as sheets, or say nothing.
READ_APART = ("xl/worksheets/sheet", "xl/sharedStrings", "xl/styles", "xl/theme")
LONG_NUMBER = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d+$")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a file, and where they stand."""

    where: str
    text: str


class _Unreadable(Exception):
    """The file cannot be read; what is to be told."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


Words = Mapping[str, Sequence[str]]


def leaks_in_file(data: bytes, name: str, *, words: Words | None = None) -> list[Problem]:
    """Return what may not be published in a file; that it cannot be read is one of them.

    Args:
        words: What a private word is about → the words.
    """
    try:
        passages = list(_passages(data, name))
    except _Unreadable as unreadable:
        return [unreadable.problem]
    found: dict[tuple[str, str], Problem] = {}
    for passage in passages:
        for leak in leaks_in(passage.text, words=words):
            where = f"{passage.where} {leak.where}" if "\n" in passage.text else passage.where
            told = Problem(where.strip(), leak.message, leak.mend)
            found.setdefault((passage.where, leak.message), told)
    return list(found.values())[:MOST_SHOWN]


def pictures_in_file(data: bytes, name: str) -> list[Problem]:
    """Return the pictures in a file: nobody has read what is written in them."""
    if not is_zipfile(io.BytesIO(data)):
        return []
    try:
        with ZipFile(io.BytesIO(data)) as container:
            names = [part.filename for part in container.infolist()[:MOST_ATTACHED]]
    except BROKEN:
        return []
    count = sum(part.lower().endswith(PICTURES) for part in names)
    if not count:
        return []
    return [
        Problem(
            PurePath(name).name,
            _("it holds {count} pictures, and what is written in them is not read").format(
                count=count
            ),
            _("look at each of them yourself"),
        )
    ]


def _passages(data: bytes, name: str) -> Iterator[Passage]:
    suffix = PurePath(name).suffix.lower()
    yield Passage(_("the file's name"), PurePath(name).stem)
    if len(data) > MOST_BYTES:
        raise _unreadable(name, _("the file is too large to be checked"))
    if data.startswith(b"%PDF"):
        yield from _pdf(data, name)
    elif is_zipfile(io.BytesIO(data)):
        yield from _container(data, name)
    elif suffix in {".txt", ".csv", ".md", ".tsv"}:
        yield Passage("", _decoded(data, name))
    elif suffix in PICTURES:
        raise _unreadable(
            name, _("a picture cannot be read"), _("look at it yourself, or hand in the text")
        )
    else:
        raise _unreadable(
            name, _("this kind of file cannot be checked"), _("save it as .docx, .xlsx or .pdf")
        )


def _unreadable(name: str, message: str, mend: str = "") -> _Unreadable:
    return _Unreadable(Problem(PurePath(name).name, message, mend))


def _decoded(data: bytes, name: str) -> str:
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable(name, _("the text is in no encoding known here"), _("save it as UTF-8"))


def _pdf(data: bytes, name: str) -> Iterator[Passage]:
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                raise _unreadable(name, _("the file has too many pages to be checked"))
            about = "\n".join(str(value) for value in (pdf.metadata or {}).values())
            yield Passage(_("the file's properties"), about)
            for page in pdf.pages:
                yield from _pdf_page(page, name)
                page.close()
    except FAULTS as fault:
        message = _("the file cannot be opened: it is damaged or has a password")
        raise _unreadable(name, message) from fault
    except BROKEN as fault:
        raise _unreadable(name, _("the file is damaged")) from fault


def _pdf_page(page: pdfplumber.page.Page, name: str) -> Iterator[Passage]:
    where = _("page {number}").format(number=page.page_number)
    text = page.extract_text() or ""
    notes = [str(note.get("contents") or "") for note in page.annots]
    links = [str(note.get("uri") or "") for note in page.annots]
    if not text.strip() and page.images:
        raise _unreadable(
            name,
            _("page {number} is a picture without text, and cannot be checked").format(
                number=page.page_number
            ),
            _("hand in the original file, or look at it yourself"),
        )
    yield Passage(where, text)
    yield Passage(where, "\n".join((*notes, *links)))


def _container(data: bytes, name: str) -> Iterator[Passage]:
    try:
        with ZipFile(io.BytesIO(data)) as container:
            parts = {part.filename for part in container.infolist()}
            if sum(part.file_size for part in container.infolist()) > MOST_UNPACKED:
                raise _unreadable(name, _("the file is too large to be checked"))
            look_through(container)
            if any(part.startswith("word/") for part in parts):
                yield from _parts(container, _word_part)
            elif any(part.startswith("xl/") for part in parts):
                yield from _Workbook(container).passages()
                yield from _parts(container, _plain_part, without=READ_APART)
            else:
                raise _unreadable(
                    name,
                    _("this kind of file cannot be checked"),
                    _("save it as .docx, .xlsx or .pdf"),
                )
    except (*BROKEN, FileFaulty, etree.LxmlError) as fault:
        raise _unreadable(name, _("the file is damaged")) from fault


Reading = Callable[[str, Any], Iterator[Passage]]


def _parts(
    container: ZipFile, read: Reading, *, without: tuple[str, ...] = ()
) -> Iterator[Passage]:
    for part in container.infolist():
        is_read = part.filename.endswith((".xml", ".rels")) and not part.filename.startswith(
            without
        )
        if is_read:
            yield from read(part.filename, _root(container.read(part)))


def _root(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=False)
    return etree.fromstring(data, parser)


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _own_text(element: Any) -> str:
    """Return the words in an element, those taken out and those of fields too."""
    return "".join(each.text or "" for each in element.iter() if _local(each) in WORDS)


def _word_part(name: str, root: Any) -> Iterator[Passage]:
    """A part of a Word document: its paragraphs, and its tables by row and by column."""
    place = PurePath(name).stem
    paragraphs = [_own_text(each) for each in root.iter() if _local(each) == "p"]
    yield Passage(place, "\n".join(paragraphs))
    for table in (each for each in root.iter() if _local(each) == "tbl"):
        rows = [
            [_own_text(cell) for cell in row if _local(cell) == "tc"]
            for row in table.iter()
            if _local(row) == "tr"
        ]
        yield Passage(place, APART.join("\t".join(row) for row in rows))
        width = max((len(row) for row in rows), default=0)
        columns = [[row[at] for row in rows if at < len(row)] for at in range(width)]
        yield Passage(place, APART.join("\t".join(column) for column in columns))
    yield from _plain_part(name, root, is_spoken_only=bool(paragraphs))


def _plain_part(name: str, root: Any, *, is_spoken_only: bool = False) -> Iterator[Passage]:
    """Any other part: properties, comments, links, what is told of a picture."""
    place = PurePath(name).stem
    if not is_spoken_only:
        yield Passage(place, APART.join(each.text for each in root.iter() if each.text))
    spoken = [
        str(value)
        for each in root.iter()
        for key, value in each.attrib.items()
        if str(key).rpartition("}")[2] in SPOKEN
    ]
    yield Passage(place, "\n".join(dict.fromkeys(spoken)))


class _Workbook:
    """The sheets of a workbook, hidden ones too, a row at a time."""

    def __init__(self, container: ZipFile) -> None:
        self.container = container
        self.names = set(container.namelist())
        self.texts = self._shared()

    def passages(self) -> Iterator[Passage]:
        """Yield each sheet: all its rows, and what is written beside the cells."""
        titles = self._titles()
        for name in sorted(each for each in self.names if each.startswith("xl/worksheets/sheet")):
            root = _root(self.container.read(name))
            place = titles.get(PurePath(name).name, PurePath(name).stem)
            rows = [
                "\t".join(self._cell(cell) for cell in row if _local(cell) == "c")
                for row in root.iter()
                if _local(row) == "row"
            ]
            # Far enough apart that no number reaches from one row into the next.
            for number, row in enumerate(rows, start=1):
                if row.strip():
                    yield Passage(_("{sheet} row {number}").format(sheet=place, number=number), row)
            yield Passage(place, "\n".join(self._beside(root)))

    def _beside(self, root: Any) -> Iterator[str]:
        for each in root.iter():
            if _local(each).endswith(("Header", "Footer")):
                yield each.text or ""
            for key in ("prompt", "error", "tooltip", "display", "location"):
                yield str(each.get(key) or "")

    def _cell(self, cell: Any) -> str:
        if cell.get("t") == "s":
            at = next((each.text for each in cell if _local(each) == "v"), "") or ""
            return self.texts[int(at)] if at.isdigit() and int(at) < len(self.texts) else ""
        return _whole(_own_text(cell))

    def _shared(self) -> list[str]:
        name = "xl/sharedStrings.xml"
        if name not in self.names:
            return []
        return [
            _own_text(each) for each in _root(self.container.read(name)) if _local(each) == "si"
        ]

    def _titles(self) -> dict[str, str]:
        """File of a sheet → its title, with a word if it is hidden."""
        relations = "xl/_rels/workbook.xml.rels"
        if not {"xl/workbook.xml", relations} <= self.names:
            return {}
        files = {
            each.get("Id"): PurePath(str(each.get("Target"))).name
            for each in _root(self.container.read(relations))
        }
        titles: dict[str, str] = {}
        for sheet in _root(self.container.read("xl/workbook.xml")).iter():
            if _local(sheet) != "sheet":
                continue
            link = next((v for k, v in sheet.attrib.items() if str(k).endswith("}id")), None)
            title = str(sheet.get("name"))
            if sheet.get("state") in {"hidden", "veryHidden"}:
                title = _("{sheet} (hidden)").format(sheet=title)
            titles[files.get(link, "")] = title
        return titles


def _whole(text: str) -> str:
    """Return a number that Excel keeps as 1.59901E+17 with all its digits."""
    if not LONG_NUMBER.match(text.strip()):
        return text
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return text
    return f"{value:f}" if value.adjusted() < MOST_DIGITS else text
