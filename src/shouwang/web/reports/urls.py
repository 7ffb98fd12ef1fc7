"""The addresses of these pages."""

from django.urls import path

from shouwang.web.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.document_list, name="list"),
    path("new/<slug:kind>/", views.new, name="new"),
    path("stories/", views.stories, name="stories"),
    path("stories/<int:case_id>/", views.consent, name="consent"),
    path("<int:number>/", views.document, name="document"),
    path("<int:number>/file/", views.file, name="file"),
]
