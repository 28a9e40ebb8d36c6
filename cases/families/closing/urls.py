from django.urls import path

from cases.families.closing import checklist, views

urlpatterns = [
    path("closing/checklist/", checklist.checklist, name="closing_checklist"),
    path("<uuid:family_id>/closing/", views.closing, name="closing"),
    path("<uuid:family_id>/closing/tick/", views.tick, name="closing_tick"),
    path("<uuid:family_id>/closing/undo/", views.undo, name="closing_undo"),
    path("<uuid:family_id>/hold/", views.hold, name="hold"),
    path("<uuid:family_id>/hold/end/", views.go_on, name="go_on"),
    path("<uuid:family_id>/reopen/", views.reopen, name="reopen"),
]
