"""The addresses of the pages of solar stations."""

from django.urls import path

from shouwang.web.programmes.solar import books, reviews, stations, tickets

app_name = "solar"
urlpatterns = [
    path("stations/", stations.ranking, name="stations"),
    path("stations/evaluate/", stations.evaluate, name="evaluate"),
    path("stations/book/", books.book, name="book"),
    path("stations/<path:station>/", stations.station_page, name="station"),
    path("tickets/", tickets.listing, name="tickets"),
    path("tickets/raise/", tickets.raise_all, name="raise_all"),
    path("tickets/new/<path:station>/", tickets.raise_one, name="raise_one"),
    path("tickets/<int:ticket_id>/", tickets.ticket, name="ticket"),
    path("tickets/<int:ticket_id>/assign/", tickets.assign, name="assign"),
    path("tickets/<int:ticket_id>/repair/", tickets.repair, name="repair"),
    path("tickets/<int:ticket_id>/verify/", tickets.verify, name="verify"),
    path("reviews/", reviews.listing, name="reviews"),
    path("reviews/new/<path:station>/", reviews.begin, name="begin_review"),
    path("reviews/<int:review_id>/", reviews.review, name="review"),
    path("reviews/<int:review_id>/meeting/", reviews.meeting, name="meeting"),
    path("reviews/<int:review_id>/check/", reviews.check, name="check_review"),
    path("reviews/<int:review_id>/approve/", reviews.approve, name="approve_review"),
]
