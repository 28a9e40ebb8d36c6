from django.urls import path

from cases.sharing.restricting import views

urlpatterns = [
    path("restricted", views.restricted, name="restricted"),
    path("<uuid:person_id>/restrict", views.restrict, name="restrict"),
    path("restrictions/<uuid:shield_id>/lift", views.lift, name="lift"),
    path("<uuid:person_id>/readers/name", views.name_reader, name="name_reader"),
    path(
        "<uuid:person_id>/readers/<uuid:user_id>/take-off",
        views.take_off,
        name="take_off_reader",
    ),
    path("staff-relations", views.staff_relations, name="staff_relations"),
    path("staff-relations/<uuid:relation_id>/end", views.end_relation, name="end_relation"),
]
