"""Signing in and out."""

from typing import Any

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shouwang.web.guard import page, public


class SignIn(LoginView):
    """The page to sign in."""

    template_name = "accounts/sign_in.html"


sign_in = public(SignIn.as_view())


@page()
def me(request: HttpRequest) -> HttpResponse:
    """Show one's own account."""
    return render(request, "start.html", {})


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Say that a name is locked for a while after too many wrong passwords."""
    return render(request, "accounts/locked.html", {}, status=403)
