"""The addresses of the pages: tours."""

from django.urls import path

from shouwang.web.tours import acts, views

app_name = "tours"
urlpatterns = [
    path("", views.tour_list, name="list"),
    path("new/", acts.plan, name="new"),
    path("stop/<int:stop_id>/", acts.stop, name="stop"),
    path("<int:tour_id>/", views.tour, name="tour"),
    path("<int:tour_id>/route/", views.route, name="route"),
    path("<int:tour_id>/village/<str:code>/", views.village, name="village"),
    path("<int:tour_id>/issues/", acts.make_issues, name="issues"),
    path("<int:tour_id>/end/", acts.end, name="end"),
]
