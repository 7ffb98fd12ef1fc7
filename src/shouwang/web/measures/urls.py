"""The addresses of the pages: measures."""

from django.urls import path

from shouwang.web.measures import acts, views

app_name = "measures"
urlpatterns = [
    path("", views.measure_list, name="list"),
    path("plan/<int:household>/", acts.plan, name="plan"),
    path("<int:measure_id>/", views.measure, name="measure"),
    path("<int:measure_id>/start/", acts.start, name="start"),
    path("<int:measure_id>/change/", acts.change, name="change"),
    path("<int:measure_id>/deliver/", acts.deliver, name="deliver"),
    path("<int:measure_id>/end/", acts.end, name="end"),
    path("<int:measure_id>/cancel/", acts.cancel, name="cancel"),
]
