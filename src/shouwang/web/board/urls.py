"""The addresses of the pages: board."""

from django.urls import path

from shouwang.web.board import cell, dictionary, findings, maps, screen, views

app_name = "board"
urlpatterns = [
    path("", views.board, name="board"),
    path("cell/<slug:banner>/<slug:area>/", cell.cell, name="cell"),
    path("findings/<slug:banner>/", findings.findings, name="findings"),
    path("shapes/<slug:kind>/", maps.shapes, name="shapes"),
    path("indicators/", dictionary.indicators, name="indicators"),
    path("indicators/<slug:name>/", dictionary.indicator, name="indicator"),
    path("screen/", screen.screen, name="screen"),
]
