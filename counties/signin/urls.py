from django.urls import path

from counties.signin import absent, ending, single
from counties.staff.views import invitation

urlpatterns = [
    path("sso/<slug:provider_id>/", single.go, name="sso_login"),
    path("sso/<slug:provider_id>/callback", single.come_back, name="sso_callback"),
    path("invitation/", invitation.accept, name="invitation"),
    path("invitation/<str:token>", invitation.open_link, name="accept_invitation"),
    path("password/set/", absent.no_password, name="account_set_password"),
    path("email/", absent.absent, name="account_email"),
    path("confirm-email/", absent.absent, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", absent.absent, name="account_confirm_email"),
    path("login/code/confirm/", absent.absent, name="account_confirm_login_code"),
    path("sessions/<slug:word>/end", ending.end_session, name="end_session"),
]
