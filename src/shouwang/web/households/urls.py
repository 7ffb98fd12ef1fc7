"""The addresses of the pages: households."""

from django.urls import URLPattern

app_name = "households"
urlpatterns: list[URLPattern] = []
