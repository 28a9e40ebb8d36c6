"""Addresses of the directory of services."""

from django.urls import path

from cases.families.directory import keeping, views

urlpatterns = [
    path("services/", views.services, name="services"),
    path("services/keep", keeping.kept, name="kept_services"),
    path("services/new", keeping.edit, name="new_service"),
    path("services/import", keeping.import_file, name="import_services"),
    path("services/<uuid:service_id>", keeping.preview, name="service_preview"),
    path("services/<uuid:service_id>/edit", keeping.edit, name="edit_service"),
    path("services/<uuid:service_id>/publish", keeping.publish, name="publish_service"),
    path("services/<uuid:service_id>/drop", keeping.drop, name="drop_service"),
    path("services/<uuid:service_id>/withdraw", keeping.withdraw, name="withdraw_service"),
    path("<uuid:family_id>/services", views.for_family, name="family_services"),
]
