"""The addresses of these pages."""

from django.urls import URLPattern

app_name = "board"
urlpatterns: list[URLPattern] = []
