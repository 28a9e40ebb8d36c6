"""Addresses of the county's rules, below those of matching."""

from django.urls import path

from cases.matching.rules import run_views, views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/start", views.start, name="start_rules"),
    path("rules/stop", views.stop, name="stop_linking"),
    path("rules/<uuid:edition_id>", views.edition, name="rule_edition"),
    path("rules/<uuid:edition_id>/ask", views.ask, name="ask_rules"),
    path("rules/<uuid:edition_id>/progress", views.progress, name="rule_progress"),
    path("rules/<uuid:edition_id>/threshold", views.threshold, name="rule_threshold"),
    path("rules/<uuid:edition_id>/publish", views.publish, name="publish_rules"),
    path("rules/<uuid:edition_id>/restore", views.restore, name="restore_rules"),
    path("rules/<uuid:edition_id>/withdraw", views.withdraw, name="withdraw_rules"),
    path("rules/<uuid:edition_id>/rule/<slug:code>", views.rule, name="rule"),
    path("rules/<uuid:edition_id>/rule/<slug:code>/drop", views.drop, name="drop_rule"),
    path("rules/<uuid:edition_id>/rule/<slug:code>/<slug:which>", views.pairs, name="rule_pairs"),
    path("by-rule/", run_views.rule_runs, name="rule_runs"),
    path("by-rule/<uuid:ruled_id>", run_views.rule_run, name="rule_run"),
    path("by-rule/<uuid:ruled_id>/looked", run_views.looked, name="looked_through"),
    path("by-rule/<uuid:ruled_id>/undo", run_views.undo_rule_run, name="undo_rule_run"),
    path("by-rule/<uuid:ruled_id>/progress", run_views.rule_run_progress, name="rule_run_progress"),
    path("<uuid:pair_id>/agree", run_views.agree, name="agree"),
    path("<uuid:pair_id>/confirm", run_views.confirm, name="confirm_link"),
]
