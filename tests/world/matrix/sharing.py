"""People, their accounts, teams, restrictions, incidents and the county's policy."""

from typing import Any

from django.db import transaction

from linkages.scope import rls
from tests.world.matrix.rows import Row, absent, first
from tests.world.matrix.who import (
    ALL_ALDER,
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


def person_of_both_first_workers() -> list[Any]:
    """Someone with whom cws.worker and calworks.worker of Alder both work, and nobody else: the
    same one in every run."""
    from cases.people.models import Person, ProgramRecord
    from cases.sharing.models import Assignment, RosterSubject

    with rls(county="alder"), transaction.atomic():
        held = Assignment.objects.filter(until=None)
        of_others = held.exclude(worker_id__in=["CW101", "EW201"]).values("record")
        in_teams = RosterSubject.objects.values("record")
        records = ProgramRecord.objects.exclude(person=None)
        apart = (
            records.closed() | records.filter(pk__in=of_others) | records.filter(pk__in=in_teams)
        )
        found = Person.objects.exclude(pk__in=apart.values("person"))
        for worker in ("CW101", "EW201"):
            own = records.filter(pk__in=held.filter(worker_id=worker).values("record"))
            found = found.filter(pk__in=own.values("person"))
        person = found.order_by("records__native_id").first()
        assert person is not None
        return [person.pk]


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


CLOSER = at_alder("restricted")
KEEPERS_OF_TIES = both_counties("privacy", "restricted")
SEATERS = at_alder("cws.supervisor", "calworks.supervisor", *REVIEWERS)
A_FAMILY_TEAM = first("sharing.Roster", kind="cft")
A_WINDOW = first("sharing.Roster", kind="er_team", title="Report at school")
ACCOUNTANTS = both_counties("privacy", "restricted")
EXPLAINERS = both_counties("admin", "admin2", "privacy")
REVIEW_READERS = both_counties("privacy", "cws.supervisor", "calworks.supervisor")
AN_OPEN_ALERT = first("sharing.Alert", settled_at=None)
A_REVIEW = first("sharing.MonthlyReview", unit__code="CWS1", signed_at=None)
BASES = both_counties("admin", "admin2", "coordinator", "privacy", "counsel")
COUNSEL = both_counties("counsel")
ALDERS_COUNSEL = at_alder("counsel")
A_DRAFT = first("sharing.PolicyEdition", state="draft")
A_PAST_EDITION = first("sharing.PolicyEdition", number=1)
INCIDENT_READERS = both_counties("privacy", "counsel", "restricted")
INCIDENT_KEEPERS = both_counties("privacy", "restricted")
AN_INCIDENT = first("sharing.Incident", kind="link", state="suspected")

ROWS: dict[str, Row] = {
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
}
