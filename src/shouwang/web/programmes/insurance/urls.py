"""The addresses of the pages: insurance."""

from django.urls import path

from shouwang.web.programmes.insurance import acts, products, views

app_name = "insurance"
urlpatterns = [
    path("settlement/", views.settlement, name="settlement"),
    path("settlement/settle/", acts.settle, name="settle"),
    path("claims/<str:number>/", views.claim, name="claim"),
    path("differences/<int:number>/answer/", acts.answer, name="answer"),
    path("products/", products.products, name="products"),
    path("products/<slug:name>/", products.product, name="product"),
    path("ratios/", views.ratios, name="ratios"),
]
