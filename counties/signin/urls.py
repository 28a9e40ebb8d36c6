from django.urls import path

from counties.signin import single

urlpatterns = [
    path("<slug:provider_id>/", single.go, name="sso_login"),
    path("<slug:provider_id>/callback", single.come_back, name="sso_callback"),
]
