"""Files that a page gives out, under the name people know them by."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from shouwang.stages.cases.photos import XLSX


def attachment(data: bytes, name: str, media_type: str = XLSX) -> HttpResponse:
    """Return an answer that is kept as a file, a workbook if nothing else is said."""
    answer = HttpResponse(data, content_type=media_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    answer.headers["Content-Disposition"] = disposition or "attachment"
    return answer
