"""Files that a page gives out, under the name people know them by."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def attachment(data: bytes, name: str, media_type: str) -> HttpResponse:
    """Return an answer that is kept as a file."""
    answer = HttpResponse(data, content_type=media_type)
    answer.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=name
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
