"""Every address × every persona × GET and POST. An address without its row fails the build."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from counties.personas import COUNTY_PERSONAS, STATE_PERSONAS
from linkages.scope import rls

ALDER = [f"{persona.handle}@alder.example" for persona in COUNTY_PERSONAS]
BIRCH = [f"{persona.handle}@birch.example" for persona in COUNTY_PERSONAS]
STATE = [f"{persona.handle}@state.example" for persona in STATE_PERSONAS]


def at_alder(*handles: str) -> frozenset[str]:
    return frozenset(f"{handle}@alder.example" for handle in handles)


EVERYONE = frozenset(ALDER + BIRCH + STATE)
ALL_ALDER = frozenset(ALDER)
NOBODY: frozenset[str] = frozenset()
GOVERNING = ("admin", "admin2", "coordinator", "privacy", "counsel")
BOARD = ("cochair.cws", "cochair.calworks", "sponsor.cws", "sponsor.calworks")
CASEWORK = (
    "cws.worker",
    "cws.worker2",
    "cws.supervisor",
    "calworks.worker",
    "calworks.worker2",
    "calworks.supervisor",
)
REVIEWERS = ("coordinator", "liaison", "restricted")


def both_counties(*handles: str) -> frozenset[str]:
    return frozenset(f"{handle}@{county}.example" for handle in handles for county in COUNTIES)


COUNTIES = ("alder", "birch")
PARAMETERS = both_counties(*GOVERNING, *BOARD)
OPENERS = both_counties(*CASEWORK, *REVIEWERS)


@dataclass(frozen=True)
class Row:
    """Who gets the page; everybody else 403 or 404.

    None: the method is not allowed at all, 405 for everybody who is signed in.
    """

    get: frozenset[str] | None = None
    post: frozenset[str] | None = None
    args: Callable[[], list[Any]] = list
    open_to_strangers: bool = False


def first(model: str, **conditions: Any) -> Callable[[], list[Any]]:
    """The key of some row of Alder."""

    def find() -> list[Any]:
        from django.apps import apps

        with rls(county="alder"), transaction.atomic():
            found = apps.get_model(model).objects.filter(**conditions).first()
            assert found is not None, f"the demonstration has no {model} with {conditions}"
            return [found.pk]

    return find


def person_of_both_first_workers() -> list[Any]:
    """Someone with whom cws.worker and calworks.worker of Alder both work."""
    from cases.people.models import Person, ProgramRecord

    with rls(county="alder"), transaction.atomic():
        found = (
            Person.objects.filter(records__assignments__worker_id="CW101")
            .exclude(pk__in=ProgramRecord.objects.closed().exclude(person=None).values("person"))
            .filter(records__assignments__worker_id="EW201")
            .first()
        )
        assert found is not None
        return [found.pk]


def family_of_both_first_workers() -> list[Any]:
    """A family of cws.worker and calworks.worker of Alder, and of nobody else's caseload, about
    which something is written."""
    from cases.families.models import Contact
    from cases.people.models import FamilyMember
    from cases.sharing.models import Assignment

    with rls(county="alder"), transaction.atomic():
        places = FamilyMember.objects.filter(until=None)
        of_others = Assignment.objects.filter(until=None).exclude(worker_id__in=["CW101", "EW201"])
        mine = [
            places.filter(record__assignments__worker_id=worker).values("family")
            for worker in ("CW101", "EW201")
        ]
        open_to_all = {"record__restriction": "N", "record__shield": "N"}
        closed = places.exclude(**open_to_all).values("family")
        found = (
            Contact.objects.filter(family__in=mine[0], program="cws", category="C1")
            .filter(family__in=mine[1])
            .exclude(
                family__in=places.filter(record__in=of_others.values("record")).values("family")
            )
            .exclude(family__in=closed)
            .order_by("written_at")
            .first()
        )
        assert found is not None
        return [found.family_id]


def a_unit_to_split() -> list[Any]:
    """The first case family of theirs."""
    return [*family_of_both_first_workers(), 1]


def a_contact() -> list[Any]:
    """A telephone call that cws.worker wrote down about them."""
    from cases.families.models import Contact

    with rls(county="alder"), transaction.atomic():
        rows = Contact.objects.filter(family=family_of_both_first_workers()[0], program="cws")
        found = rows.filter(category="C1", about=None).order_by("written_at").first()
        return [found.family_id, "contact", found.pk]


def a_task() -> list[Any]:
    """A task that cws.worker has about them."""
    from cases.families.models import Task

    with rls(county="alder"), transaction.atomic():
        rows = Task.objects.filter(family=family_of_both_first_workers()[0], program="cws")
        found = rows.filter(code="call_other_side", doer="cws").order_by("written_at").first()
        return [found.family_id, found.pk]


def narrowed_person() -> list[Any]:
    """The one of Alder whose family asked for less sharing."""
    from cases.sharing.models import Narrowing

    with rls(county="alder"), transaction.atomic():
        return [Narrowing.objects.select_related("record").get(until=None).record.person_id]


def restricted_person() -> list[Any]:
    """The one of Alder whom the county itself closed."""
    from cases.sharing.models import Shield

    with rls(county="alder"), transaction.atomic():
        return [Shield.objects.select_related("record").get(until=None).record.person_id]


def a_named_reader() -> list[Any]:
    """That person, and who is named for them."""
    from cases.sharing.models import NamedReader

    (person,) = restricted_person()
    with rls(county="alder"), transaction.atomic():
        found = NamedReader.objects.filter(content_object__person=person).first()
        assert found is not None
        return [person, found.user_id]


def a_contradicted_statement() -> list[Any]:
    """What cws.worker of Alder stated and the last extract contradicts."""
    from cases.people.models import Correction

    with rls(county="alder"), transaction.atomic():
        return [Correction.objects.get(field="phone", ended="", record__program="cws").pk]


def a_family_to_accept() -> list[Any]:
    """What cws.worker of Alder is asked, and nobody was told of besides."""
    from cases.families.models import Acceptance

    with rls(county="alder"), transaction.atomic():
        rows = Acceptance.objects.filter(state="waiting", worker_id="CW101", escalation=0)
        found = rows.filter(episode__closed_on=None).exclude(
            notices__recipient__email__startswith="cws.worker2"
        )
        row = found.order_by("told_at", "pk").first()
        assert row is not None
        return [row.token]


def an_unknown_token() -> list[Any]:
    return ["AAAAAAAAAAAA"]


def a_family_brought_forward() -> list[Any]:
    """The one of Alder whose priority a supervisor set."""
    from cases.families.models import Episode

    with rls(county="alder"), transaction.atomic():
        found = Episode.objects.filter(closed_on=None).exclude(set_priority="").first()
        assert found is not None
        return [found.family_id]


def a_family_without_aid() -> list[Any]:
    """One of cws.worker of Alder of whom CalWORKs has no record."""
    from cases.people.models import Family

    with rls(county="alder"), transaction.atomic():
        found = (
            Family.objects.filter(kind="cws_only", ended_at=None, members__until=None)
            .filter(members__record__assignments__worker_id="CW101")
            .exclude(members__record__restriction__in=["S", "R"])
            .exclude(members__record__shield__in=["S", "R"])
            .first()
        )
        assert found is not None
        return [found.pk]


def absent() -> list[Any]:
    return ["00000000-0000-4000-8000-000000000000"]


def the_second_cws_worker() -> list[Any]:
    """A member of Alder's staff whom nobody else's test needs at work."""
    from counties.models import User

    return [User.objects.get(email="cws.worker2@alder.example").pk]


def their_role() -> list[Any]:
    from counties.models import Membership

    (user,) = the_second_cws_worker()
    with rls(county="alder"), transaction.atomic():
        return [Membership.objects.filter(user=user, county="alder").latest("since").pk]


def an_id_of_nobody() -> list[Any]:
    """An id of Alder's extracts to which nobody answers."""
    from counties.staff.worker_ids import unmapped

    with rls(county="alder"), transaction.atomic():
        found = unmapped("alder")[0]
        return [found.program, found.worker_id]


BATCHES = both_counties("admin", "admin2", "coordinator", "analyst", "privacy")
STAFF_SEERS = STAFF_KEEPERS = both_counties("admin", "admin2")
ALDERS_ADMINS = at_alder("admin", "admin2")
ANALYSTS = both_counties("analyst")
PLANNERS = both_counties("analyst", "admin", "admin2")
ALDERS_ANALYST = at_alder("analyst")
JUDGES = both_counties("analyst", *REVIEWERS)
GIVERS = both_counties("coordinator", "analyst", "restricted")
REASON_SETTERS = both_counties("admin", "admin2", "coordinator")
QUALITY_OPENERS = both_counties("coordinator", "cws.supervisor", "calworks.supervisor")
QUALITY = QUALITY_OPENERS | both_counties("analyst")
REASSIGNERS = both_counties("coordinator", "restricted", "cws.supervisor", "calworks.supervisor")
ANSWERERS = both_counties(*CASEWORK, "liaison")
CWS_SIDE = both_counties("cws.worker", "cws.worker2", "cws.supervisor")
RELEASERS = both_counties("coordinator")
WAVE_READERS = at_alder("coordinator", "admin", "admin2")
RANKERS = at_alder("cws.supervisor", "calworks.supervisor", "coordinator", "liaison")
A_WAVE = first("families.Wave")
FIRST_CWS_SIDE = at_alder("cws.worker", "cws.supervisor")
FIRST_WORKERS = FIRST_CWS_SIDE | at_alder("calworks.worker", "calworks.supervisor")
BOTH_FIRST_WORKERS = at_alder(
    "cws.worker", "cws.supervisor", "calworks.worker", "calworks.supervisor", *REVIEWERS
)
SHAPERS = at_alder("coordinator", "restricted", "cws.supervisor", "calworks.supervisor")
RULING_UNDOERS = at_alder("coordinator", "restricted")
CLOSER = at_alder("restricted")
KEEPERS_OF_TIES = both_counties("privacy", "restricted")
SEATERS = at_alder("cws.supervisor", "calworks.supervisor", *REVIEWERS)
A_FAMILY_TEAM = first("sharing.Roster", kind="cft")
A_WINDOW = first("sharing.Roster", kind="er_team", title="Report at school")
A_REJECTED_BATCH = first("records.ExtractBatch", state="rejected")
AN_OPEN_PAIR = first(
    "matching.MatchCandidate",
    state="proposed",
    band__in=["certain", "review"],
    cws__restriction="N",
    calworks__restriction="N",
)
ACCOUNTANTS = both_counties("privacy", "restricted")
EXPLAINERS = both_counties("admin", "admin2", "privacy")
REVIEW_READERS = both_counties("privacy", "cws.supervisor", "calworks.supervisor")
AN_OPEN_ALERT = first("sharing.Alert", settled_at=None)
A_REVIEW = first("sharing.MonthlyReview", unit__code="CWS1", signed_at=None)
SIDES = ("cws", "calworks")
A_LINKED_PAIR = first(
    "matching.MatchCandidate",
    state="linked",
    **{f"{side}__{kind}": "N" for side in SIDES for kind in ("restriction", "shield")},
)
BASES = both_counties("admin", "admin2", "coordinator", "privacy", "counsel")
COUNSEL = both_counties("counsel")
ALDERS_COUNSEL = at_alder("counsel")
RULE_READERS = both_counties("admin", "admin2", "coordinator", "analyst", "privacy", "counsel")
RULE_SETTERS = both_counties("admin", "admin2", "coordinator")
UNDOERS = both_counties("coordinator", "analyst")
THE_RULES = first("matching.RuleEdition")
A_RULE_RUN = first("matching.RuleRun")
A_DRAWN_SAMPLE = first("matching.Sample")
A_SAMPLED_PAIR = first("matching.SampledPair")


def a_rule() -> list[Any]:
    """A rule of Alder's edition."""
    return [*THE_RULES(), "twins"]


def pairs_of_a_rule() -> list[Any]:
    """The open pairs that it holds."""
    return [*a_rule(), "open"]


A_DRAFT = first("sharing.PolicyEdition", state="draft")
A_PAST_EDITION = first("sharing.PolicyEdition", number=1)

INCIDENT_READERS = both_counties("privacy", "counsel", "restricted")
INCIDENT_KEEPERS = both_counties("privacy", "restricted")
AN_INCIDENT = first("sharing.Incident", kind="link", state="suspected")

DESCRIBERS = both_counties("admin", "admin2", "analyst")
A_PROFILE = first("records.SourceProfile", state="in_use")
A_PROFILE_DRAFT = first("records.ProfileDraft")
# A published layout and a format: no row of Alder.
A_LAYOUT = lambda: ["cws-children"]  # noqa: E731
A_SAMPLE = lambda: ["cws-children", "xlsx"]  # noqa: E731


def an_adult() -> list[Any]:
    """A mutual family, and a linked parent on calworks.worker's caseload alone."""
    from cases.people.models import Family, FamilyMember, ProgramRecord

    with rls(county="alder"), transaction.atomic():
        shut = ProgramRecord.objects.closed()
        places = FamilyMember.objects.filter(until=None)
        families = Family.objects.filter(kind="mutual", ended_at=None, episodes__closed_on=None)
        families = families.exclude(pk__in=places.filter(record__in=shut).values("family"))
        parents = places.filter(part="parent", family__in=families).exclude(record__person=None)
        known = ProgramRecord.objects.filter(assignments__worker_id="CW101").values("person")
        parents = parents.filter(record__assignments__worker_id="EW201")
        parents = parents.exclude(record__person__in=known.exclude(person=None))
        parents = parents.exclude(record__person__in=shut.exclude(person=None).values("person"))
        found = parents.select_related("record").order_by("record__native_id")[0]
        return [found.family_id, found.record.person_id]


def a_mark_to_set() -> list[Any]:
    """A family that cws.worker of Alder accepted, and a mark that nobody has set for it."""
    from cases.families.models import Acceptance, SourceFlag, SourceFlagKind

    with rls(county="alder"), transaction.atomic():
        kind = SourceFlagKind.objects.get(program="cws")
        done = SourceFlag.objects.filter(kind=kind).values("episode")
        mine = Acceptance.objects.filter(program="cws", worker_id="CW101", state="accepted")
        mine = mine.filter(episode__state__in=["accepted", "engaged"]).exclude(episode__in=done)
        return [mine.order_by("told_at", "pk")[0].episode.family_id, kind.pk]


def an_ended_mark() -> list[Any]:
    """The one that Birch asks for no more."""
    from cases.families.models import SourceFlagKind

    with rls(county="birch"), transaction.atomic():
        return [SourceFlagKind.objects.exclude(until=None).get().pk]


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
A_TRANSFER = first("families.Transfer", state="accepted")


def a_received_family() -> list[Any]:
    """The copy that Birch took from Alder."""
    from cases.families.models import ReceivedFamily

    with rls(county="birch"), transaction.atomic():
        return [ReceivedFamily.objects.get().pk]


SETTLERS = both_counties(*REVIEWERS)
CALWORKS_SIDE_AND_REVIEWERS = at_alder("calworks.worker", "calworks.supervisor", *REVIEWERS)
ALDERS_SETTLERS = at_alder("coordinator", "liaison")
KEEPERS = both_counties("admin", "admin2", "coordinator")
ALDERS_KEEPERS = at_alder("admin", "admin2", "coordinator")
A_SUGGESTION = first("families.Suggestion", settled_at=None)
AN_EVENT = first("families.EventNotice", to_settle=True, settled_at=None)
AN_OBSTACLE = first("families.Obstacle", said_by__email="cws.worker@alder.example")
A_SERVICE = first("families.Service", code="food-pantry")
A_WITHDRAWN_SERVICE = first("families.Service", code="old-hotline")

MATRIX: dict[str, Row] = {
    "today": Row(get=EVERYONE),
    "healthz": Row(get=EVERYONE, open_to_strangers=True),
    "keep_alive": Row(get=EVERYONE, post=EVERYONE),
    "save_draft": Row(post=EVERYONE, args=lambda: ["match-note:x"]),
    "job_progress": Row(get=NOBODY, args=absent),
    "documents": Row(get=EVERYONE),
    "document": Row(get=NOBODY, args=absent),
    "document_file": Row(get=NOBODY, args=absent),
    "set_language": Row(get=EVERYONE, post=EVERYONE, open_to_strangers=True),
    "counties:settings": Row(get=PARAMETERS),
    "counties:parameter": Row(
        get=PARAMETERS,
        post=both_counties("admin", "admin2"),
        args=lambda: ["records.guard_share"],
    ),
    "counties:staff": Row(get=STAFF_SEERS),
    "counties:invite": Row(get=STAFF_KEEPERS, post=STAFF_KEEPERS),
    "counties:waiting": Row(get=STAFF_SEERS),
    "counties:proposal": Row(
        get=ALDERS_ADMINS, post=at_alder("admin2"), args=first("counties.RoleProposal")
    ),
    "counties:reset": Row(
        get=ALDERS_ADMINS, post=at_alder("admin2"), args=first("counties.FactorReset")
    ),
    "counties:staff_person": Row(get=ALDERS_ADMINS, args=the_second_cws_worker),
    "counties:give_role": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=the_second_cws_worker),
    "counties:invite_again": Row(post=ALDERS_ADMINS, args=the_second_cws_worker),
    "counties:unlock": Row(post=ALDERS_ADMINS, args=the_second_cws_worker),
    "counties:ask_reset": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=the_second_cws_worker),
    "counties:leave": Row(
        get=ALDERS_ADMINS | at_alder("cws.supervisor"),
        post=ALDERS_ADMINS | at_alder("cws.supervisor"),
        args=the_second_cws_worker,
    ),
    "counties:end_role": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=their_role),
    "counties:transfer": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=their_role),
    "counties:worker_id": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=their_role),
    "counties:worker_ids": Row(get=STAFF_KEEPERS),
    "counties:map_id": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=an_id_of_nobody),
    "counties:mark_bank": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=an_id_of_nobody),
    "counties:end_bank": Row(post=ALDERS_ADMINS, args=first("counties.BankCaseload")),
    "counties:places": Row(get=STAFF_SEERS),
    "counties:new_office": Row(get=STAFF_KEEPERS, post=STAFF_KEEPERS),
    "counties:office": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=first("counties.Office")),
    "counties:new_unit": Row(get=STAFF_KEEPERS, post=STAFF_KEEPERS),
    "counties:unit": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=first("counties.Unit")),
    "counties:holidays": Row(get=STAFF_SEERS, post=STAFF_KEEPERS),
    "counties:remove_holiday": Row(post=ALDERS_ADMINS, args=first("counties.Holiday")),
    "end_session": Row(post=NOBODY, args=lambda: ["0" * 32]),
    "sharing:wrong_link": Row(get=NOBODY, args=absent),
    "sharing:people": Row(get=OPENERS),
    "sharing:search": Row(get=OPENERS, post=OPENERS),
    "sharing:look_up": Row(get=OPENERS, post=OPENERS),
    "sharing:why": Row(get=OPENERS),
    "sharing:person": Row(get=BOTH_FIRST_WORKERS, args=person_of_both_first_workers),
    "sharing:summary": Row(post=BOTH_FIRST_WORKERS, args=person_of_both_first_workers),
    "sharing:narrow": Row(
        get=BOTH_FIRST_WORKERS, post=BOTH_FIRST_WORKERS, args=person_of_both_first_workers
    ),
    "sharing:widen": Row(post=BOTH_FIRST_WORKERS, args=person_of_both_first_workers),
    "sharing:restricted": Row(get=both_counties("restricted")),
    "sharing:restrict": Row(get=CLOSER, post=CLOSER, args=person_of_both_first_workers),
    "sharing:lift": Row(get=CLOSER, post=CLOSER, args=first("sharing.Shield", until=None)),
    "sharing:name_reader": Row(get=CLOSER, post=CLOSER, args=person_of_both_first_workers),
    "sharing:take_off_reader": Row(get=CLOSER, post=CLOSER, args=a_named_reader),
    "sharing:staff_relations": Row(get=KEEPERS_OF_TIES, post=KEEPERS_OF_TIES),
    "sharing:end_relation": Row(
        get=KEEPERS_OF_TIES & ALL_ALDER,
        post=KEEPERS_OF_TIES & ALL_ALDER,
        args=first("sharing.StaffRelation", until=None),
    ),
    "sharing:teams": Row(get=OPENERS),
    "sharing:team": Row(get=BOTH_FIRST_WORKERS, args=A_FAMILY_TEAM),
    "sharing:open_team": Row(get=SEATERS, post=SEATERS, args=person_of_both_first_workers),
    "sharing:seat": Row(post=SEATERS, args=A_FAMILY_TEAM),
    "sharing:authorize_team": Row(get=SEATERS, post=SEATERS, args=A_FAMILY_TEAM),
    "sharing:close_team": Row(get=SEATERS, post=SEATERS, args=A_FAMILY_TEAM),
    "sharing:end_seat": Row(
        get=SEATERS, post=SEATERS, args=first("sharing.Seat", roster__kind="cft", until=None)
    ),
    "sharing:extend_window": Row(
        get=at_alder("cws.supervisor"), post=at_alder("cws.supervisor"), args=A_WINDOW
    ),
    "sharing:account_search": Row(get=ACCOUNTANTS, post=ACCOUNTANTS),
    "sharing:account": Row(get=ACCOUNTANTS & ALL_ALDER, args=person_of_both_first_workers),
    "sharing:account_file": Row(get=ACCOUNTANTS & ALL_ALDER, args=person_of_both_first_workers),
    "sharing:account_print": Row(get=ACCOUNTANTS & ALL_ALDER, args=person_of_both_first_workers),
    "sharing:access": Row(get=EXPLAINERS, post=EXPLAINERS),
    "sharing:alerts": Row(get=both_counties("privacy")),
    "sharing:settle": Row(get=at_alder("privacy"), post=at_alder("privacy"), args=AN_OPEN_ALERT),
    "sharing:incidents": Row(get=INCIDENT_READERS),
    "sharing:incident_file": Row(get=INCIDENT_READERS),
    "sharing:open_incident": Row(get=INCIDENT_KEEPERS, post=INCIDENT_KEEPERS),
    "sharing:incident": Row(
        get=at_alder("privacy", "counsel"), post=at_alder("privacy"), args=AN_INCIDENT
    ),
    "sharing:incident_print": Row(get=at_alder("privacy", "counsel"), args=AN_INCIDENT),
    "sharing:incident_document": Row(post=at_alder("privacy", "counsel"), args=AN_INCIDENT),
    "sharing:conflicts": Row(get=both_counties(*CASEWORK)),
    "sharing:settle_conflict": Row(
        get=FIRST_CWS_SIDE, post=FIRST_CWS_SIDE, args=a_contradicted_statement
    ),
    "sharing:withdraw_correction": Row(
        get=FIRST_CWS_SIDE, post=FIRST_CWS_SIDE, args=a_contradicted_statement
    ),
    "sharing:correct": Row(
        get=FIRST_WORKERS, post=FIRST_WORKERS, args=person_of_both_first_workers
    ),
    "sharing:reviews": Row(get=REVIEW_READERS),
    "sharing:review": Row(
        get=at_alder("privacy", "cws.supervisor"), post=at_alder("cws.supervisor"), args=A_REVIEW
    ),
    "sharing:policy": Row(get=BASES),
    "sharing:start_draft": Row(post=COUNSEL),
    "sharing:edition": Row(get=BASES & ALL_ALDER, args=A_PAST_EDITION),
    "sharing:change_draft": Row(get=ALDERS_COUNSEL, post=ALDERS_COUNSEL, args=A_DRAFT),
    "sharing:publish_edition": Row(post=ALDERS_COUNSEL, args=A_DRAFT),
    "sharing:withdraw_edition": Row(get=ALDERS_COUNSEL, post=ALDERS_COUNSEL, args=A_DRAFT),
    "sharing:restore_edition": Row(get=ALDERS_COUNSEL, post=ALDERS_COUNSEL, args=A_PAST_EDITION),
    "sharing:authority": Row(get=BASES, post=COUNSEL),
    "sharing:end_authority": Row(
        get=ALDERS_COUNSEL,
        post=ALDERS_COUNSEL,
        args=first("sharing.MatchingAuthority", until__lt="2026-01-01"),
    ),
    "sharing:index_standard": Row(get=BASES, post=COUNSEL),
    "sharing:end_standard": Row(
        get=ALDERS_COUNSEL,
        post=ALDERS_COUNSEL,
        args=first("sharing.IndexStandard", until__isnull=False),
    ),
    "sharing:designations": Row(get=BASES, post=COUNSEL),
    "sharing:end_designation": Row(
        get=ALDERS_COUNSEL,
        post=ALDERS_COUNSEL,
        args=first("sharing.Designation", until__isnull=False),
    ),
    "records:list": Row(get=BATCHES),
    "records:upload": Row(get=ANALYSTS, post=ANALYSTS),
    "records:batch": Row(get=BATCHES & ALL_ALDER, args=first("records.ExtractBatch")),
    "records:progress": Row(get=BATCHES & ALL_ALDER, args=first("records.ExtractBatch")),
    "records:accept": Row(get=ALDERS_ANALYST, post=ALDERS_ANALYST, args=A_REJECTED_BATCH),
    "records:reject": Row(get=ALDERS_ANALYST, post=ALDERS_ANALYST, args=A_REJECTED_BATCH),
    "records:roll_back": Row(get=ALDERS_ANALYST, post=ALDERS_ANALYST, args=A_REJECTED_BATCH),
    "records:try_again": Row(post=ALDERS_ANALYST, args=A_REJECTED_BATCH),
    "records:quality": Row(get=QUALITY),
    "records:quality_list": Row(get=QUALITY_OPENERS, args=lambda: ["birth_missing"]),
    "records:quality_file": Row(get=QUALITY_OPENERS, args=lambda: ["birth_missing"]),
    "records:quarantine": Row(get=BATCHES & ALL_ALDER, args=first("records.ExtractBatch")),
    "records:pickups": Row(get=PLANNERS),
    "records:plan_pickup": Row(get=PLANNERS, post=PLANNERS),
    "records:switch_pickup": Row(post=PLANNERS & ALL_ALDER, args=first("records.Pickup")),
    "records:pickup_now": Row(post=PLANNERS & ALL_ALDER, args=first("records.Pickup")),
    "records:proof": Row(get=BATCHES & ALL_ALDER, args=first("records.ExtractBatch")),
    "records:changes": Row(
        get=BATCHES & ALL_ALDER, args=first("records.ExtractBatch", state="accepted")
    ),
    "records:changes_file": Row(
        get=BATCHES & ALL_ALDER, args=first("records.ExtractBatch", state="accepted")
    ),
    "records:quarantine_workbook": Row(get=BATCHES & ALL_ALDER, args=first("records.ExtractBatch")),
    "records:profiles": Row(get=BATCHES),
    "records:start_profile": Row(get=DESCRIBERS, post=DESCRIBERS),
    "records:import_profile": Row(get=DESCRIBERS, post=DESCRIBERS),
    "records:draft_places": Row(get=ALDERS_ANALYST, post=ALDERS_ANALYST, args=A_PROFILE_DRAFT),
    "records:draft_columns": Row(get=ALDERS_ANALYST, post=ALDERS_ANALYST, args=A_PROFILE_DRAFT),
    "records:draft_codes": Row(get=ALDERS_ANALYST, post=ALDERS_ANALYST, args=A_PROFILE_DRAFT),
    "records:draft_preview": Row(get=ALDERS_ANALYST, post=ALDERS_ANALYST, args=A_PROFILE_DRAFT),
    "records:drop_draft": Row(post=NOBODY, args=absent),
    "records:profile": Row(get=BATCHES & ALL_ALDER, args=A_PROFILE),
    "records:new_version": Row(
        get=DESCRIBERS & ALL_ALDER, post=DESCRIBERS & ALL_ALDER, args=A_PROFILE
    ),
    "records:use_profile": Row(post=DESCRIBERS & ALL_ALDER, args=A_PROFILE),
    "records:retire_profile": Row(post=DESCRIBERS & ALL_ALDER, args=A_PROFILE),
    "records:compare_profiles": Row(get=BATCHES & ALL_ALDER, args=A_PROFILE),
    "records:export_profile": Row(get=BATCHES & ALL_ALDER, args=A_PROFILE),
    "records:profile_sheet": Row(get=BATCHES & ALL_ALDER, args=A_PROFILE),
    "records:print_profile_sheet": Row(post=BATCHES & ALL_ALDER, args=A_PROFILE),
    "records:sheets": Row(get=BATCHES),
    "records:sheet": Row(get=BATCHES, args=A_LAYOUT),
    "records:print_sheet": Row(post=BATCHES, args=A_LAYOUT),
    "records:sample": Row(get=BATCHES, args=A_SAMPLE),
    "records:id_pairs": Row(get=BATCHES, post=ANALYSTS),
    "matching:review": Row(get=JUDGES),
    "matching:runs": Row(get=JUDGES),
    "matching:start": Row(post=ANALYSTS),
    "matching:progress": Row(get=JUDGES & ALL_ALDER, args=first("matching.MatchRun")),
    "matching:pair": Row(get=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:decide": Row(post=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:undo": Row(post=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:household": Row(get=JUDGES & ALL_ALDER, post=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:beside": Row(get=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:defer": Row(get=JUDGES & ALL_ALDER, post=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:resume": Row(post=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:give": Row(post=GIVERS & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:give_back": Row(post=GIVERS & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:past": Row(get=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:find": Row(post=JUDGES),
    "matching:keep_filter": Row(post=JUDGES),
    "matching:forget_filter": Row(post=NOBODY, args=absent),
    "matching:hand_out": Row(get=GIVERS),
    "matching:give_selection": Row(post=GIVERS),
    "matching:split": Row(post=GIVERS),
    "matching:end_split": Row(post=GIVERS),
    "matching:take_back_all": Row(
        post=GIVERS & ALL_ALDER, args=first("counties.User", email="restricted@alder.example")
    ),
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
    "matching:deputies": Row(get=JUDGES, post=JUDGES),
    "matching:end_deputy": Row(post=NOBODY, args=absent),
    "matching:decisions": Row(get=GIVERS),
    "matching:decisions_file": Row(get=GIVERS),
    "matching:reasons": Row(get=JUDGES | REASON_SETTERS, post=REASON_SETTERS),
    "matching:switch_reason": Row(post=REASON_SETTERS, args=lambda: ["unknown"]),
    "matching:rules": Row(get=RULE_READERS),
    "matching:start_rules": Row(post=RULE_SETTERS),
    "matching:stop_linking": Row(post=RULE_SETTERS),
    "matching:rule_edition": Row(get=RULE_READERS & ALL_ALDER, args=THE_RULES),
    "matching:ask_rules": Row(post=RULE_SETTERS & ALL_ALDER, args=THE_RULES),
    "matching:rule_progress": Row(get=RULE_READERS & ALL_ALDER, args=THE_RULES),
    "matching:rule_threshold": Row(
        get=RULE_SETTERS & ALL_ALDER, post=RULE_SETTERS & ALL_ALDER, args=THE_RULES
    ),
    "matching:publish_rules": Row(post=RULE_SETTERS & ALL_ALDER, args=THE_RULES),
    "matching:restore_rules": Row(
        get=RULE_SETTERS & ALL_ALDER, post=RULE_SETTERS & ALL_ALDER, args=THE_RULES
    ),
    "matching:withdraw_rules": Row(
        get=RULE_SETTERS & ALL_ALDER, post=RULE_SETTERS & ALL_ALDER, args=THE_RULES
    ),
    "matching:rule": Row(get=RULE_SETTERS & ALL_ALDER, post=RULE_SETTERS & ALL_ALDER, args=a_rule),
    "matching:drop_rule": Row(post=RULE_SETTERS & ALL_ALDER, args=a_rule),
    "matching:rule_pairs": Row(get=UNDOERS & ALL_ALDER, args=pairs_of_a_rule),
    "matching:rule_runs": Row(get=JUDGES),
    "matching:rule_run": Row(get=JUDGES & ALL_ALDER, args=A_RULE_RUN),
    "matching:rule_run_progress": Row(get=JUDGES & ALL_ALDER, args=A_RULE_RUN),
    "matching:looked_through": Row(post=JUDGES & ALL_ALDER, args=A_RULE_RUN),
    "matching:undo_rule_run": Row(
        get=UNDOERS & ALL_ALDER, post=UNDOERS & ALL_ALDER, args=A_RULE_RUN
    ),
    "matching:agree": Row(post=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:confirm_link": Row(post=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:samples": Row(get=RULE_READERS, post=UNDOERS),
    "matching:sample": Row(get=RULE_READERS & ALL_ALDER, args=A_DRAWN_SAMPLE),
    "matching:second_look": Row(get=JUDGES),
    "matching:second_word": Row(post=JUDGES & ALL_ALDER, args=A_SAMPLED_PAIR),
    "matching:cut": Row(get=JUDGES & ALL_ALDER, post=JUDGES & ALL_ALDER, args=A_LINKED_PAIR),
    "counties:switch": Row(post=NOBODY),
    "counties:shortcuts": Row(post=EVERYONE),
}
# Pages about one's own account, and the ways into it: signed in or not is all that counts.
ACCOUNT = ("account_", "mfa_", "usersessions_", "sso_", "invitation", "accept_invitation")


def names(patterns: list[Any], space: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            found += names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            found.append(space + (pattern.name or "unnamed"))
    return found


ADDRESSES = names(get_resolver().url_patterns)
OURS = [name for name in ADDRESSES if not name.startswith(ACCOUNT)]


@pytest.mark.check(1)
def test_every_address_has_its_row() -> None:
    assert set(OURS) - set(MATRIX) == set()
    assert set(MATRIX) - set(ADDRESSES) == set()


CLIENTS: dict[str, Any] = {}


def at_work(visit: Any, email: str) -> Any:
    """One signed-in client a person for the whole matrix."""
    if email not in CLIENTS:
        CLIENTS[email] = visit(email)
    return CLIENTS[email]


def good(status: int) -> bool:
    """A page, a way on, a form that says what it lacks, or a state that forbids the act."""
    return status in (200, 302, 409, 422)


@pytest.mark.check(2)
@pytest.mark.parametrize("name", sorted(MATRIX))
def test_who_gets_what(name: str, visit: Any) -> None:
    row = MATRIX[name]
    address = reverse(name, args=row.args())
    differences = []
    for email in sorted(EVERYONE):
        client = at_work(visit, email)
        for method, allowed in (("get", row.get), ("post", row.post)):
            status = getattr(client, method)(address).status_code
            if allowed is None:
                right = status == 405
            elif email in allowed:
                right = good(status)
            else:
                right = status in (403, 404)
            if not right:
                differences.append(f"{method} {email}: {status}")
    assert differences == []


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_a_stranger_is_sent_to_sign_in(name: str, visit: Any) -> None:
    row = MATRIX[name]
    answer = visit("").get(reverse(name, args=row.args()))
    if row.open_to_strangers:
        assert answer.status_code in (200, 302, 405)
        assert not answer.headers.get("Location", "").startswith(reverse("account_login"))
    else:
        assert answer.status_code == 302 and "login" in answer["Location"]


@pytest.mark.parametrize("name", [name for name in ADDRESSES if name.startswith(ACCOUNT)])
def test_account_pages_never_fail(name: str, visit: Any) -> None:
    arguments = {
        "account_confirm_email": ["x"],
        "account_reset_password_from_key": ["x", "y"],
        "mfa_edit_webauthn": [1],
        "mfa_remove_webauthn": [1],
        "sso_login": ["x"],
        "sso_callback": ["x"],
        "accept_invitation": ["x"],
    }.get(name, [])
    for email in ("", "cws.worker@alder.example"):
        status = visit(email).get(reverse(name, args=arguments)).status_code
        assert status in (200, 302, 403, 404, 405), f"{name} {email}: {status}"
