"""The inbox."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shouwang.web.guard import page


@page()
def inbox(request: HttpRequest) -> HttpResponse:
    """Show one's messages."""
    return render(request, "start.html", {})
