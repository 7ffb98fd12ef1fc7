"""The addresses of the pages: accounts."""

from django.urls import path

from shouwang.web.accounts import views

app_name = "accounts"
urlpatterns = [path("sign-in/", views.sign_in, name="sign_in"), path("me/", views.me, name="me")]
