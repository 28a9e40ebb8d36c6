from django.urls import include, path

from cases.families import views

app_name = "families"
urlpatterns = [
    path("", include("cases.families.closing.urls")),
    path("", include("cases.families.documents.urls")),
    path("", include("cases.families.transfer.urls")),
    path("", include("cases.families.deriving.urls")),
    path("", views.families, name="families"),
    path("", include("cases.families.rollup.shaping.urls")),
    path("", include("cases.families.notes.urls")),
    path("", include("cases.families.page.urls")),
    path("", include("cases.families.agreement.urls")),
    path("", include("cases.families.doors.urls")),
    path("", include("cases.families.obstacles.urls")),
    path("", include("cases.families.directory.urls")),
    path("", include("cases.families.source_flags.urls")),
    path("", include("cases.families.tap.urls")),
    path("", include("cases.families.today.urls")),
    path("notices/", include("cases.families.telling.urls")),
    path("<uuid:family_id>/", views.family, name="family"),
]
