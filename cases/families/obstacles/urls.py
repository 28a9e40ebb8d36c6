"""Addresses of rules that got in the way, within those of families."""

from django.urls import path

from cases.families.obstacles import views

urlpatterns = [
    path("rules-in-the-way/", views.obstacles, name="obstacles"),
    path("rules-in-the-way/say", views.say, name="got_in_the_way"),
    path("rules-in-the-way/said/<uuid:obstacle_id>", views.obstacle, name="obstacle"),
    path("rules-in-the-way/<str:rule>", views.rule, name="obstacle_rule"),
]
