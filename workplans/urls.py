from django.urls import include, path

app_name = "workplans"
urlpatterns: list = [
    path("catalogue/", include("workplans.catalogue.urls")),
    path("", include("workplans.running.urls")),
    path("", include("workplans.plans.urls")),
]
