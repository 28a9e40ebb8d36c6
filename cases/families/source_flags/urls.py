"""Addresses of the county's list of source flags."""

from django.urls import path

from cases.families.source_flags import views

urlpatterns = [
    path("source-flags/", views.kinds, name="source_flags"),
    path("source-flags/add", views.add_kind, name="add_source_flag"),
    path("source-flags/begin", views.begin, name="begin_source_flags"),
    path("source-flags/<uuid:kind_id>/end", views.end_kind, name="end_source_flag"),
    path("<uuid:family_id>/mark/<uuid:kind_id>", views.mark, name="source_mark"),
]
