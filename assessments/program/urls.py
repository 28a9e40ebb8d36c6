from django.urls import path

from assessments.program import views

urlpatterns: list = [
    path("", views.program, name="program"),
    path("steps/<int:step>", views.decision_step, name="decision_step"),
    path("commit", views.commit, name="commit"),
    path("commitments/<uuid:commitment_id>/confirm", views.confirm, name="confirm_commitment"),
    path("commitments/<uuid:commitment_id>/withdraw", views.withdraw, name="withdraw_commitment"),
]
