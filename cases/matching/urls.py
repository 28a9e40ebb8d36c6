from django.urls import include, path

from cases.matching import run_views, views

app_name = "matching"
urlpatterns = [
    path("", views.review, name="review"),
    path("", include("cases.matching.desk.urls")),
    path("", include("cases.matching.rules.urls")),
    path("", include("cases.matching.second.urls")),
    path("runs/", run_views.runs, name="runs"),
    path("runs/start", run_views.start, name="start"),
    path("runs/<uuid:run_id>", run_views.progress, name="progress"),
    path("<uuid:pair_id>", views.pair, name="pair"),
    path("<uuid:pair_id>/beside", views.beside, name="beside"),
    path("<uuid:pair_id>/decide", views.decide, name="decide"),
    path("<uuid:pair_id>/undo", views.undo, name="undo"),
    path("<uuid:pair_id>/cut", views.cut, name="cut"),
]
