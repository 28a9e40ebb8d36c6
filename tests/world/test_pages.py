"""Every page in a real browser: no error, nothing that axe objects to, one column at 320 px."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from linkages.scope import rls
from tests.world.matrix import plans
from tests.world.matrix.counties import an_id_of_nobody, the_second_cws_worker, their_role
from tests.world.matrix.found import (
    A_SERVICE,
    A_SUGGESTION,
    A_TRANSFER,
    A_WAVE,
    AN_EVENT,
    AN_OBSTACLE,
    a_contact,
    a_family_brought_forward,
    a_family_to_accept,
    a_family_without_aid,
    a_mark_to_set,
    a_received_family,
    a_unit_to_split,
    an_adult,
    family_of_both_first_workers,
)
from tests.world.matrix.instruments import a_draft, of
from tests.world.matrix.matching import (
    A_DRAWN_SAMPLE,
    A_LINKED_PAIR,
    A_RULE_RUN,
    AN_OPEN_PAIR,
    THE_RULES,
    pairs_of_a_rule,
)
from tests.world.matrix.program import A_CLOSED_ROUND, CWS_COMMITMENT
from tests.world.matrix.records import A_LAYOUT, A_PROFILE, A_PROFILE_DRAFT, A_REJECTED_BATCH
from tests.world.matrix.rounds import (
    A_PAPER,
    A_SHEET,
    AGREEING,
    AN_ITEM,
    AN_OPEN_ITEM,
    ANSWERING,
    OWN_SECTION,
    PREPARING,
)
from tests.world.matrix.rows import first
from tests.world.matrix.running import A_FILE, A_POINT, HELD, PLANNED, an_action, its_plan
from tests.world.matrix.sharing import (
    A_DRAFT,
    A_FAMILY_TEAM,
    A_PAST_EDITION,
    A_REVIEW,
    A_WINDOW,
    AN_INCIDENT,
    AN_OPEN_ALERT,
    a_contradicted_statement,
    narrowed_person,
    person_of_both_first_workers,
    restricted_person,
)

pytestmark = pytest.mark.browser

Arguments = Callable[[], list[Any]]
NONE: Arguments = list


def a_rule_draft() -> list[Any]:
    """The rules that Birch drafts."""
    from cases.matching.models import RuleEdition

    with rls(county="birch"), transaction.atomic():
        return [RuleEdition.objects.get(state="draft").pk]


def its_rule() -> list[Any]:
    """The one that is Birch's own."""
    return [*a_rule_draft(), "far_and_no_number"]


def a_place_for(word: str) -> Arguments:
    """The family of both first workers, and one more word of an address."""
    return lambda: [*family_of_both_first_workers(), word]


def _ended(state: str) -> Arguments:
    """A family of Alder's coordinator whose last episode is in this state."""

    def find() -> list[Any]:
        from cases.families.models import Episode

        with rls(county="alder"), transaction.atomic():
            rows = Episode.objects.filter(state=state, family__kind="mutual")
            rows = rows.filter(closings__proposed_by__email="coordinator@alder.example") | (
                rows.filter(holds__placed_by__email="coordinator@alder.example")
            )
            ended = [row for row in rows.distinct() if not _again(row)]
            return [ended[0].family_id]

    return find


def _again(episode: Any) -> bool:
    """Whether joint work with its family began again."""
    return bool(episode.family.episodes.filter(number__gt=episode.number).exists())


a_family_that_ends = _ended("closing")
a_family_on_hold = _ended("on_hold")
a_closed_family = _ended("closed")


# (who, address, its arguments). Each page full, and where it has one, empty.
PAGES: list[tuple[str, str, Arguments]] = [
    ("", "account_login", NONE),
    ("", "account_reset_password", NONE),
    ("coordinator@alder.example", "today", NONE),
    ("sponsor.cws@alder.example", "today", NONE),
    ("coordinator@alder.example", "matching:review", NONE),
    ("restricted@alder.example", "matching:review", NONE),
    ("coordinator@alder.example", "matching:pair", AN_OPEN_PAIR),
    ("coordinator@alder.example", "matching:pair", A_LINKED_PAIR),
    ("coordinator@alder.example", "matching:household", AN_OPEN_PAIR),
    ("coordinator@alder.example", "matching:cut", A_LINKED_PAIR),
    ("analyst@alder.example", "matching:review", NONE),
    ("analyst@alder.example", "matching:hand_out", NONE),
    ("cws.worker@alder.example", "families:closing", family_of_both_first_workers),
    ("coordinator@alder.example", "families:closing", a_family_that_ends),
    ("coordinator@alder.example", "families:hold", a_family_on_hold),
    ("coordinator@alder.example", "families:reopen", a_closed_family),
    ("coordinator@alder.example", "families:letter", a_family_that_ends),
    ("calworks.worker@alder.example", "families:hand_off", family_of_both_first_workers),
    ("admin@alder.example", "families:closing_checklist", NONE),
    ("admin@birch.example", "families:closing_checklist", NONE),
    ("admin@alder.example", "families:sample_letters", NONE),
    ("coordinator@alder.example", "families:offer_transfer", family_of_both_first_workers),
    ("coordinator@alder.example", "families:transfers", NONE),
    ("coordinator@alder.example", "families:transfer", A_TRANSFER),
    ("coordinator@alder.example", "families:transfer", first("families.Transfer", state="offered")),
    ("coordinator@birch.example", "families:received", a_received_family),
    ("cws.worker@alder.example", "families:agreement", family_of_both_first_workers),
    ("calworks.worker@alder.example", "families:record_agreement", an_adult),
    ("cws.worker@alder.example", "families:suggestions", NONE),
    ("cws.worker2@birch.example", "families:suggestions", NONE),
    ("calworks.worker@alder.example", "families:suggest", NONE),
    ("coordinator@alder.example", "families:suggestion_queue", NONE),
    ("restricted@alder.example", "families:suggestion_queue", NONE),
    ("coordinator@alder.example", "families:settle_suggestion", A_SUGGESTION),
    ("coordinator@alder.example", "families:settle_event", AN_EVENT),
    ("calworks.worker@alder.example", "families:own_event", NONE),
    ("cws.worker@alder.example", "families:family_event", family_of_both_first_workers),
    ("cws.worker@alder.example", "families:obstacle", AN_OBSTACLE),
    ("admin@alder.example", "families:obstacles", NONE),
    ("coordinator@alder.example", "families:obstacle_rule", lambda: ["category:C8"]),
    ("cws.worker@alder.example", "families:services", NONE),
    ("coordinator@alder.example", "families:kept_services", NONE),
    ("coordinator@alder.example", "families:new_service", NONE),
    ("admin@alder.example", "families:import_services", NONE),
    ("coordinator@alder.example", "families:service_preview", A_SERVICE),
    ("cws.worker@alder.example", "families:family_services", family_of_both_first_workers),
    ("admin@birch.example", "families:source_flags", NONE),
    ("admin@alder.example", "families:add_source_flag", NONE),
    ("cws.worker@alder.example", "families:source_mark", a_mark_to_set),
    ("coordinator@alder.example", "families:families", NONE),
    ("coordinator@alder.example", "families:without_release", NONE),
    ("coordinator@alder.example", "families:release", NONE),
    ("coordinator@birch.example", "families:release", NONE),
    ("admin@alder.example", "families:release", NONE),
    ("restricted@alder.example", "families:release_restricted", NONE),
    ("coordinator@alder.example", "families:release_preview", NONE),
    ("coordinator@alder.example", "families:set_quota", NONE),
    ("coordinator@alder.example", "families:wave", A_WAVE),
    ("cws.supervisor@alder.example", "families:priority", a_family_brought_forward),
    ("cws.supervisor@alder.example", "families:priority_back", a_family_brought_forward),
    ("cws.worker@alder.example", "families:eligible", NONE),
    ("cws.worker@alder.example", "families:eligible_answer", a_family_without_aid),
    ("calworks.worker@alder.example", "families:families", NONE),
    ("restricted@birch.example", "families:families", NONE),
    ("cws.worker@alder.example", "families:family", family_of_both_first_workers),
    ("calworks.worker@alder.example", "families:family", family_of_both_first_workers),
    ("coordinator@alder.example", "families:family", family_of_both_first_workers),
    ("admin@alder.example", "families:rules", NONE),
    ("coordinator@alder.example", "families:shape", family_of_both_first_workers),
    ("coordinator@alder.example", "families:split", a_unit_to_split),
    ("restricted@alder.example", "families:join", family_of_both_first_workers),
    ("cws.worker@alder.example", "families:log", family_of_both_first_workers),
    ("cws.worker@alder.example", "families:add", a_place_for("contact")),
    ("calworks.worker@alder.example", "families:add", a_place_for("task")),
    ("coordinator@alder.example", "families:add", a_place_for("note")),
    ("cws.worker@alder.example", "families:written", a_contact),
    ("cws.worker@alder.example", "families:correct", a_contact),
    ("cws.worker@alder.example", "families:strike", a_contact),
    ("cws.worker@alder.example", "families:copy", a_place_for("calworks")),
    ("cws.worker@alder.example", "families:notices", NONE),
    ("calworks.worker2@birch.example", "families:notices", NONE),
    ("cws.worker@alder.example", "families:notice", a_family_to_accept),
    ("cws.supervisor@alder.example", "families:unanswered", NONE),
    ("coordinator@birch.example", "families:unanswered", NONE),
    ("cws.worker2@alder.example", "families:away", NONE),
    ("calworks.worker@alder.example", "families:mail_choice", NONE),
    ("analyst@alder.example", "matching:deputies", NONE),
    ("coordinator@birch.example", "matching:deputies", NONE),
    ("analyst@alder.example", "matching:decisions", NONE),
    ("coordinator@alder.example", "matching:reasons", NONE),
    ("coordinator@alder.example", "matching:defer", AN_OPEN_PAIR),
    ("coordinator@alder.example", "matching:past", A_LINKED_PAIR),
    ("coordinator@alder.example", "assessments:instruments", NONE),
    ("editor@state.example", "assessments:instruments", NONE),
    ("sponsor.cws@alder.example", "assessments:instrument", of("readiness")),
    ("editor@state.example", "assessments:instrument_edition", of("sustainability", 2)),
    ("coordinator@alder.example", "assessments:compare_instruments", of("sustainability", 1, 2)),
    ("editor@state.example", "assessments:start_instrument", NONE),
    ("editor@state.example", "assessments:import_instrument", NONE),
    ("editor@state.example", "assessments:instrument_draft", a_draft()),
    ("editor@state.example", "assessments:instrument_part", a_draft("1")),
    ("editor@state.example", "assessments:instrument_part", a_draft("scale")),
    ("editor@state.example", "assessments:instrument_part", a_draft("directions")),
    ("editor@state.example", "assessments:discard_instrument", a_draft()),
    ("editor@state.example", "assessments:withdraw_instrument", of("sustainability", 2)),
    ("coordinator@alder.example", "assessments:program", NONE),
    ("sponsor.cws@birch.example", "assessments:program", NONE),
    ("editor@state.example", "assessments:program", NONE),
    ("cochair.cws@alder.example", "assessments:decision_step", lambda: [3]),
    ("sponsor.calworks@birch.example", "assessments:commit", NONE),
    ("sponsor.cws@alder.example", "assessments:withdraw_commitment", CWS_COMMITMENT),
    ("sponsor.cws@alder.example", "assessments:results", A_CLOSED_ROUND),
    ("coordinator@birch.example", "assessments:rounds", NONE),
    ("coordinator@alder.example", "assessments:begin_round", NONE),
    ("partner@birch.example", "assessments:asked", NONE),
    ("counsel@alder.example", "assessments:asked", NONE),
    ("partner@birch.example", "today", NONE),
    ("coordinator@birch.example", "assessments:round", ANSWERING),
    ("sponsor.cws@alder.example", "assessments:round", A_CLOSED_ROUND),
    ("cochair.cws@birch.example", "assessments:change_round", PREPARING),
    ("coordinator@birch.example", "assessments:invite_people", PREPARING),
    ("coordinator@birch.example", "assessments:close_answers", ANSWERING),
    ("coordinator@birch.example", "assessments:call_off_round", PREPARING),
    ("cws.worker2@birch.example", "assessments:answer", ANSWERING),
    ("cws.worker2@birch.example", "assessments:answer_section", OWN_SECTION),
    ("cws.worker2@birch.example", "assessments:answer_hand_in", ANSWERING),
    ("coordinator@birch.example", "assessments:add_paper", ANSWERING),
    ("coordinator@birch.example", "assessments:paper", A_PAPER),
    ("coordinator@birch.example", "assessments:consensus_item", AN_ITEM),
    ("coordinator@birch.example", "assessments:consensus_item", AN_OPEN_ITEM),
    ("coordinator@birch.example", "assessments:sheet", A_SHEET),
    ("sponsor.cws@birch.example", "assessments:sheet", A_SHEET),
    ("cochair.cws@birch.example", "assessments:close_round", AGREEING),
    ("cochair.calworks@alder.example", "assessments:decide_round", A_CLOSED_ROUND),
    ("cochair.cws@alder.example", "workplans:plans", NONE),
    ("cochair.cws@alder.example", "workplans:begin_plan", NONE),
    ("cws.worker@birch.example", "workplans:example_plan", NONE),
    ("coordinator@alder.example", "workplans:suggestions", plans.a_round),
    ("coordinator@alder.example", "workplans:suggestion", plans.a_suggestion),
    ("cochair.cws@alder.example", "workplans:plan", plans.ACTIVE),
    ("sponsor.cws@alder.example", "workplans:plan_print", plans.ACTIVE),
    ("cws.worker@alder.example", "workplans:plan_board", plans.ACTIVE),
    ("cws.worker@alder.example", "workplans:plan_table", plans.ACTIVE),
    ("cws.worker@alder.example", "workplans:plan_timeline", plans.ACTIVE),
    ("cochair.cws@alder.example", "workplans:compare_plan", plans.ACTIVE),
    ("cochair.cws@alder.example", "workplans:plan_meanwhile", plans.plan("closed")),
    ("cochair.cws@alder.example", "workplans:restart_plan", plans.plan("closed")),
    ("cochair.cws@alder.example", "workplans:plan_step", plans.STEP),
    ("cochair.cws@alder.example", "workplans:change_step", plans.STEP),
    ("cochair.cws@alder.example", "workplans:plan_header", plans.ACTIVE),
    ("cochair.cws@alder.example", "workplans:plan_topics", plans.ACTIVE),
    ("cochair.cws@alder.example", "workplans:plan_links", plans.ACTIVE),
    ("cochair.cws@alder.example", "workplans:add_objective", plans.ACTIVE),
    ("cochair.cws@alder.example", "workplans:submit_plan", plans.ACTIVE),
    ("editor@state.example", "workplans:catalogue", NONE),
    ("editor@state.example", "workplans:catalogue_draft", plans.a_draft()),
    ("editor@state.example", "workplans:catalogue_objective", plans.a_draft("T01", "T01-1")),
    ("analyst@alder.example", "today", NONE),
    ("analyst@alder.example", "matching:runs", NONE),
    ("coordinator@alder.example", "matching:rules", NONE),
    ("privacy@birch.example", "matching:rules", NONE),
    ("coordinator@alder.example", "matching:rule_edition", THE_RULES),
    ("coordinator@alder.example", "matching:rule_pairs", pairs_of_a_rule),
    ("analyst@alder.example", "matching:rule_runs", NONE),
    ("coordinator@birch.example", "matching:rule_runs", NONE),
    ("analyst@alder.example", "matching:rule_run", A_RULE_RUN),
    ("analyst@alder.example", "matching:undo_rule_run", A_RULE_RUN),
    ("analyst@alder.example", "matching:samples", NONE),
    ("coordinator@alder.example", "matching:sample", A_DRAWN_SAMPLE),
    ("analyst@birch.example", "matching:second_look", NONE),
    ("restricted@alder.example", "matching:second_look", NONE),
    ("coordinator@birch.example", "matching:rule_edition", a_rule_draft),
    ("coordinator@birch.example", "matching:rule", its_rule),
    ("coordinator@birch.example", "matching:rule_threshold", a_rule_draft),
    ("analyst@alder.example", "records:list", NONE),
    ("analyst@alder.example", "records:upload", NONE),
    ("analyst@alder.example", "records:profiles", NONE),
    ("coordinator@birch.example", "records:profiles", NONE),
    ("analyst@alder.example", "records:start_profile", NONE),
    ("analyst@alder.example", "records:import_profile", NONE),
    ("analyst@alder.example", "records:draft_places", A_PROFILE_DRAFT),
    ("analyst@alder.example", "records:draft_columns", A_PROFILE_DRAFT),
    ("analyst@alder.example", "records:draft_codes", A_PROFILE_DRAFT),
    ("analyst@alder.example", "records:draft_preview", A_PROFILE_DRAFT),
    ("analyst@alder.example", "records:profile", A_PROFILE),
    ("analyst@alder.example", "records:compare_profiles", A_PROFILE),
    ("analyst@alder.example", "records:sheets", NONE),
    ("analyst@alder.example", "records:sheet", A_LAYOUT),
    ("analyst@alder.example", "records:profile_sheet", A_PROFILE),
    ("analyst@alder.example", "records:id_pairs", NONE),
    ("analyst@alder.example", "records:pickups", NONE),
    ("analyst@alder.example", "records:plan_pickup", NONE),
    ("analyst@alder.example", "records:accept", first("records.ExtractBatch", state="validated")),
    ("analyst@alder.example", "records:proof", first("records.ExtractBatch", state="accepted")),
    ("analyst@alder.example", "records:changes", first("records.ExtractBatch", state="validated")),
    (
        "coordinator@alder.example",
        "records:changes",
        first("records.ExtractBatch", state="validated"),
    ),
    ("analyst@alder.example", "records:batch", first("records.ExtractBatch", state="validated")),
    ("analyst@alder.example", "records:batch", first("records.ExtractBatch", state="accepted")),
    ("analyst@alder.example", "records:batch", A_REJECTED_BATCH),
    ("analyst@alder.example", "records:batch", first("records.ExtractBatch", state="rolled_back")),
    ("analyst@alder.example", "records:reject", first("records.ExtractBatch", state="validated")),
    ("cws.worker@alder.example", "sharing:people", NONE),
    ("cws.worker2@birch.example", "sharing:people", NONE),
    ("cws.worker@alder.example", "sharing:search", NONE),
    ("cws.worker@alder.example", "sharing:person", person_of_both_first_workers),
    ("calworks.worker@alder.example", "sharing:person", person_of_both_first_workers),
    ("coordinator@alder.example", "sharing:person", person_of_both_first_workers),
    ("cws.worker@alder.example", "sharing:person", narrowed_person),
    ("coordinator@alder.example", "sharing:narrow", person_of_both_first_workers),
    ("cws.worker@alder.example", "sharing:look_up", NONE),
    ("cws.worker@alder.example", "sharing:why", NONE),
    ("restricted@alder.example", "today", NONE),
    ("restricted@alder.example", "sharing:restricted", NONE),
    ("restricted@alder.example", "sharing:person", restricted_person),
    ("restricted@alder.example", "sharing:restrict", person_of_both_first_workers),
    ("restricted@alder.example", "sharing:lift", first("sharing.Shield", until=None)),
    ("restricted@alder.example", "sharing:name_reader", restricted_person),
    ("privacy@alder.example", "sharing:staff_relations", NONE),
    ("cws.supervisor@alder.example", "sharing:teams", NONE),
    ("cws.worker2@birch.example", "sharing:teams", NONE),
    ("cws.supervisor@alder.example", "sharing:team", A_FAMILY_TEAM),
    ("cws.supervisor@alder.example", "sharing:team", A_WINDOW),
    ("cws.worker@alder.example", "sharing:team", A_WINDOW),
    ("cws.supervisor@alder.example", "sharing:open_team", person_of_both_first_workers),
    ("cws.supervisor@alder.example", "sharing:extend_window", A_WINDOW),
    ("counsel@alder.example", "sharing:policy", NONE),
    ("counsel@birch.example", "sharing:policy", NONE),
    ("counsel@alder.example", "sharing:edition", A_DRAFT),
    ("admin@alder.example", "sharing:edition", A_PAST_EDITION),
    ("counsel@alder.example", "sharing:change_draft", A_DRAFT),
    ("counsel@alder.example", "sharing:withdraw_edition", A_DRAFT),
    ("counsel@alder.example", "sharing:restore_edition", A_PAST_EDITION),
    ("counsel@alder.example", "sharing:authority", NONE),
    ("counsel@alder.example", "sharing:index_standard", NONE),
    ("counsel@birch.example", "sharing:index_standard", NONE),
    ("counsel@alder.example", "sharing:designations", NONE),
    ("counsel@birch.example", "sharing:designations", NONE),
    ("cws.worker@alder.example", "documents", NONE),
    ("privacy@alder.example", "today", NONE),
    ("cws.supervisor@alder.example", "today", NONE),
    ("privacy@alder.example", "sharing:account_search", NONE),
    ("privacy@alder.example", "sharing:account", person_of_both_first_workers),
    ("privacy@alder.example", "sharing:account_print", person_of_both_first_workers),
    ("admin@alder.example", "sharing:access", NONE),
    ("privacy@alder.example", "sharing:alerts", NONE),
    ("privacy@alder.example", "sharing:settle", AN_OPEN_ALERT),
    ("privacy@alder.example", "sharing:incidents", NONE),
    ("restricted@birch.example", "sharing:incidents", NONE),
    ("privacy@alder.example", "sharing:incident", AN_INCIDENT),
    ("counsel@alder.example", "sharing:incident", AN_INCIDENT),
    ("privacy@alder.example", "sharing:incident_print", AN_INCIDENT),
    ("privacy@alder.example", "sharing:open_incident", NONE),
    ("cws.worker@alder.example", "sharing:conflicts", NONE),
    ("cws.worker2@birch.example", "sharing:conflicts", NONE),
    ("cws.worker@alder.example", "sharing:settle_conflict", a_contradicted_statement),
    ("cws.worker@alder.example", "sharing:withdraw_correction", a_contradicted_statement),
    ("cws.worker@alder.example", "sharing:correct", person_of_both_first_workers),
    ("cws.supervisor@alder.example", "records:quality", NONE),
    ("analyst@alder.example", "records:quality", NONE),
    ("calworks.supervisor@alder.example", "records:quality_list", lambda: ["language_missing"]),
    ("coordinator@alder.example", "records:quality_list", lambda: ["cin_frozen"]),
    ("privacy@alder.example", "sharing:reviews", NONE),
    ("cws.supervisor@alder.example", "sharing:review", A_REVIEW),
    ("privacy@birch.example", "sharing:reviews", NONE),
    ("admin@alder.example", "counties:settings", NONE),
    ("admin@alder.example", "counties:staff", NONE),
    ("admin2@alder.example", "counties:waiting", NONE),
    ("admin@alder.example", "counties:invite", NONE),
    ("admin2@alder.example", "counties:proposal", first("counties.RoleProposal")),
    ("admin@alder.example", "counties:proposal", first("counties.RoleProposal")),
    ("admin2@alder.example", "counties:reset", first("counties.FactorReset")),
    ("admin@alder.example", "counties:staff_person", the_second_cws_worker),
    ("admin@alder.example", "counties:give_role", the_second_cws_worker),
    ("admin@alder.example", "counties:ask_reset", the_second_cws_worker),
    ("admin@alder.example", "counties:leave", the_second_cws_worker),
    ("cws.supervisor@alder.example", "counties:leave", the_second_cws_worker),
    ("admin@alder.example", "counties:end_role", their_role),
    ("admin@alder.example", "counties:transfer", their_role),
    ("admin@alder.example", "counties:worker_id", their_role),
    ("admin@alder.example", "counties:worker_ids", NONE),
    ("admin@alder.example", "counties:map_id", an_id_of_nobody),
    ("admin@alder.example", "counties:mark_bank", an_id_of_nobody),
    ("admin@alder.example", "counties:places", NONE),
    ("admin@alder.example", "counties:new_office", NONE),
    ("admin@alder.example", "counties:new_unit", NONE),
    ("admin@alder.example", "counties:unit", first("counties.Unit")),
    ("admin@alder.example", "counties:holidays", NONE),
    ("", "invitation", NONE),
    ("cws.worker@alder.example", "mfa_index", NONE),
    ("cws.worker@alder.example", "usersessions_list", NONE),
    ("admin@alder.example", "counties:parameter", lambda: ["records.guard_share"]),
    ("admin@alder.example", "account_change_password", NONE),
    ("admin@alder.example", "usersessions_list", NONE),
    ("oversight@state.example", "today", NONE),
    ("cochair.cws@alder.example", "workplans:meetings", its_plan),
    ("cws.worker@alder.example", "workplans:meetings", its_plan),
    ("cochair.cws@alder.example", "workplans:call_meeting", its_plan),
    ("cochair.cws@alder.example", "workplans:meeting", PLANNED),
    ("cochair.cws@alder.example", "workplans:meeting", HELD),
    ("sponsor.cws@alder.example", "workplans:meeting", HELD),
    ("cochair.cws@alder.example", "workplans:change_meeting", PLANNED),
    ("cochair.cws@alder.example", "workplans:call_off_meeting", PLANNED),
    ("coordinator@alder.example", "workplans:write_minutes", A_POINT),
    ("coordinator@alder.example", "workplans:add_guest", HELD),
    ("coordinator@alder.example", "workplans:team_decide", HELD),
    ("coordinator@alder.example", "workplans:promise_action", HELD),
    ("cochair.cws@alder.example", "workplans:decisions", its_plan),
    ("cochair.cws@alder.example", "workplans:actions", its_plan),
    ("cochair.cws@alder.example", "workplans:action", an_action),
    ("cochair.cws@alder.example", "workplans:reports", its_plan),
    ("cochair.cws@alder.example", "workplans:import_plan", NONE),
    ("cochair.cws@birch.example", "workplans:import_plan", NONE),
    ("cochair.cws@alder.example", "workplans:plan_import", A_FILE),
]
NAMED = [f"{who.split('@')[0] or 'anybody'}-{name}-{n}" for n, (who, name, _) in enumerate(PAGES)]
GATE = [page for page in PAGES if page[1] in ("matching:review", "sharing:person")][:2]


def look(desk: Any, page: tuple[str, str, Arguments], *, language: str, width: int) -> None:
    who, name, arguments = page
    person = desk(who, language)
    person.page.set_viewport_size({"width": width, "height": 800})
    person.go(reverse(name, args=arguments()))
    assert person.page.locator("h1").count() == 1
    assert person.page.locator("html").get_attribute("lang") == language
    too_wide = person.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert too_wide <= 0
    person.check()


@pytest.mark.usability(13)
@pytest.mark.parametrize("page", GATE, ids=lambda page: page[1])
@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 320)])
def test_the_two_busiest_pages(desk: Any, page: Any, language: str, width: int) -> None:
    look(desk, page, language=language, width=width)


@pytest.mark.drill
@pytest.mark.usability(13)
@pytest.mark.usability(14)
@pytest.mark.parametrize("page", PAGES, ids=NAMED)
@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 1280), ("en", 320)])
def test_every_page(desk: Any, page: Any, language: str, width: int) -> None:
    look(desk, page, language=language, width=width)
