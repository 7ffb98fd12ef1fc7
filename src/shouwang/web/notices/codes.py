"""QR codes that lead to the pages for everybody."""

import io
from functools import cache
from pathlib import Path

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from shouwang.rules.notices import Notices, load_notices
from shouwang.web import place

# Modules of quiet ground around the code (ISO/IEC 18004 wants four), and how large one is drawn.
BORDER = 4
SCALE = 6


def address(request: HttpRequest, path: str) -> str:
    """Return the address of a page as a phone on the street must know it."""
    origins = settings.CSRF_TRUSTED_ORIGINS
    return f"{origins[0].rstrip('/')}{path}" if origins else request.build_absolute_uri(path)


def qr_code(text: str) -> HttpResponse:
    """Return a QR code as a picture; it stays readable when a fifth of it is torn off."""
    out = io.BytesIO()
    segno.make(text, error="q", micro=False).save(
        out, kind="svg", scale=SCALE, border=BORDER, xmldecl=True, svgns=True, omitsize=False
    )
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


def rules() -> Notices:
    """Return how notices read, as the home's content says; read once a process."""
    return _rules(place.content().root)


@cache
def _rules(root: Path) -> Notices:
    del root
    return load_notices(place.content())
