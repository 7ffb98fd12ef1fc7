"""The page that tells what leaks in a text or a file; nothing of it is kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.stages.cases.leaks import leaks_in
from shouwang.stages.cases.leaks_files import MOST_BYTES, leaks_in_file, pictures_in_file
from shouwang.web.guard import page
from shouwang.web.notices.codes import rules
from shouwang.web.notices.views import READERS

LONGEST_TEXT = 100_000  # characters that are looked through at once


@page(*READERS, "auditor", "sender")
def check(request: HttpRequest) -> HttpResponse:
    """Look through what was sent, and forget it."""
    if request.method != "POST":
        return render(request, "notices/check.html", {})
    words = rules().private_words
    text = request.POST.get("text", "")[:LONGEST_TEXT]
    found: list[Problem] = leaks_in(text, words=words)
    pictures: list[Problem] = []
    sent = request.FILES.get("file")
    if sent is not None:
        if (sent.size or 0) > MOST_BYTES:
            found.append(Problem(sent.name or "", _("the file is too large to be checked")))
        else:
            data = sent.read()
            found += leaks_in_file(data, sent.name or "", words=words)
            pictures = pictures_in_file(data, sent.name or "")
    said = {
        "is_asked": bool(text.strip()) or sent is not None,
        "name": sent.name if sent is not None else "",
        "found": found,
        "pictures": pictures,
        "text": text,
    }
    return render(request, "notices/check.html", said)
