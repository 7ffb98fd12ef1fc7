"""The addresses of the pages: visits."""

from django.urls import URLPattern

app_name = "visits"
urlpatterns: list[URLPattern] = []
