"""The addresses of the pages: tasks."""

from django.urls import path

from shouwang.web.tasks import acts, plans, views

app_name = "tasks"
urlpatterns = [
    path("", views.task_list, name="list"),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/upload/", plans.upload, name="upload"),
    path("plans/<int:plan_id>/", plans.plan, name="plan"),
    path("plans/<int:plan_id>/describe/", plans.describe, name="describe"),
    path("plans/<int:plan_id>/rest/", plans.rest, name="rest"),
    path("plans/<int:plan_id>/dates/", plans.dates, name="dates"),
    path("plans/<int:plan_id>/adopt/", plans.adopt, name="adopt"),
    path("plans/<int:plan_id>/discard/", plans.discard, name="discard"),
    path("plans/<int:plan_id>/coverage/", views.coverage, name="coverage"),
    path("plans/<int:plan_id>/compare/", views.compare, name="compare"),
    path("plans/<int:plan_id>/sheet/", views.sheet, name="sheet"),
    path("plans/<int:plan_id>/take-in/", acts.take_in, name="take_in"),
    path("clauses/<int:clause_id>/", plans.clause, name="clause"),
    path("<int:task_id>/", views.task, name="task"),
    path("<int:task_id>/correct/", plans.correct, name="correct"),
    path("<int:task_id>/drop/", plans.drop, name="drop"),
    path("<int:task_id>/note/", acts.note, name="note"),
    path("<int:task_id>/apply/", acts.apply, name="apply"),
    path("<int:task_id>/sign-off/", acts.sign_off, name="sign_off"),
    path("<int:task_id>/send-back/", acts.send_back, name="send_back"),
    path("<int:task_id>/reopen/", acts.reopen, name="reopen"),
    path("<int:task_id>/reassign/", acts.reassign, name="reassign"),
]
