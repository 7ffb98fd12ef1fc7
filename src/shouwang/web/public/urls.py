"""The addresses of the pages for everybody: objecting, reporting, asking after a receipt."""

from django.urls import path

from shouwang.web.public import views

app_name = "public"
urlpatterns = [
    path("objection/<str:token>/", views.objection, name="objection"),
    path("report/<str:token>/", views.report, name="report"),
    path("receipt/", views.ask, name="ask"),
    path("receipt/<str:receipt>/", views.receipt, name="receipt"),
]
