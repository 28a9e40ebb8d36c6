from django.urls import path

from counties.signin import ending, single
from counties.staff.views import invitation

urlpatterns = [
    path("sso/<slug:provider_id>/", single.go, name="sso_login"),
    path("sso/<slug:provider_id>/callback", single.come_back, name="sso_callback"),
    path("invitation/", invitation.accept, name="invitation"),
    path("invitation/<str:token>", invitation.open_link, name="accept_invitation"),
    path("sessions/<slug:word>/end", ending.end_session, name="end_session"),
]
