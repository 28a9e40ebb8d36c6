from django.apps import AppConfig


class CountiesConfig(AppConfig):
    name = "counties"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added
        from django.contrib.auth.signals import user_logged_in

        from counties.signin import sessions

        user_logged_in.connect(sessions.begin)
        authenticator_added.connect(sessions.renew_after_factor)
