"""The addresses of the pages: leads."""

from django.urls import URLPattern

app_name = "leads"
urlpatterns: list[URLPattern] = []
