"""The addresses of the pages: households."""

from django.urls import path

from shouwang.web.households import changing, search, views

app_name = "households"
urlpatterns = [
    path("", search.search, name="search"),
    path("places/", search.places, name="places"),
    path("<int:number>/", views.household, name="page"),
    path("<int:number>/change/", changing.change, name="change"),
    path("<int:number>/card/", views.card, name="card"),
    path("<int:number>/why/<slug:check>/", views.why, name="why"),
    path("<int:number>/people/<int:person>/id/", views.show_id, name="show_id"),
]
