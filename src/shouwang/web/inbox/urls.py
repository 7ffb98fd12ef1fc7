"""The addresses of the pages: inbox."""

from django.urls import path

from shouwang.web.inbox import views

app_name = "inbox"
urlpatterns = [path("", views.inbox, name="list")]
