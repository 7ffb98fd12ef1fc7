"""The first page: by role, what is wanted of the reader today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from shouwang.web.guard import page, public


@page()
def start(request: HttpRequest) -> HttpResponse:
    """Show what waits for whoever signed in."""
    return render(request, "start.html", {})


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language a person chose."""
    request.session["language"] = "en" if request.POST.get("language") == "en" else "zh_Hans"
    return redirect(request.META.get("HTTP_REFERER") or "home")
