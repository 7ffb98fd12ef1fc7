"""Files are what is in them, whatever they are called; photos lose what the camera wrote in."""

import io
import zipfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import docx
import openpyxl
import pytest
from hypothesis import given, strategies as st
from PIL import ExifTags, Image

from shouwang.base.errors import InputProblems
from shouwang.stages.cases.photos import DOCX, JPEG, MOST_BYTES, PDF, SIDE, XLSX, received

CHINA = timezone(timedelta(hours=8))


def photo(kind="JPEG", size=(64, 48), *, exif=None, colour="red"):
    out = io.BytesIO()
    given = {"exif": exif} if exif is not None else {}
    Image.new("RGB", size, colour).save(out, kind, **given)
    return out.getvalue()


def exif(*, taken="2020:06:28 14:05:09", offset=None, gps=None, orientation=None):
    found = Image.Exif()
    found[ExifTags.Base.Make] = "secret camera"
    if orientation:
        found[ExifTags.Base.Orientation] = orientation
    detail = found.get_ifd(ExifTags.IFD.Exif)
    detail[ExifTags.Base.DateTimeOriginal] = taken
    if offset:
        detail[ExifTags.Base.OffsetTimeOriginal] = offset
    if gps:
        found.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    return found


GPS = {1: "N", 2: (43.0, 36.0, 36.0), 3: "E", 4: (118.0, 30.0, 0.0)}


def document():
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


def workbook():
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def archive(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in parts.items():
            container.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def test_time_and_place_are_read_and_then_gone():
    found = received(photo(exif=exif(gps=GPS)), zone=CHINA)
    assert found.media_type == JPEG
    assert found.taken_at == datetime(2020, 6, 28, 14, 5, 9, tzinfo=CHINA)
    assert (found.latitude, found.longitude) == (43.61, 118.5)
    with Image.open(io.BytesIO(found.data)) as kept:
        assert dict(kept.getexif()) == {}
        assert "exif" not in kept.info
    assert b"secret camera" not in found.data


def test_the_zone_a_photo_names_goes_first():
    found = received(photo(exif=exif(offset="-03:30")), zone=CHINA)
    assert found.taken_at.utcoffset() == timedelta(hours=-3, minutes=-30)


def test_south_and_west_are_below_zero():
    gps = {**GPS, 1: "S", 3: "W"}
    found = received(photo(exif=exif(gps=gps)), zone=UTC)
    assert (found.latitude, found.longitude) == (-43.61, -118.5)


@pytest.mark.parametrize(
    "gps",
    [
        {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (1.0, 0.0, 0.0)},
        {1: "N", 2: (43.0, 0.0), 3: "E", 4: (1.0, 0.0, 0.0)},
        {1: "N", 2: (43.0, 0.0, 0.0)},
    ],
)
def test_a_place_that_is_none_is_left_out(gps):
    found = received(photo(exif=exif(gps=gps)), zone=UTC)
    assert found.latitude is None
    assert found.longitude is None


def test_a_time_that_is_none_is_left_out():
    assert received(photo(exif=exif(taken="0000:00:00 00:00:00")), zone=UTC).taken_at is None


def test_a_photo_stands_upright_and_is_no_larger_than_needed():
    found = received(photo(size=(3000, 1500), exif=exif(orientation=6)), zone=UTC)
    with Image.open(io.BytesIO(found.data)) as kept:
        assert kept.size == (SIDE // 2, SIDE)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_the_formats_of_phones_become_one(kind):
    assert received(photo(kind), zone=UTC).media_type == JPEG


def test_a_document_called_photo_is_a_document():
    assert received(document(), zone=UTC).media_type == DOCX
    assert received(workbook(), zone=UTC).media_type == XLSX
    assert received(b"%PDF-1.7\n%%EOF", zone=UTC).media_type == PDF


def bomb():
    return archive(word__document_dot_xml=b"0" * (61 << 20))


def huge_photo():
    out = io.BytesIO()
    Image.new("1", (12000, 12000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff" + b"\0" * 100, "damaged"),
        (b"\xff\xd8\xff" + b"\0" * MOST_BYTES, "at most 12 MB"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"MZ\x90\0" + b"\0" * 60, "neither a photo"),
        (b"<html><script>alert(1)</script>", "neither a photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither a photo"),
        (b"GIF89a" + b"\0" * 20, "neither a photo"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old format"),
        (b"PK\x03\x04rubbish", "damaged"),
        (b"%PDF-1.7 /JavaScript", "a program or other files"),
        (archive(a_dot_txt="x"), "archive"),
        (archive(word__document_dot_xml="<x/>", word__vbaProject_dot_bin="x"), "macros"),
        (archive(xl__workbook_dot_xml="<x/>", xl__embeddings__a_dot_bin="x"), "macros"),
    ],
)
def test_what_may_do_harm_is_refused_with_a_reason(data, said):
    with pytest.raises(InputProblems, match=said):
        received(data, zone=UTC)


def test_a_bomb_is_not_unpacked():
    with pytest.raises(InputProblems, match="unpacked the document would be"):
        received(bomb(), zone=UTC)
    with pytest.raises(InputProblems, match="million dots"):
        received(huge_photo(), zone=UTC)


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\xff\xd8\xff", b"PK\x03\x04", b"RIFF", b"\x89PNG\r\n\x1a\n"]),
)
def test_rubbish_is_refused_and_never_breaks(rest, start):
    with suppress(InputProblems):
        received(start + rest, zone=UTC)
