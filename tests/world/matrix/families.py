"""Joint work with families: their pages, lists, releases, transfers and services."""

from tests.world.matrix.found import (
    A_SERVICE,
    A_SUGGESTION,
    A_TRANSFER,
    A_WAVE,
    A_WITHDRAWN_SERVICE,
    AN_EVENT,
    AN_OBSTACLE,
    a_contact,
    a_family_brought_forward,
    a_family_to_accept,
    a_family_without_aid,
    a_mark_to_set,
    a_received_family,
    a_task,
    a_unit_to_split,
    an_adult,
    an_ended_mark,
    an_unknown_token,
    family_of_both_first_workers,
)
from tests.world.matrix.rows import Row, absent, first
from tests.world.matrix.who import (
    BOTH_FIRST_WORKERS,
    CASEWORK,
    FIRST_CWS_SIDE,
    FIRST_WORKERS,
    NOBODY,
    OPENERS,
    REVIEWERS,
    at_alder,
    both_counties,
)

REASSIGNERS = both_counties("coordinator", "restricted", "cws.supervisor", "calworks.supervisor")
ANSWERERS = both_counties(*CASEWORK, "liaison")
CWS_SIDE = both_counties("cws.worker", "cws.worker2", "cws.supervisor")
RELEASERS = both_counties("coordinator")
WAVE_READERS = at_alder("coordinator", "admin", "admin2")
RANKERS = at_alder("cws.supervisor", "calworks.supervisor", "coordinator", "liaison")
SHAPERS = at_alder("coordinator", "restricted", "cws.supervisor", "calworks.supervisor")
RULING_UNDOERS = at_alder("coordinator", "restricted")
SUGGESTERS = both_counties(*CASEWORK)
# Who ends joint work with the family of both first workers.
ENDERS = at_alder(
    "cws.worker",
    "cws.supervisor",
    "calworks.worker",
    "calworks.supervisor",
    "coordinator",
    "restricted",
)
SETTLERS = both_counties(*REVIEWERS)
CALWORKS_SIDE_AND_REVIEWERS = at_alder("calworks.worker", "calworks.supervisor", *REVIEWERS)
ALDERS_SETTLERS = at_alder("coordinator", "liaison")
KEEPERS = both_counties("admin", "admin2", "coordinator")
ALDERS_KEEPERS = at_alder("admin", "admin2", "coordinator")

ROWS: dict[str, Row] = {
    "families:agreement": Row(get=BOTH_FIRST_WORKERS, args=family_of_both_first_workers),
    "families:record_agreement": Row(
        get=CALWORKS_SIDE_AND_REVIEWERS, post=CALWORKS_SIDE_AND_REVIEWERS, args=an_adult
    ),
    "families:suggestions": Row(get=SUGGESTERS),
    "families:suggest": Row(get=SUGGESTERS, post=SUGGESTERS),
    "families:suggestion_queue": Row(get=SETTLERS),
    "families:settle_suggestion": Row(get=ALDERS_SETTLERS, post=ALDERS_SETTLERS, args=A_SUGGESTION),
    "families:settle_event": Row(get=ALDERS_SETTLERS, post=ALDERS_SETTLERS, args=AN_EVENT),
    "families:own_event": Row(get=SUGGESTERS, post=SUGGESTERS),
    "families:family_event": Row(
        get=FIRST_WORKERS, post=FIRST_WORKERS, args=family_of_both_first_workers
    ),
    # Without a rule there is nothing to say.
    "families:got_in_the_way": Row(post=NOBODY),
    "families:obstacle": Row(
        get=at_alder("cws.worker"), post=at_alder("cws.worker"), args=AN_OBSTACLE
    ),
    "families:obstacles": Row(get=KEEPERS),
    "families:obstacle_rule": Row(get=KEEPERS, post=KEEPERS, args=lambda: ["category:C8"]),
    "families:services": Row(get=OPENERS | both_counties("admin", "admin2")),
    "families:kept_services": Row(get=KEEPERS),
    "families:new_service": Row(get=KEEPERS, post=KEEPERS),
    "families:import_services": Row(get=KEEPERS, post=KEEPERS),
    "families:service_preview": Row(get=ALDERS_KEEPERS, args=A_SERVICE),
    "families:edit_service": Row(get=ALDERS_KEEPERS, post=ALDERS_KEEPERS, args=A_SERVICE),
    "families:publish_service": Row(post=ALDERS_KEEPERS, args=A_SERVICE),
    "families:drop_service": Row(post=ALDERS_KEEPERS, args=A_SERVICE),
    "families:withdraw_service": Row(post=ALDERS_KEEPERS, args=A_WITHDRAWN_SERVICE),
    "families:family_services": Row(
        get=BOTH_FIRST_WORKERS, post=BOTH_FIRST_WORKERS, args=family_of_both_first_workers
    ),
    "families:source_flags": Row(get=KEEPERS),
    "families:add_source_flag": Row(get=KEEPERS, post=KEEPERS),
    "families:begin_source_flags": Row(post=KEEPERS),
    "families:end_source_flag": Row(
        post=frozenset(f"{who}@birch.example" for who in ("admin", "admin2", "coordinator")),
        args=an_ended_mark,
    ),
    "families:source_mark": Row(
        get=FIRST_CWS_SIDE | at_alder(*REVIEWERS),
        post=FIRST_CWS_SIDE | at_alder(*REVIEWERS),
        args=a_mark_to_set,
    ),
    "families:families": Row(get=OPENERS),
    "families:family": Row(get=BOTH_FIRST_WORKERS, args=family_of_both_first_workers),
    "families:rules": Row(get=OPENERS | both_counties("admin", "admin2")),
    "families:shape": Row(get=SHAPERS, args=family_of_both_first_workers),
    "families:split": Row(get=SHAPERS, post=SHAPERS, args=a_unit_to_split),
    "families:join": Row(get=SHAPERS, post=SHAPERS, args=family_of_both_first_workers),
    "families:undo_ruling": Row(
        get=RULING_UNDOERS, post=RULING_UNDOERS, args=first("people.FamilyRuling", kind="together")
    ),
    "families:arrange": Row(post=BOTH_FIRST_WORKERS, args=family_of_both_first_workers),
    "families:log": Row(get=BOTH_FIRST_WORKERS, args=family_of_both_first_workers),
    "families:add": Row(
        get=BOTH_FIRST_WORKERS,
        post=BOTH_FIRST_WORKERS,
        args=lambda: [*family_of_both_first_workers(), "contact"],
    ),
    "families:written": Row(get=BOTH_FIRST_WORKERS, args=a_contact),
    "families:correct": Row(get=FIRST_CWS_SIDE, post=FIRST_CWS_SIDE, args=a_contact),
    "families:strike": Row(get=FIRST_CWS_SIDE, post=FIRST_CWS_SIDE, args=a_contact),
    "families:restore": Row(post=FIRST_CWS_SIDE, args=a_contact),
    "families:finish_task": Row(post=FIRST_CWS_SIDE | at_alder(*REVIEWERS), args=a_task),
    "families:copy": Row(
        get=BOTH_FIRST_WORKERS, args=lambda: [*family_of_both_first_workers(), "calworks"]
    ),
    "families:copy_contact": Row(
        get=BOTH_FIRST_WORKERS, args=lambda: [a_contact()[0], "cws", a_contact()[2]]
    ),
    "families:without_release": Row(get=both_counties(*REVIEWERS)),
    "families:closing": Row(get=ENDERS, post=ENDERS, args=family_of_both_first_workers),
    "families:closing_tick": Row(post=ENDERS, args=family_of_both_first_workers),
    "families:closing_undo": Row(post=ENDERS, args=family_of_both_first_workers),
    "families:closing_checklist": Row(get=KEEPERS, post=KEEPERS),
    "families:hold": Row(get=ENDERS, post=ENDERS, args=family_of_both_first_workers),
    "families:go_on": Row(post=ENDERS, args=family_of_both_first_workers),
    "families:reopen": Row(get=ENDERS, post=ENDERS, args=family_of_both_first_workers),
    "families:make_document": Row(post=BOTH_FIRST_WORKERS, args=family_of_both_first_workers),
    "families:hand_off": Row(
        get=BOTH_FIRST_WORKERS, post=BOTH_FIRST_WORKERS, args=family_of_both_first_workers
    ),
    "families:letter": Row(get=ENDERS, post=ENDERS, args=family_of_both_first_workers),
    "families:sample_letters": Row(get=KEEPERS, post=KEEPERS),
    "families:offer_transfer": Row(
        get=at_alder("coordinator"),
        post=at_alder("coordinator"),
        args=family_of_both_first_workers,
    ),
    "families:transfers": Row(get=both_counties("coordinator")),
    "families:transfer": Row(
        get=both_counties("coordinator"), post=both_counties("coordinator"), args=A_TRANSFER
    ),
    "families:received": Row(
        get=frozenset({"coordinator@birch.example", "restricted@birch.example"}),
        args=a_received_family,
    ),
    "families:priority": Row(get=RANKERS, post=RANKERS, args=a_family_brought_forward),
    "families:priority_back": Row(get=RANKERS, post=RANKERS, args=a_family_brought_forward),
    "families:release": Row(get=RELEASERS | both_counties("admin", "admin2")),
    "families:release_restricted": Row(
        get=both_counties("restricted"), post=both_counties("restricted")
    ),
    "families:release_preview": Row(get=RELEASERS, post=RELEASERS),
    "families:set_quota": Row(get=RELEASERS, post=RELEASERS),
    "families:stop_quota": Row(get=NOBODY, post=NOBODY, args=absent),
    "families:wave": Row(get=WAVE_READERS, args=A_WAVE),
    "families:wave_progress": Row(get=WAVE_READERS, args=A_WAVE),
    "families:eligible": Row(get=CWS_SIDE),
    "families:eligible_file": Row(get=CWS_SIDE),
    "families:eligible_answer": Row(
        get=FIRST_CWS_SIDE, post=FIRST_CWS_SIDE, args=a_family_without_aid
    ),
    "families:notices": Row(get=OPENERS),
    "families:notice": Row(
        get=FIRST_CWS_SIDE | at_alder("coordinator", "restricted"), args=a_family_to_accept
    ),
    "families:accept_family": Row(post=NOBODY, args=an_unknown_token),
    "families:decline_family": Row(post=NOBODY, args=an_unknown_token),
    "families:hand_on_family": Row(post=NOBODY, args=an_unknown_token),
    "families:unanswered": Row(get=REASSIGNERS),
    "families:give_families": Row(post=REASSIGNERS),
    "families:undo_giving": Row(post=REASSIGNERS),
    "families:away": Row(get=ANSWERERS, post=ANSWERERS),
    "families:come_back": Row(post=NOBODY, args=absent),
    "families:mail_choice": Row(get=OPENERS, post=OPENERS),
}
