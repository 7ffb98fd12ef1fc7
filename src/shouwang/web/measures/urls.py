"""The addresses of the pages: measures."""

from django.urls import URLPattern

app_name = "measures"
urlpatterns: list[URLPattern] = []
