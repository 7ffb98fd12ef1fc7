"""The addresses of the pages: inbox."""

from django.urls import path

from shouwang.web.inbox import views

app_name = "inbox"
urlpatterns = [
    path("", views.inbox, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("<int:number>/open/", views.open_message, name="open"),
]
