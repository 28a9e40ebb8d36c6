from django.urls import include, path

from cases.families import views

app_name = "families"
urlpatterns = [
    path("", include("cases.families.closing.urls")),
    path("<uuid:family_id>/", views.family, name="family"),
]
