"""The addresses of the pages: programmes; each has pages of its own below its name."""

from django.conf import settings
from django.urls import include, path

app_name = "programmes"
urlpatterns: list = []
OWN = [path(f"{name}/", include(f"shouwang.web.programmes.{name}.urls")) for name in settings.PROGRAMMES]
