from django.urls import path

from cases.families import views

app_name = "families"
urlpatterns = [
    path("<uuid:family_id>/", views.family, name="family"),
]
