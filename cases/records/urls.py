from django.urls import include, path

from cases.records import views
from cases.records.changes import views as changes
from cases.records.pickups import views as pickups
from cases.records.proof import views as proof
from cases.records.refusals import views as refusals

app_name = "records"
urlpatterns = [
    path("", views.batch_list, name="list"),
    path("new", views.upload, name="upload"),
    path("", include("cases.records.quality.urls")),
    path("", include("cases.records.profiles.urls")),
    path("pickups", pickups.pickups, name="pickups"),
    path("pickups/new", pickups.plan, name="plan_pickup"),
    path("pickups/<uuid:pickup_id>/switch", pickups.switch, name="switch_pickup"),
    path("pickups/<uuid:pickup_id>/now", pickups.now, name="pickup_now"),
    path("<uuid:batch_id>", views.batch_page, name="batch"),
    path("<uuid:batch_id>/changes", changes.changes, name="changes"),
    path("<uuid:batch_id>/changes.csv", changes.as_csv, name="changes_file"),
    path("<uuid:batch_id>/proof", proof.proof, name="proof"),
    path("<uuid:batch_id>/progress", views.progress, name="progress"),
    path("<uuid:batch_id>/accept", views.accept, name="accept"),
    path("<uuid:batch_id>/reject", views.reject, name="reject"),
    path("<uuid:batch_id>/roll-back", views.roll_back, name="roll_back"),
    path("<uuid:batch_id>/try-again", views.try_again, name="try_again"),
    path("<uuid:batch_id>/refused-rows.csv", refusals.as_csv, name="quarantine"),
    path("<uuid:batch_id>/refused-rows.xlsx", refusals.as_workbook, name="quarantine_workbook"),
]
