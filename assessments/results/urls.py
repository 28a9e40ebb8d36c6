from django.urls import path

from assessments.results import views

urlpatterns: list = [
    path("<uuid:round_id>/results/", views.results, name="results"),
    path("<uuid:round_id>/results/list.csv", views.results_file, name="results_file"),
    path("<uuid:round_id>/results/decide", views.decide, name="decide_round"),
    path("<uuid:round_id>/results/sign", views.sign, name="sign_decision"),
    path("<uuid:round_id>/results/brief", views.brief, name="results_brief"),
    path("<uuid:round_id>/results/sheet", views.filled, name="results_sheet"),
]
