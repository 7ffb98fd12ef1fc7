"""The addresses of the pages: issues."""

from django.urls import path

from shouwang.web.issues import acts, books, views

app_name = "issues"
urlpatterns = [
    path("", views.issue_list, name="list"),
    path("new/", acts.find, name="new"),
    path("book/", books.take_in, name="take_in"),
    path("book/blank/", books.template, name="template"),
    path("book/ledger/", books.give_out, name="give_out"),
    path("paper/", views.paper, name="paper"),
    path("again/<int:recurrence_id>/", acts.answer, name="answer"),
    path("<int:issue_id>/", views.issue, name="issue"),
    path("<int:issue_id>/letter/", views.letter, name="letter"),
    path("<int:issue_id>/assign/", acts.assign, name="assign"),
    path("<int:issue_id>/plan/", acts.plan, name="plan"),
    path("<int:issue_id>/apply/", acts.apply, name="apply"),
    path("<int:issue_id>/verify/", acts.verify, name="verify"),
    path("<int:issue_id>/back/", acts.send_back, name="send_back"),
    path("<int:issue_id>/households/", acts.touch, name="touch"),
]
