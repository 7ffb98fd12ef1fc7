"""The addresses of the pages: audit."""

from django.urls import URLPattern

app_name = "audit"
urlpatterns: list[URLPattern] = []
