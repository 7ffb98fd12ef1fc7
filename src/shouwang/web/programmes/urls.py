"""The addresses of the pages: programmes; each has pages of its own below its name."""

from django.conf import settings
from django.urls import include, path

from shouwang.web.programmes import records, views

app_name = "programmes"
urlpatterns = [
    path("", views.programmes, name="list"),
    path("<slug:name>/", views.overview, name="overview"),
    path("<slug:name>/records/<slug:feed>/", records.listing, name="records"),
    path("<slug:name>/records/<slug:feed>/<str:token>/", records.record, name="record"),
]
OWN = [
    path(f"{name}/", include(f"shouwang.web.programmes.{name}.urls"))
    for name in settings.PROGRAMMES
]
