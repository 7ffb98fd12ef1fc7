"""The addresses of the pages: leads."""

from django.urls import path

from shouwang.web.leads import listing, precision, views

app_name = "leads"
urlpatterns = [
    path("", listing.lead_list, name="list"),
    path("new/", views.add, name="add"),
    path("precision/", precision.precision_page, name="precision"),
    path("<int:number>/", views.lead, name="lead"),
    path("<int:number>/dismiss/", views.dismiss, name="dismiss"),
]
