from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "cases.families"
    label = "families"
    verbose_name = "Families"
