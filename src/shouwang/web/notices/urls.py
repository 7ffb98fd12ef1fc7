"""The addresses of the pages: notices, objections, households' own reports, the leak detector."""

from django.urls import path

from shouwang.web.notices import acts, checking, objections, posters, reports, views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("draft/", acts.draft, name="draft"),
    path("check/", checking.check, name="check"),
    path("<int:notice_id>/", views.notice, name="notice"),
    path("<int:notice_id>/print/", views.printed, name="print"),
    path("<int:notice_id>/qr.svg", views.qr, name="qr"),
    path("<int:notice_id>/post/", acts.post, name="post"),
    path("<int:notice_id>/attach/", acts.attach, name="attach"),
    path("<int:notice_id>/take-down/", acts.take_down, name="take_down"),
    path("objections/", objections.objection_list, name="objections"),
    path("objections/<int:objection_id>/", objections.objection, name="objection"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/<int:report_id>/", reports.report, name="report"),
    path("posters/", posters.villages, name="posters"),
    path("posters/<str:village>/", posters.poster, name="poster"),
    path("posters/<str:village>/qr.svg", posters.qr, name="poster_qr"),
]
