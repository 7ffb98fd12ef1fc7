"""The addresses of the pages: corrections."""

from django.urls import path

from shouwang.web.corrections import views

app_name = "corrections"
urlpatterns = [
    path("", views.listed, name="list"),
    path("take/", views.take, name="take"),
    path("publish/", views.publish, name="publish"),
    path("new/<int:household>/", views.new, name="new"),
    path("<int:number>/withdraw/", views.withdraw, name="withdraw"),
]
