"""The addresses of all pages."""

from django.urls import include, path

from shouwang.web import refusals, start
from shouwang.web.programmes.urls import OWN

AREAS = (
    "accounts", "audit", "inbox", "households", "leads", "visits", "campaigns", "cases",
    "measures", "notices", "public", "corrections", "jobs", "data", "exports", "board", "tasks",
    "issues", "tours", "reports", "forms", "programmes",
)  # fmt: skip

urlpatterns = [
    path("", start.start, name="home"),
    path("today/", start.today, name="today"),
    path("language/", start.choose_language, name="language"),
    *(path(f"{area}/", include(f"shouwang.web.{area}.urls")) for area in AREAS),
    path("programmes/", include(OWN)),
]
handler400 = refusals.unreadable
handler403 = refusals.forbidden
handler404 = refusals.missing
handler500 = refusals.faulty
