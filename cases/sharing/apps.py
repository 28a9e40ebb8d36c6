from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "cases.sharing"
    label = "sharing"
