"""The addresses of the pages: relocation."""

from django.urls import path

from shouwang.web.programmes.relocation import acts, views

app_name = "relocation"
urlpatterns = [
    path("sites/", views.sites, name="sites"),
    path("sites/judge/", acts.judge, name="judge"),
    path("sites/<int:number>/", views.site, name="site"),
    path("sites/<int:number>/plan/", acts.plan, name="plan"),
    path("plans/<int:plan_id>/finish/", acts.finish, name="finish"),
    path("plans/<int:plan_id>/cancel/", acts.cancel, name="cancel"),
]
