from django.urls import include, path

app_name = "assessments"
urlpatterns: list = [
    path("instruments/", include("assessments.instruments.urls")),
    path("rounds/", include("assessments.rounds.urls")),
    path("rounds/", include("assessments.results.urls")),
    path("", include("assessments.program.urls")),
]
