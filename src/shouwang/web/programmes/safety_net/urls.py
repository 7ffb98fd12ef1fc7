"""The addresses of the pages: safety_net."""

from django.urls import path

from shouwang.web.programmes.safety_net import acts, calculator, views

app_name = "safety_net"
urlpatterns = [
    path("lines/", views.lines, name="lines"),
    path("lines/book/", views.book, name="book"),
    path("lines/reconcile/", acts.reconcile, name="reconcile"),
    path("lines/<int:line_id>/", views.line, name="line"),
    path("lines/<int:line_id>/answer/", acts.answer, name="answer"),
    path("exits/", views.exits, name="exits"),
    path("calculator/", calculator.calculator, name="calculator"),
]
