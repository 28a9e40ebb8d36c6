from django.urls import path

from cases.families.transfer import views

urlpatterns = [
    path("transfers/", views.transfers, name="transfers"),
    path("transfers/<uuid:transfer_id>/", views.transfer, name="transfer"),
    path("received/<uuid:received_id>/", views.received, name="received"),
    path("<uuid:family_id>/transfer/", views.offer, name="offer_transfer"),
]
