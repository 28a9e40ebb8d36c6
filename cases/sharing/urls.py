from django.urls import include, path

from cases.sharing import views
from cases.sharing.wrong_links.views import wrong_link

app_name = "sharing"
urlpatterns = [
    path("", views.people, name="people"),
    path("wrong-link/<uuid:alert_id>", wrong_link, name="wrong_link"),
    path("search", views.find, name="search"),
    path("", include("cases.sharing.lookup.urls")),
    path("", include("cases.sharing.accounting.urls")),
    path("legal-bases/", include("cases.sharing.policy.urls")),
    path("", include("cases.sharing.restricting.urls")),
    path("", include("cases.sharing.teams.urls")),
    path("", include("cases.sharing.incidents.urls")),
    path("", include("cases.sharing.corrections.urls")),
    path("<uuid:person_id>", views.person, name="person"),
    path("<uuid:person_id>/summary", views.request_summary, name="summary"),
]
