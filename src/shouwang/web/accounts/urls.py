"""The addresses of the pages: accounts."""

from django.urls import path

from shouwang.web.accounts import admin, factors, own, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("lock/", views.lock_screen, name="lock"),
    path("locked/", views.locked, name="locked"),
    path("kept/", own.kept_form, name="kept"),
    path("awake/", views.awake, name="awake"),
    path("me/", own.me, name="me"),
    path("password/", own.password, name="password"),
    path("verify/", factors.verify, name="verify"),
    path("second-factor/", factors.second_factor, name="second_factor"),
    path("second-factor/begin/", factors.begin, name="begin_factor"),
    path("second-factor/codes/", factors.codes, name="recovery_codes"),
    path("", admin.accounts_page, name="list"),
    path("new/", admin.new, name="new"),
    path("regions/", admin.regions, name="regions"),
    path("<int:number>/", admin.account, name="account"),
    path("<int:number>/reset/", admin.reset, name="reset"),
    path("<int:number>/forget/", admin.forget, name="forget"),
    path("<int:number>/close/", admin.close, name="close"),
]
