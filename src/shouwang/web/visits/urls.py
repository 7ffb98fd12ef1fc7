"""The addresses of the pages: visits."""

from django.urls import path

from shouwang.web.visits import views

app_name = "visits"
urlpatterns = [
    path("", views.doors, name="list"),
    path("new/", views.new, name="new"),
    path("<int:number>/", views.visit, name="visit"),
    path("village/<str:code>/", views.village, name="village"),
    path("files/<int:number>/", views.file, name="file"),
]
