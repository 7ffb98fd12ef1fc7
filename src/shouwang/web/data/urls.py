"""The addresses of the pages: data."""

from django.urls import path

from shouwang.web.data import views

app_name = "data"
urlpatterns = [
    path("", views.deliveries, name="list"),
    path("history/", views.history, name="history"),
    path("send/", views.send, name="send"),
    path("template/<slug:feed>/", views.template, name="template"),
    path("<int:number>/", views.delivery, name="delivery"),
    path("<int:number>/publish/", views.publish, name="publish"),
    path("<int:number>/refuse/", views.refuse, name="refuse"),
    path("<int:number>/answer/", views.answer, name="answer"),
    path("<int:number>/annotated/", views.annotated, name="annotated"),
]
