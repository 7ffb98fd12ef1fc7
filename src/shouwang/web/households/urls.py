"""The addresses of the pages: households."""

from django.urls import path

from shouwang.web.households import changing, pairing, pairing_books, search, views

app_name = "households"
urlpatterns = [
    path("", search.search, name="search"),
    path("places/", search.places, name="places"),
    path("pairings/", pairing.pairing_list, name="pairings"),
    path("pairings/book/", pairing_books.book, name="pairing_book"),
    path("pairings/book/template.xlsx", pairing_books.template, name="pairing_template"),
    path("pairings/<int:pairing>/end/", pairing.end, name="end_pairing"),
    path("<int:number>/", views.household, name="page"),
    path("<int:number>/change/", changing.change, name="change"),
    path("<int:number>/helper/", pairing.assign, name="assign_pairing"),
    path("<int:number>/card/", views.card, name="card"),
    path("<int:number>/why/<slug:check>/", views.why, name="why"),
    path("<int:number>/people/<int:person>/id/", views.show_id, name="show_id"),
]
