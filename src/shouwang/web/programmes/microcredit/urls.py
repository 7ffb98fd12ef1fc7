"""The addresses of the pages: microcredit."""

from django.urls import path

from shouwang.web.programmes.microcredit import acts, views

app_name = "microcredit"
urlpatterns = [
    path("due/", views.due, name="due"),
    path("overdue/", views.overdue, name="overdue"),
    path("banks/", views.banks, name="banks"),
    path("loans/<str:number>/", views.loan, name="loan"),
    path("loans/<str:number>/remind/", acts.remind, name="remind"),
]
