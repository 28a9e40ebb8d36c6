from django.urls import path

from cases.sharing.incidents import views

urlpatterns = [
    path("incidents", views.incident_list, name="incidents"),
    path("incidents/new", views.open_incident, name="open_incident"),
    path("incidents/list.csv", views.incident_file, name="incident_file"),
    path("incidents/<uuid:incident_id>", views.incident, name="incident"),
    path("incidents/<uuid:incident_id>/print", views.incident_print, name="incident_print"),
    path("incidents/<uuid:incident_id>/pdf", views.incident_document, name="incident_document"),
]
