from django.urls import path

from cases.sharing.corrections import views

urlpatterns = [
    path("conflicts", views.conflict_list, name="conflicts"),
    path("conflicts/<uuid:correction_id>", views.settle_conflict, name="settle_conflict"),
    path("corrections/<uuid:correction_id>/withdraw", views.withdraw, name="withdraw_correction"),
    path("<uuid:person_id>/correct", views.correct, name="correct"),
]
