"""Addresses of the catalogue, within those of plans."""

from django.urls import path

from workplans.catalogue import draft_views, views

DRAFT = "drafts/<uuid:edition_id>"

urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("draft", draft_views.begin_catalogue, name="begin_catalogue"),
    path("<int:number>", views.catalogue_edition, name="catalogue_edition"),
    path("<int:old>/<int:new>", views.compare_catalogues, name="compare_catalogues"),
    path(DRAFT, draft_views.catalogue_draft, name="catalogue_draft"),
    path(f"{DRAFT}/heading", draft_views.catalogue_heading, name="catalogue_heading"),
    path(f"{DRAFT}/topics", draft_views.add_topic, name="add_catalogue_topic"),
    path(f"{DRAFT}/topics/<slug:code>", draft_views.catalogue_topic, name="catalogue_topic"),
    path(
        f"{DRAFT}/topics/<slug:topic>/<slug:code>",
        draft_views.catalogue_objective,
        name="catalogue_objective",
    ),
    path(f"{DRAFT}/publish", draft_views.publish_catalogue, name="publish_catalogue"),
    path(f"{DRAFT}/discard", draft_views.discard_catalogue, name="discard_catalogue"),
]
