"""Addresses of telling, within those of families."""

from django.urls import path

from cases.families.telling import own_views, unit_views, views

urlpatterns = [
    path("", views.notices, name="notices"),
    path("unanswered/", unit_views.unanswered, name="unanswered"),
    path("unanswered/give", unit_views.give, name="give_families"),
    path("unanswered/undo", unit_views.undo, name="undo_giving"),
    path("away/", own_views.absences, name="away"),
    path("away/<uuid:deputy_id>/end", own_views.come_back, name="come_back"),
    path("mail", own_views.mail_choice, name="mail_choice"),
    path("<slug:token>", views.notice, name="notice"),
    path("<slug:token>/accept", views.accept, name="accept_family"),
    path("<slug:token>/decline", views.decline, name="decline_family"),
    path("<slug:token>/hand-on", views.hand_on, name="hand_on_family"),
]
