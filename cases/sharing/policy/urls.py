"""Addresses of counsel's pages, below those of sharing."""

from django.urls import path

from cases.sharing.policy import authority_views, index_views, views

urlpatterns = [
    path("", views.policy, name="policy"),
    path("draft", views.start_draft, name="start_draft"),
    path("editions/<uuid:edition_id>", views.edition, name="edition"),
    path("editions/<uuid:edition_id>/change", views.change_draft, name="change_draft"),
    path("editions/<uuid:edition_id>/publish", views.publish_edition, name="publish_edition"),
    path("editions/<uuid:edition_id>/withdraw", views.withdraw_edition, name="withdraw_edition"),
    path("editions/<uuid:edition_id>/restore", views.restore_edition, name="restore_edition"),
    path("authority", authority_views.matching_authority, name="authority"),
    path("authority/<uuid:authority_id>/end", authority_views.end_authority, name="end_authority"),
    path("index", index_views.index_standard, name="index_standard"),
    path("index/<uuid:standard_id>/end", index_views.end_standard, name="end_standard"),
    path("designations", index_views.designations, name="designations"),
    path(
        "designations/<uuid:designation_id>/end",
        index_views.end_designation,
        name="end_designation",
    ),
]
