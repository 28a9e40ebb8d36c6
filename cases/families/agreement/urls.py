"""Addresses of agreement to participate, within those of one family."""

from django.urls import path

from cases.families.agreement import views

urlpatterns = [
    path("<uuid:family_id>/agreement/", views.agreement, name="agreement"),
    path("<uuid:family_id>/agreement/<uuid:adult_id>", views.record, name="record_agreement"),
]
