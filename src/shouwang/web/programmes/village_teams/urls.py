"""The addresses of the programme's own pages."""

from django.urls import path

from shouwang.web.programmes.village_teams import leaves, mine, rotation, sheets, signing, teams

app_name = "village_teams"
urlpatterns = [
    path("me/", mine.me, name="me"),
    path("me/seat/", mine.take, name="take"),
    path("me/day/", mine.tap, name="tap"),
    path("sign/", signing.sign, name="sign"),
    path("days/<int:number>/contest/", signing.contest, name="contest"),
    path("days/<int:number>/", signing.correct, name="correct"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<str:village>/", teams.team, name="team"),
    path("teams/<str:village>/sheet/", sheets.sheet, name="sheet"),
    path("teams/<str:village>/day/", sheets.enter, name="enter"),
    path("teams/<str:village>/end/", rotation.end, name="end"),
    path("seats/<int:number>/free/", teams.free, name="free"),
    path("leaves/", leaves.leave_list, name="leaves"),
    path("leaves/new/", leaves.ask, name="ask"),
    path("leaves/<int:number>/", leaves.leave, name="leave"),
    path("leaves/<int:number>/decide/", leaves.decide, name="decide"),
    path("leaves/<int:number>/withdraw/", leaves.withdraw, name="withdraw"),
    path("leaves/<int:number>/back/", leaves.back, name="back"),
    path("rotation/", rotation.board, name="rotation"),
    path("changes/<int:number>/", rotation.change, name="change"),
    path("changes/<int:number>/replace/", rotation.replace, name="replace"),
    path("changes/<int:number>/undo/", rotation.undo, name="undo"),
]
