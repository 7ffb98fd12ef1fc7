"""The addresses of the pages: exports."""

from django.urls import path

from shouwang.web.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.export_list, name="list"),
    path("<slug:name>/", views.take, name="take"),
]
