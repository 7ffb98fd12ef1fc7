"""The addresses of these pages."""

from django.urls import URLPattern

app_name = "forms"
urlpatterns: list[URLPattern] = []
