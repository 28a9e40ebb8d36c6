from django.urls import path

from workplans.running import (
    import_views,
    log_views,
    meeting_views,
    minute_views,
    report_views,
)

MEETING = "<uuid:plan_id>/meetings/<uuid:key>"
POINT = f"{MEETING}/points/<uuid:point>"
ACTION = "<uuid:plan_id>/actions/<uuid:key>"

urlpatterns = [
    path("import", import_views.import_plan, name="import_plan"),
    path("imports/<uuid:key>", import_views.plan_import, name="plan_import"),
    path("imports/<uuid:key>/drop", import_views.drop_import, name="drop_import"),
    path("mine.ics", report_views.my_calendar, name="my_calendar"),
    path("<uuid:plan_id>/meetings", meeting_views.meeting_list, name="meetings"),
    path("<uuid:plan_id>/meetings/new", meeting_views.call_meeting, name="call_meeting"),
    path(MEETING, meeting_views.meeting, name="meeting"),
    path(f"{MEETING}/change", meeting_views.change_meeting, name="change_meeting"),
    path(f"{MEETING}/off", meeting_views.call_off, name="call_off_meeting"),
    path(f"{MEETING}/held", meeting_views.hold_meeting, name="hold_meeting"),
    path(f"{MEETING}/agenda", meeting_views.renew_agenda, name="renew_agenda"),
    path(f"{MEETING}/pdf", meeting_views.meeting_document, name="meeting_document"),
    path(f"{MEETING}/points", meeting_views.add_point, name="add_point"),
    path(POINT, minute_views.write_minutes, name="write_minutes"),
    path(f"{POINT}/move", meeting_views.move_point, name="move_point"),
    path(f"{POINT}/remove", meeting_views.remove_point, name="remove_point"),
    path(f"{MEETING}/people", minute_views.attendance, name="attendance"),
    path(f"{MEETING}/guest", minute_views.add_guest, name="add_guest"),
    path(f"{MEETING}/decide", minute_views.decide, name="team_decide"),
    path(f"{MEETING}/promise", minute_views.promise, name="promise_action"),
    path("<uuid:plan_id>/decisions", log_views.decision_log, name="decisions"),
    path("<uuid:plan_id>/decisions.csv", log_views.decision_file, name="decision_file"),
    path("<uuid:plan_id>/actions", log_views.action_log, name="actions"),
    path("<uuid:plan_id>/actions.csv", log_views.action_file, name="action_file"),
    path(ACTION, minute_views.action, name="action"),
    path(f"{ACTION}/step", minute_views.action_step, name="action_step"),
    path("<uuid:plan_id>/reports", report_views.reports, name="reports"),
    path("<uuid:plan_id>/reports/make", report_views.make_report, name="make_report"),
    path("<uuid:plan_id>/plan.xlsx", report_views.plan_workbook, name="plan_workbook"),
    path("<uuid:plan_id>/plan.csv", report_views.plan_csv, name="plan_csv"),
    path("<uuid:plan_id>/plan.ics", report_views.plan_calendar, name="plan_calendar"),
]
