"""Addresses of suggestions and event notices, within those of families."""

from django.urls import path

from cases.families.doors import event_views, settling, views

urlpatterns = [
    path("suggestions/", views.mine, name="suggestions"),
    path("suggestions/new", views.suggest, name="suggest"),
    path("suggestions/queue", settling.queue, name="suggestion_queue"),
    path("suggestions/<uuid:suggestion_id>", settling.suggestion, name="settle_suggestion"),
    path("events/new", event_views.own_case, name="own_event"),
    path("events/<uuid:notice_id>", settling.notice, name="settle_event"),
    path("<uuid:family_id>/events/new", event_views.of_family, name="family_event"),
]
