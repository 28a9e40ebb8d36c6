from django.urls import include, path

from cases.records import views
from cases.records.refusals import views as refusals

app_name = "records"
urlpatterns = [
    path("", views.batch_list, name="list"),
    path("new", views.upload, name="upload"),
    path("", include("cases.records.quality.urls")),
    path("", include("cases.records.profiles.urls")),
    path("<uuid:batch_id>", views.batch_page, name="batch"),
    path("<uuid:batch_id>/progress", views.progress, name="progress"),
    path("<uuid:batch_id>/accept", views.accept, name="accept"),
    path("<uuid:batch_id>/reject", views.reject, name="reject"),
    path("<uuid:batch_id>/roll-back", views.roll_back, name="roll_back"),
    path("<uuid:batch_id>/try-again", views.try_again, name="try_again"),
    path("<uuid:batch_id>/refused-rows.csv", refusals.as_csv, name="quarantine"),
    path("<uuid:batch_id>/refused-rows.xlsx", refusals.as_workbook, name="quarantine_workbook"),
]
