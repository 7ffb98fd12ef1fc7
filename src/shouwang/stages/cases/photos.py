"""What an attached file is by its content; photos made anew, without what the camera wrote in."""

import io
import re
import struct
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from PIL import ExifTags, Image, ImageOps

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _

CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
LONGEST_NAME = 100  # characters, the ending not counted
MEGABYTE = 1 << 20  # bytes
# Bounds of one file. Phones make photos of 3 to 8 MB; scans of a few pages are smaller.
MOST_BYTES = 12 * MEGABYTE  # as phones make them
MOST_PIXELS = 80_000_000  # of a bomb there are more
# What an office document may be unpacked; a sheet of a village is below one megabyte.
MOST_UNPACKED = 60 * MEGABYTE  # so that none fills the memory
MOST_PARTS = 2000  # of a zip archive
# A settlement sheet is still legible with these.
SIDE = 2000  # dots, the longer side of a kept photo
QUALITY = 82  # of a hundred, by JPEG's count
PHOTOS = ("JPEG", "PNG", "WEBP")
JPEG, PDF = "image/jpeg", "application/pdf"
OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = f"{OFFICE}.wordprocessingml.document"
XLSX = f"{OFFICE}.spreadsheetml.sheet"
MAGIC: Mapping[bytes, str] = {
    b"\xff\xd8\xff": "photo",
    b"\x89PNG\r\n\x1a\n": "photo",
    b"RIFF": "photo",
    b"%PDF-": "pdf",
    b"PK\x03\x04": "zip",
    b"\xd0\xcf\x11\xe0": "old",
}
# HEIC and its kin, in the bytes after the length of the first box.
APPLE = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc")
ACTIVE = ("vbaproject.bin", "activex", "oleobject", "/embeddings/", "macrosheets")
PDF_ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
ENCRYPTED = 1  # the first bit of a part's flags
BROKEN = (OSError, SyntaxError, ValueError, KeyError, struct.error, Image.DecompressionBombError)
DEGREES = (1, 60, 3600)  # parts of a degree
MILLION = 10**6  # a plain power of ten
FARTHEST = {"latitude": 90, "longitude": 180}  # degrees


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it is kept.

    Attributes:
        taken_at, latitude, longitude: What the camera wrote into a photo, if it did.
    """

    data: bytes
    media_type: str
    suffix: str
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


def received(data: bytes, *, zone: tzinfo) -> Received:
    """Return a file in the form in which it may be kept.

    Args:
        zone: Of the camera's time, where it does not say which.

    Raises:
        InputProblems: if it is too large, of a kind that is not taken, or may do harm.
    """
    if not data:
        raise refusal(_("the file is empty"), _("take the photo or save the file again"))
    if len(data) > MOST_BYTES:
        raise refusal(
            _("the file has {size} MB, at most {most} MB are taken").format(
                size=-(-len(data) // MEGABYTE), most=MOST_BYTES // MEGABYTE
            ),
            _("take the photo in a lower resolution, or send the file in parts"),
        )
    kind = next((kind for start, kind in MAGIC.items() if data.startswith(start)), "")
    if kind == "photo":
        return _photo(data, zone)
    if kind == "pdf":
        return _pdf(data)
    if kind == "zip":
        return _office(data)
    raise _strange(data, kind)


def refusal(message: str, mend: str) -> InputProblems:
    """Return the refusal of a file, to be raised."""
    return InputProblems([Problem(_("attached file"), message, mend)])


def _strange(data: bytes, kind: str) -> InputProblems:
    if data[len(b"size") :].startswith(APPLE):
        return refusal(
            _("the photo is in Apple's format HEIC"),
            _("set the camera to the most compatible format (JPEG)"),
        )
    if kind == "old":
        return refusal(_("the file is in the old format of Office"), _("save it as .docx or .xlsx"))
    return refusal(
        _("by its content the file is neither a photo nor a Word, Excel or PDF document"),
        _("send a JPEG or PNG photo, .docx, .xlsx or .pdf"),
    )


# --- photos -------------------------------------------------------------------------------------


def _photo(data: bytes, zone: tzinfo) -> Received:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=PHOTOS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise _too_large()
                exif = image.getexif()
                told = _told(exif, zone)
                image.draft("RGB", (SIDE, SIDE))
                made = ImageOps.exif_transpose(image).convert("RGB")
        made.thumbnail((SIDE, SIDE))
        made.info.clear()
        out = io.BytesIO()
        made.save(out, "JPEG", quality=QUALITY, optimize=True)
    except Image.DecompressionBombWarning:
        raise _too_large() from None
    except BROKEN:
        raise refusal(
            _("the photo is damaged or no photo at all"), _("take it again and send it once more")
        ) from None
    return Received(out.getvalue(), JPEG, ".jpg", **told)


def _too_large() -> InputProblems:
    return refusal(
        _("the photo has more than {count} million dots").format(count=MOST_PIXELS // MILLION),
        _("take the photo in a lower resolution"),
    )


def _told(exif: Image.Exif, zone: tzinfo) -> dict[str, Any]:
    """Return when and where a photo says it was taken; what makes no sense is left out."""
    try:
        detail = exif.get_ifd(ExifTags.IFD.Exif)
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except BROKEN:
        return {}
    base = ExifTags.Base
    taken = _moment(
        detail.get(base.DateTimeOriginal) or exif.get(base.DateTime),
        detail.get(base.OffsetTimeOriginal),
        zone,
    )
    latitude = _angle(gps, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "latitude")
    longitude = _angle(gps, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "longitude")
    if latitude is None or longitude is None:
        return {"taken_at": taken}
    return {"taken_at": taken, "latitude": latitude, "longitude": longitude}


def _moment(text: Any, offset: Any, zone: tzinfo) -> datetime | None:
    try:
        moment = datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - below
        return moment.replace(tzinfo=_zone(offset) or zone)
    except ValueError:
        return None


def _zone(offset: Any) -> tzinfo | None:
    """Return the zone of an offset like +08:00."""
    text = str(offset or "").strip("\0 ")
    try:
        hours, _colon, minutes = text[1:].partition(":")
        length = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-length if text.startswith("-") else length)
    except ValueError:
        return None


def _angle(gps: Mapping[int, Any], key: int, side: int, name: str) -> float | None:
    try:
        parts = [float(part) for part in gps[key]]
        angle = sum(part / whole for part, whole in zip(parts, DEGREES, strict=True))
        sign = -1 if str(gps.get(side, "")).strip("\0 ").upper() in {"S", "W"} else 1
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return round(sign * angle, len("123456")) if abs(angle) <= FARTHEST[name] else None


# --- documents ----------------------------------------------------------------------------------


def _pdf(data: bytes) -> Received:
    if any(word in data for word in PDF_ACTIVE):
        raise refusal(
            _("the PDF holds a program or other files"), _("print it as a plain PDF and send that")
        )
    return Received(data, PDF, ".pdf")


def _office(data: bytes) -> Received:
    try:
        with ZipFile(io.BytesIO(data)) as container:
            parts = container.infolist()
            _fail_if_bomb(parts, len(data))
            names = {part.filename for part in parts}
            kinds = container.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, *BROKEN):
        raise refusal(_("the document is damaged"), _("save it again and send that")) from None
    is_active = any(word in name.lower() for name in names for word in ACTIVE)
    if is_active or b"macroEnabled" in kinds:
        raise refusal(_("the document holds macros or other programs"), _("save it without macros"))
    if "word/document.xml" in names:
        return Received(data, DOCX, ".docx")
    if "xl/workbook.xml" in names:
        return Received(data, XLSX, ".xlsx")
    raise refusal(
        _("the file is an archive, no Word or Excel document"),
        _("unpack it and send the documents one by one"),
    )


def _fail_if_bomb(parts: list[ZipInfo], size: int) -> None:
    if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts):
        raise ValueError(size)
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise refusal(_("the document is locked with a password"), _("send it without one"))
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS or packed > size:
        raise refusal(
            _("unpacked the document would be {size} MB").format(size=unpacked // MEGABYTE),
            _("send it in parts"),
        )


def tidy_name(name: str, found: Received) -> str:
    """Return a file's own name without folders and invisible characters, with the ending it should have."""
    plain = CONTROL.sub("", name).replace("\\", "/")
    stem = PurePosixPath(plain).stem.strip(". ")[:LONGEST_NAME] or _("file")
    return f"{stem}{found.suffix}"
