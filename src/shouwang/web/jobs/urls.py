"""The addresses of the pages: background work."""

from django.urls import path

from shouwang.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="list"),
    path("screen/", views.ask_to_screen, name="screen"),
    path("<uuid:number>/", views.job, name="job"),
    path("<uuid:number>/progress/", views.progress, name="progress"),
    path("<uuid:number>/cancel/", views.cancel, name="cancel"),
    path("<uuid:number>/file/", views.result_file, name="file"),
]
