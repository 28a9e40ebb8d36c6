from django.urls import path

from cases.sharing.lookup import views

urlpatterns = [
    path("look-up", views.look_up, name="look_up"),
    path("why", views.why, name="why"),
    path("<uuid:person_id>/narrow", views.narrow, name="narrow"),
    path("<uuid:person_id>/widen", views.widen, name="widen"),
]
