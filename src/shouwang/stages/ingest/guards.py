"""Finds out what a delivered file is, and refuses in one line what would do harm."""

import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from shouwang.base.words import _
from shouwang.stages.ingest.limits import LIMITS, MEGABYTE
from shouwang.stages.ingest.problems import FileFaulty, RowProblem, Rule, Severity, file_fault

HEAD_BYTES = 4096  # enough to know a format by
CHUNK = 1 << 20
ZIP, OLE, PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"
MARKUP = re.compile(rb"\s*<(\?xml|!doctype html|html|head|meta|table|style|body)\b", re.IGNORECASE)
ENCODING = re.compile(rb"""<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)["']""")
PLAIN_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
TRICKS = (b"<!DOCTYPE", b"<!ENTITY")
# What the standard library says of a container that is not whole.
BROKEN = (
    BadZipFile, EOFError, KeyError, MemoryError, NotImplementedError, OSError, OverflowError,
    RuntimeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
READ_PARTS = (".xml", ".rels", ".bin")  # the parts of a container that anybody here reads


class Format(StrEnum):
    """The formats that are read."""

    TEXT = "text"
    PARQUET = "parquet"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    WORD = "docx"


def refusal(message: str, mend: str = "", *, rule: Rule = Rule.FILE) -> FileFaulty:
    """Return the refusal of a file, to be raised."""
    return FileFaulty([file_fault(rule, message, mend)])


def kind_of(path: Path) -> Format:
    """Return what a file is by what is in it.

    Raises:
        FileFaulty: if it is nothing we read, or something that may do harm.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise refusal(_("the file cannot be read: {fault}").format(fault=error.strerror)) from None
    if not head:
        raise refusal(_("the file is empty"), rule=Rule.EMPTY)
    if head.startswith(PARQUET):
        return Format.PARQUET
    if head.startswith(ZIP):
        return _container(path)
    if head.startswith(OLE):
        return _legacy(path)
    _fail_if_no_table(head)
    return Format.TEXT


def _fail_if_no_table(head: bytes) -> None:
    for start, name in LIMITS.magic.items():
        # Two letters may begin a text as well; a program or a picture has bytes no text has.
        if head.startswith(start) and (len(start) > len(b"MZ") or b"\0" in head):
            raise refusal(
                _("by its content the file is a {name}, no table").format(name=name),
                _("send a workbook, a text or a Word document with the table in it"),
            )
    if MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise refusal(
            _("the file is a web page or XML, whatever it is called"),
            _("open it, save it again as .xlsx and send that"),
        )


# --- containers ---------------------------------------------------------------------------------


def _container(path: Path) -> Format:
    try:
        with ZipFile(path) as container:
            parts = container.infolist()
            _fail_if_bomb(parts, path.stat().st_size)
            kind = _kind_of_parts(container)
            _fail_if_active({part.filename for part in parts})
    except BROKEN as error:
        raise damaged(error) from None
    return kind


def _fail_if_bomb(parts: list[ZipInfo], size: int) -> None:
    if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts):
        raise damaged(ValueError("compression"))
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    overlap = packed > size  # parts that share their bytes: each is small, all together are not
    steep = unpacked > LIMITS.zip_ratio_from and unpacked > LIMITS.zip_ratio * max(packed, 1)
    if overlap or steep or unpacked > LIMITS.zip_bytes or len(parts) > LIMITS.zip_parts:
        raise refusal(
            _("unpacked the file would be {unpacked} MB, which is more than is taken").format(
                unpacked=unpacked // MEGABYTE
            ),
            _("send it in parts, or as text"),
        )


def _kind_of_parts(container: ZipFile) -> Format:
    names = set(container.namelist())
    for name, kind in (
        ("xl/workbook.xml", Format.XLSX),
        ("word/document.xml", Format.WORD),
    ):
        if name in names:
            return kind
    if "content.xml" in names and "mimetype" in names:
        if b"opendocument.spreadsheet" not in container.read("mimetype"):
            raise refusal(
                _("the file is an OpenDocument, but no workbook"), _("save it as .xlsx or .ods")
            )
        if b"encryption-data" in container.read("META-INF/manifest.xml"):
            raise locked()
        return Format.ODS
    if "xl/workbook.bin" in names:
        raise refusal(_("the file is a binary workbook (.xlsb)"), _("save it again as .xlsx"))
    raise refusal(
        _("the file is an archive (.zip), or a format that is not read"),
        _("take the workbook out and send it by itself"),
    )


def _fail_if_active(names: set[str]) -> None:
    """Refuse what may run: macros in any of their forms."""
    active = re.compile(r"(^|/)vbaProject\.bin$|^xl/macrosheets/|^Basic/[^/]+/(?!script-lb\.xml)")
    if any(active.search(name) for name in names):
        raise with_macros()


def notes_on(path: Path, kind: Format) -> tuple[RowProblem, ...]:
    """Return what is to be said of a file that can be taken: that it leans on other files."""
    if kind is not Format.XLSX:
        return ()
    with ZipFile(path) as container:
        if not any(name.startswith("xl/externalLinks/") for name in container.namelist()):
            return ()
    note = file_fault(
        Rule.FILE,
        _("the workbook takes values from other workbooks; they are read as they were last saved"),
        _("if they are old, let the workbook calculate and send it again"),
    )
    return (replace(note, severity=Severity.WARNING),)


def look_through(container: ZipFile, see: Callable[[str, bytes], None] | None = None) -> None:
    """Unpack every part that is read, and refuse what XML can be made to do.

    Args:
        see: Takes the parts in pieces: name and bytes.

    Raises:
        FileFaulty: if a part declares entities, or an encoding in which that could be hidden.
        BadZipFile: if a part is not what the directory says: it is longer, or its sum is wrong.
    """
    for part in container.infolist():
        if not part.filename.endswith(READ_PARTS):
            continue
        before = b""
        with container.open(part) as file:
            while chunk := file.read(CHUNK):
                if part.filename.endswith(".bin"):
                    continue
                if not before:
                    _fail_if_disguised(chunk)
                window = before[-len(TRICKS[0]) :] + chunk
                if any(trick in window for trick in TRICKS):
                    raise refusal(
                        _("the file declares entities of its own, which is an attack"),
                        _("open it, save it again as .xlsx and send that"),
                    )
                before = chunk
                if see is not None:
                    see(part.filename, chunk)


def _fail_if_disguised(head: bytes) -> None:
    found = ENCODING.match(head.removeprefix(b"\xef\xbb\xbf"))
    if b"\0" in head or head[:2] in {b"\xff\xfe", b"\xfe\xff"} or (
        found and found[1].lower() not in PLAIN_ENCODINGS
    ):  # fmt: skip
        raise refusal(
            _("a part of the file is not UTF-8"),
            _("open it, save it again as .xlsx and send that"),
        )


# --- the old formats ----------------------------------------------------------------------------


def _legacy(path: Path) -> Format:
    """Tell the old formats apart by the names in their directory."""
    size = path.stat().st_size
    if size > LIMITS.legacy_bytes:
        raise refusal(
            _("the file is larger than {size} MB").format(size=LIMITS.legacy_bytes // MEGABYTE),
            _("open it, save it again as .xlsx and send that"),
        )
    data = path.read_bytes()

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise locked()
    if has("_VBA_PROJECT"):
        raise with_macros()
    if has("Workbook") or has("Book"):
        return Format.XLS
    if has("WordDocument"):
        raise refusal(_("the file is an old Word document (.doc)"), _("save it again as .docx"))
    raise refusal(_("the file is of an old format that is not read"), _("save it again as .xlsx"))


# --- refusals that others raise too -------------------------------------------------------------


def locked() -> FileFaulty:
    """The refusal of a file with a password."""
    return refusal(_("the workbook is protected by a password"), _("save it without one"))


def with_macros() -> FileFaulty:
    """The refusal of a file with macros."""
    return refusal(_("the file has macros in it"), _("save it as .xlsx, without macros"))


def damaged(error: BaseException) -> FileFaulty:
    """The refusal of a file that the reader gave up on."""
    first = str(error).split("\n", 1)[0]
    return refusal(
        _("the workbook cannot be opened: {fault}").format(fault=first or type(error).__name__),
        _("open it, save it again as .xlsx and send that"),
    )


def too_large(rows: int, columns: int) -> FileFaulty:
    """The refusal of a sheet whose cells lie too far apart."""
    return refusal(
        _("a sheet reaches over {rows} rows and {columns} columns, more than is taken").format(
            rows=rows, columns=columns
        ),
        _("delete the empty rows and columns beyond the data, or send it in parts"),
    )
