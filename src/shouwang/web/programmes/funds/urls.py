"""The addresses of the pages of funds."""

from django.urls import path

from shouwang.web.programmes.funds import curve, idle, performance, plan_acts, plans

app_name = "funds"
urlpatterns = [
    path("curve/", curve.curve, name="curve"),
    path("curve/target/", curve.target, name="target"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plan_acts.new, name="new"),
    path("plans/try/", plan_acts.attempt, name="try"),
    path("plans/compare/", plans.compare, name="compare"),
    path("plans/<int:sharing_id>/", plans.plan, name="plan"),
    path("plans/<int:sharing_id>/book/", plans.book, name="plan_book"),
    path("plans/<int:sharing_id>/adopt/", plan_acts.adopt, name="adopt"),
    path("plans/<int:sharing_id>/discard/", plan_acts.discard, name="discard"),
    path("idle/", idle.idle, name="idle"),
    path("line/", idle.line, name="line"),
    path("performance/", performance.performance, name="performance"),
    path("performance/<int:code>/", performance.appraisal, name="appraisal"),
    path("performance/<int:code>/write/", performance.write, name="write"),
    path("performance/<int:code>/sign/", performance.sign, name="sign"),
    path("performance/<int:code>/book/", performance.book, name="appraisal_book"),
]
