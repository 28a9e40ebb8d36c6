from django.urls import path

from counties.staff.views import changing, ids, leaving, people, places, waiting

urlpatterns = [
    path("", people.staff_list, name="staff"),
    path("invite", people.invite, name="invite"),
    path("waiting", waiting.waiting, name="waiting"),
    path("waiting/roles/<uuid:proposal_id>", waiting.proposal, name="proposal"),
    path("waiting/resets/<uuid:reset_id>", waiting.reset, name="reset"),
    path("people/<uuid:user_id>", people.person, name="staff_person"),
    path("people/<uuid:user_id>/role", people.give_role, name="give_role"),
    path("people/<uuid:user_id>/invitation", people.invite_again, name="invite_again"),
    path("people/<uuid:user_id>/unlock", people.unlock, name="unlock"),
    path("people/<uuid:user_id>/reset", waiting.ask_reset, name="ask_reset"),
    path("people/<uuid:user_id>/leave", leaving.leave, name="leave"),
    path("roles/<uuid:membership_id>/end", changing.end_role, name="end_role"),
    path("roles/<uuid:membership_id>/move", changing.transfer, name="transfer"),
    path("roles/<uuid:membership_id>/worker-id", changing.worker_id, name="worker_id"),
    path("worker-ids", ids.ids, name="worker_ids"),
    path("worker-ids/map/<slug:program>/<path:worker_id>", ids.map_id, name="map_id"),
    path("worker-ids/bank/<slug:program>/<path:worker_id>", ids.mark_bank, name="mark_bank"),
    path("bank-caseloads/<uuid:bank_id>/end", ids.end_bank, name="end_bank"),
    path("places", places.places, name="places"),
    path("places/offices/new", places.new_office, name="new_office"),
    path("places/offices/<uuid:office_id>", places.office, name="office"),
    path("places/units/new", places.new_unit, name="new_unit"),
    path("places/units/<uuid:unit_id>", places.unit, name="unit"),
    path("holidays", places.holidays, name="holidays"),
    path("holidays/<uuid:holiday_id>/remove", places.remove_holiday, name="remove_holiday"),
]
