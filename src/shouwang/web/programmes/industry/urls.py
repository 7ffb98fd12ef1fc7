"""The addresses of the pages: industry."""

from django.urls import path

from shouwang.web.programmes.industry import acts, views

app_name = "industry"
urlpatterns = [
    path("bank/", views.bank_list, name="bank"),
    path("bank/new/", acts.declare, name="declare"),
    path("bank/publish/", acts.publish, name="publish"),
    path("bank/objections/<int:objection_id>/", acts.answer, name="answer"),
    path("bank/<int:proposal_id>/", views.proposal, name="proposal"),
    path("bank/<int:proposal_id>/amend/", acts.amend, name="amend"),
    path("bank/<int:proposal_id>/step/<slug:step>/", acts.step, name="step"),
    path("bank/<int:proposal_id>/notice/<slug:step>/", acts.notice, name="notice"),
    path("bank/<int:proposal_id>/paper/<slug:step>/", views.paper, name="paper"),
    path("bank/<int:proposal_id>/objection/", acts.objection, name="objection"),
    path("bank/<int:proposal_id>/adjust/", acts.adjust, name="adjust"),
    path("judged/", views.ranking, name="ranking"),
    path("judged/<str:number>/", views.judged, name="judged"),
    path("links/", views.links, name="links"),
    path("concentration/", views.concentration, name="concentration"),
]
