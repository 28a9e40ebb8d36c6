from django.urls import path

from cases.families.documents import views

urlpatterns = [
    path("letters/samples/", views.sample_letters, name="sample_letters"),
    path("<uuid:family_id>/documents/", views.make, name="make_document"),
    path("<uuid:family_id>/hand-off/", views.hand_off_sheet, name="hand_off"),
    path("<uuid:family_id>/letter/", views.letter, name="letter"),
]
