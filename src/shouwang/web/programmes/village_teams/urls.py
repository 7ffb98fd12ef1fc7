"""The addresses of the programme's own pages."""

from django.urls import URLPattern

app_name = "village_teams"
urlpatterns: list[URLPattern] = []
