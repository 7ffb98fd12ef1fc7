"""The addresses of the programme's own pages."""

from django.urls import URLPattern

app_name = "solar"
urlpatterns: list[URLPattern] = []
