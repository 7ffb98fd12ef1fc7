"""The addresses of the programme's own pages."""

from django.urls import URLPattern

app_name = "funds"
urlpatterns: list[URLPattern] = []
