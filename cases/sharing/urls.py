from django.urls import include, path

from cases.sharing import views

app_name = "sharing"
urlpatterns = [
    path("", views.people, name="people"),
    path("search", views.find, name="search"),
    path("", include("cases.sharing.lookup.urls")),
    path("", include("cases.sharing.accounting.urls")),
    path("legal-bases/", include("cases.sharing.policy.urls")),
    path("", include("cases.sharing.restricting.urls")),
    path("", include("cases.sharing.teams.urls")),
    path("<uuid:person_id>", views.person, name="person"),
    path("<uuid:person_id>/summary", views.request_summary, name="summary"),
]
