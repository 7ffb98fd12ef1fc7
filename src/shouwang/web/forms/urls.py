"""The addresses of the pages: forms from above."""

from django.urls import path

from shouwang.web.forms import acts, burden, views

app_name = "forms"
urlpatterns = [
    path("", views.form_list, name="list"),
    path("keep/", acts.keep, name="keep"),
    path("burden/", burden.burden, name="burden"),
    path("<int:number>/", views.form, name="form"),
    path("<int:number>/blank/", views.blank, name="blank"),
    path("<int:number>/confirm/", acts.confirm, name="confirm"),
    path("<int:number>/fill/", acts.fill, name="fill"),
    path("<int:number>/ask/", acts.ask, name="ask"),
    path("<int:number>/retire/", acts.retire, name="retire"),
    path("filled/<int:number>/", views.filled, name="filled"),
    path("filled/<int:number>/file/", views.filled_file, name="file"),
]
