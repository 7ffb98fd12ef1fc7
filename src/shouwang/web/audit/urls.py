"""The addresses of the pages: audit."""

from django.urls import path

from shouwang.web.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.log, name="log"),
    path("verify/", views.verify, name="verify"),
    path("anchor/", views.anchor, name="anchor"),
]
