"""The addresses of the pages: campaigns."""

from django.urls import path

from shouwang.web.campaigns import parts, views

app_name = "campaigns"
urlpatterns = [
    path("", views.campaigns, name="list"),
    path("new/", views.new, name="new"),
    path("<int:number>/", views.campaign, name="campaign"),
    path("<int:number>/start/", views.start, name="start"),
    path("<int:number>/end/", views.end, name="end"),
    path("parts/<int:number>/", parts.part, name="part"),
    path("parts/<int:number>/sign/", parts.sign, name="sign"),
    path("parts/<int:number>/send-back/", parts.send_back, name="send_back"),
]
