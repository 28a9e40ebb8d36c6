from django.apps import AppConfig


class LinkagesConfig(AppConfig):
    name = "linkages"
