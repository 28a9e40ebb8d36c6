from django.urls import path

from cases.sharing.teams import views

urlpatterns = [
    path("teams", views.teams, name="teams"),
    path("teams/<uuid:team_id>", views.team, name="team"),
    path("teams/<uuid:team_id>/seat", views.seat, name="seat"),
    path("teams/<uuid:team_id>/authorize", views.authorize, name="authorize_team"),
    path("teams/<uuid:team_id>/extend", views.extend, name="extend_window"),
    path("teams/<uuid:team_id>/close", views.close, name="close_team"),
    path("teams/seats/<uuid:seat_id>/end", views.end_seat, name="end_seat"),
    path("<uuid:person_id>/teams/open", views.open_team, name="open_team"),
]
