from django.urls import path

from cases.sharing import views

app_name = "sharing"
urlpatterns = [
    path("", views.people, name="people"),
    path("search", views.find, name="search"),
    path("<uuid:person_id>", views.person, name="person"),
    path("<uuid:person_id>/summary", views.request_summary, name="summary"),
]
