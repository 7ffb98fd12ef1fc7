"""What was sent while the screen was locked: kept until it is unlocked, and offered once more."""

import base64
import json
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from shouwang.base.errors import ShouwangError
from shouwang.lake.keys import read_keys
from shouwang.stages.org.sealing_words import open_words, seal_words

# In the session, which lies on the server: nothing of it is in an address or a cookie.
KEPT = "kept_form"
KEPT_SECONDS = 30 * 60  # as long as a screen may be idle: whoever comes back later begins anew
MOST_BYTES = 200_000  # of what was typed; a page of ours has far less
# What must not be kept: who gives it gives it anew.
SECRETS = frozenset({"password", "old", "new", "again", "token"})
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of the field


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form as it was sent.

    Attributes:
        path: Where it was sent to.
        fields: Name and value of every field, in their order.
        had_files: Whether files were sent too; they are not kept.
    """

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The fields in which something was typed or chosen, those between page and server not."""
        return [
            (name, value)
            for name, value in self.fields
            if value.strip() and name not in {"form", "version", "kept", "next"}
        ]


def keep(request: HttpRequest) -> None:
    """Keep what was sent, enciphered and bound to the account; files and secrets are not kept."""
    if request.method != "POST" or request.htmx or not request.user.is_authenticated:
        return
    if SECRETS.intersection(request.POST):
        return
    fields = [
        [name, value] for name, values in request.POST.lists() for value in values if name != TOKEN
    ]
    text = json.dumps([request.get_full_path(), fields, bool(request.FILES)], ensure_ascii=False)
    if not fields or len(text.encode("utf-8", "replace")) > MOST_BYTES:
        return
    sealed = seal_words(
        text, bound_to=_bound_to(request), key=read_keys(request.home.keys).seal, most=MOST_BYTES
    )
    request.session[KEPT] = [
        request.moment.timestamp(),
        request.path,
        base64.b64encode(sealed).decode("ascii"),
    ]


def found(request: HttpRequest) -> KeptForm | None:
    """Return what this account sent while the screen was locked, if it was not long ago."""
    kept = request.session.get(KEPT)
    if not kept or not 0 <= request.moment.timestamp() - kept[0] <= KEPT_SECONDS:
        return None
    try:
        text = open_words(
            base64.b64decode(kept[2]), bound_to=_bound_to(request),
            key=read_keys(request.home.keys).seal,
        )  # fmt: skip
    except ShouwangError:
        return None
    path, fields, had_files = json.loads(text)
    return KeptForm(path, tuple((name, value) for name, value in fields), had_files)


def way_on(request: HttpRequest, back: str) -> str:
    """Return where to go once nothing stands before a page: to what was sent, or back."""
    return reverse("accounts:kept") if found(request) is not None else back


def forget_if_sent(request: HttpRequest) -> None:
    """Forget what was kept once a form has got through to where it was sent."""
    kept = request.session.get(KEPT)
    if kept and request.method == "POST" and request.path == kept[1]:
        del request.session[KEPT]


def forget(request: HttpRequest) -> None:
    """Forget what was kept."""
    request.session.pop(KEPT, None)


def _bound_to(request: HttpRequest) -> str:
    return f"account:{request.user.pk}:form"
