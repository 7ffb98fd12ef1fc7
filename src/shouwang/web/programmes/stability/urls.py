"""The addresses of the programme's own pages."""

from django.urls import path

from shouwang.web.programmes.stability import acts, lists, views

app_name = "stability"
urlpatterns = [
    path("banners/", views.banners, name="banners"),
    path("banners/<str:banner>/", views.banner, name="banner"),
    path("banners/<str:banner>/policies/", lists.policies, name="policies"),
    path("banners/<str:banner>/policies/<slug:kind>/", lists.lost, name="lost"),
    path("banners/<str:banner>/helpers/", lists.helpers, name="helpers"),
    path("banners/<str:banner>/heads/", lists.heads, name="heads"),
    path("banners/<str:banner>/explain/", acts.explain, name="explain"),
    path("explanations/", acts.explanation_list, name="explanations"),
    path("explanations/<int:number>/", acts.explanation, name="explanation"),
    path("explanations/<int:number>/decide/", acts.decide, name="decide"),
]
