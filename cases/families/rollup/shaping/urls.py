from django.urls import path

from cases.families.rollup.shaping import views

urlpatterns = [
    path("rules", views.rules, name="rules"),
    path("rulings/<uuid:ruling_id>/undo", views.undo, name="undo_ruling"),
    path("<uuid:family_id>/shape", views.shape, name="shape"),
    path("<uuid:family_id>/split/<slug:number>", views.split, name="split"),
    path("<uuid:family_id>/join", views.join, name="join"),
]
