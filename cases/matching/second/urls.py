"""Addresses of samples and of the second look, below those of matching."""

from django.urls import path

from cases.matching.second import views

urlpatterns = [
    path("samples/", views.samples, name="samples"),
    path("samples/<uuid:sample_id>", views.sample, name="sample"),
    path("second-look/", views.second_look, name="second_look"),
    path("second-look/<uuid:sampled_id>", views.second_word, name="second_word"),
]
