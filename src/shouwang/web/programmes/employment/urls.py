"""The addresses of the programme's own pages."""

from django.urls import URLPattern, path

from shouwang.web.programmes.employment import acts, ground, rounds, vacancies, views

app_name = "employment"
urlpatterns: list[URLPattern] = [
    path("proposals/", views.proposals, name="proposals"),
    path("proposals/<int:number>/", views.proposal, name="proposal"),
    path("proposals/<int:number>/answer/", acts.answer, name="answer"),
    path("proposals/<int:number>/place/", acts.take_up, name="place"),
    path("proposals/<int:number>/keep/", acts.keep, name="keep"),
    path("proposals/<int:number>/end/", acts.end, name="end"),
    path("seekers/<slug:banner>/<str:seeker>/", views.seeker, name="seeker"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/start/", rounds.start, name="start"),
    path("rounds/<int:number>/", rounds.matching_round, name="round"),
    path("vacancies/", vacancies.vacancies, name="vacancies"),
    path("vacancies/publish/", vacancies.publish, name="publish"),
    path("vacancies/<int:number>/workbook/", vacancies.workbook, name="workbook"),
    path("vacancies/<slug:banner>/<str:vacancy>/", views.vacancy, name="vacancy"),
    path("workshops/", ground.workshops, name="workshops"),
    path("returns/", ground.returns, name="returns"),
]
