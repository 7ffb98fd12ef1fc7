"""The addresses of the pages: cases."""

from django.urls import path

from shouwang.web.cases import acts, exits, views

app_name = "cases"
urlpatterns = [
    path("", views.case_list, name="list"),
    path("open/", acts.open_new, name="open"),
    path("forecast/", views.forecast, name="forecast"),
    path("countdown/", exits.countdown, name="countdown"),
    path("<int:case_id>/", views.case, name="case"),
    path("<int:case_id>/guards/<slug:step>/", views.guards, name="guards"),
    path("<int:case_id>/steps/<slug:step>/", acts.take, name="take"),
    path("<int:case_id>/pause/", acts.pause, name="pause"),
    path("<int:case_id>/resume/", acts.resume, name="resume"),
    path("<int:case_id>/withdraw/", acts.withdraw, name="withdraw"),
    path("<int:case_id>/leave/", acts.leave, name="leave"),
    path("<int:case_id>/reviewed/", acts.reviewed, name="reviewed"),
    path("<int:case_id>/rechecked/", acts.rechecked, name="rechecked"),
    path("<int:case_id>/end/", acts.end_risk, name="end"),
    path("<int:case_id>/members/", exits.members, name="members"),
]
