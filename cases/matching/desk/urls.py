"""Addresses of the review desk, within those of matching."""

from django.urls import path

from cases.matching.desk.views import deciders, finding, handing, households, pairs

urlpatterns = [
    path("find", finding.find, name="find"),
    path("filters/keep", finding.keep_filter, name="keep_filter"),
    path("filters/<uuid:filter_id>/forget", finding.forget_filter, name="forget_filter"),
    path("hand-out/", handing.hand_out, name="hand_out"),
    path("hand-out/give", handing.give_selection, name="give_selection"),
    path("hand-out/split", handing.split, name="split"),
    path("hand-out/split/end", handing.end_split, name="end_split"),
    path("hand-out/<uuid:user_id>/take-back", handing.take_back_all, name="take_back_all"),
    path("deputies/", handing.deputize, name="deputies"),
    path("deputies/<uuid:deputy_id>/end", handing.end_deputy, name="end_deputy"),
    path("decisions/", deciders.decisions, name="decisions"),
    path("decisions/file", deciders.decisions_file, name="decisions_file"),
    path("reasons/", deciders.reasons_page, name="reasons"),
    path("reasons/<slug:code>/switch", deciders.switch_reason, name="switch_reason"),
    path("<uuid:pair_id>/household", households.household, name="household"),
    path("<uuid:pair_id>/defer", pairs.defer, name="defer"),
    path("<uuid:pair_id>/resume", pairs.resume, name="resume"),
    path("<uuid:pair_id>/give", pairs.give, name="give"),
    path("<uuid:pair_id>/give-back", pairs.give_back, name="give_back"),
    path("<uuid:pair_id>/past", pairs.past, name="past"),
]
