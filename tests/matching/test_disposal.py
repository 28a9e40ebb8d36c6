"""Whoever is disposed of is gone from everywhere; whoever is not has lost nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cases.matching.disposal import Ground, NotDisposed, dispose
from cases.matching.models import (
    Disposal,
    KeyedRecord,
    LegalHold,
    MatchCandidate,
    MatchKey,
    Tombstone,
    UnsettledRecord,
)
from cases.people.linking import link
from cases.people.models import Link, Person, ProgramRecord, RecordVersion
from cases.sharing.models import Assignment
from counties.models import Membership
from linkages import audit
from linkages.audit import AuditEvent
from linkages.documents import Document
from linkages.drafts import Draft, save_draft
from linkages.scope import rls
from tests.conftest import TODAY, owner_connection, working_as
from tests.matching.world import match, record

COORDINATOR, PRIVACY = "coordinator@alder.example", "privacy@alder.example"
RESTRICTED, ADMIN = "restricted@alder.example", "admin@alder.example"
CANARY = "ZZYXQUINT"
CANARIES = [CANARY, "QadfKnG07n", "97654321Z", "1 CANARY LANE"]


@pytest.fixture
def pair(staff: Any) -> tuple[ProgramRecord, ProgramRecord]:
    return same_person("QadfKnG07n", "97654321Z")


def same_person(cws: str, calworks: str, county: str = "alder") -> tuple[Any, Any]:
    """One human being in both programs, and a matching run that has found it."""
    said = {"given": "ROSA", "surname": CANARY, "born": "1996-03-14", "ssn": "900123456"}
    with rls(county=county), transaction.atomic():
        first = record("cws", cws, county=county, street="1 CANARY LANE", **said)
        second = record("calworks", calworks, county=county, cin=calworks, **said)
    match(county)
    return first, second


def do(staff: Any, records: set, by: str = PRIVACY, **given: Any) -> Disposal:
    given = {"ground": Ground.SEALING_ORDER, "second": None, "on": TODAY} | given
    with working_as(staff[by]) as user:
        if given["second"]:
            working = Membership.objects.filter(user=given["second"], county="alder")
            given["second"].working_in = working.first()
        done = dispose(records, by=user, **given)
        audit.current().write()
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
        return done


def decide(client: Any, verb: str, **records: Any) -> MatchCandidate:
    with rls(county="alder"), transaction.atomic():
        found = MatchCandidate.objects.get(**records)
    fields = {"verb": verb, "version": found.version, "reason": "namesake", "note": CANARY}
    assert client.post(reverse("matching:decide", args=[found.pk]), fields).status_code == 302
    return found


def traces_of(county: str, user: Any) -> list[tuple[str, str]]:
    """Every table in which a canary stands, in words or in bytes, seen by the tables' owner."""
    found = []
    with owner_connection() as owner:
        owner.execute("select set_config('app.county', %s, false)", [county])
        owner.execute("select set_config('app.user', %s, false)", [str(user.pk)])
        tables = owner.execute(
            "select relname from pg_class where relkind = 'r' "
            "and relnamespace = 'public'::regnamespace"
        ).fetchall()
        for (table,) in tables:
            for canary in CANARIES:
                (count,) = owner.execute(
                    f'select count(*) from "{table}" t where t::text ilike %s or t::text like %s',
                    [f"%{canary}%", f"%{canary.encode().hex()}%"],
                ).fetchone()
                found += [(table, canary)] * bool(count)
    return found


@pytest.mark.django_db(transaction=True)
def test_nothing_of_the_person_is_left_in_any_table(sign_in: Any, staff: Any, pair: Any) -> None:
    coordinator = staff[COORDINATOR]
    found = decide(sign_in(COORDINATOR), "link", cws=pair[0], calworks=pair[1])
    form = f"match-note:{found.pk}"
    with rls(county="alder", user=coordinator.pk), transaction.atomic():
        save_draft(coordinator.pk, form, {"note": [CANARY]})
        person = Person.objects.get()
        for subject in (person.pk, pair[0].pk):
            Document.objects.create(
                county_id="alder", kind="sharing.match_summary", subject=subject,
                recipient=coordinator, language="en", content=CANARY.encode(),
            )  # fmt: skip
    before = {table for table, _canary in traces_of("alder", coordinator)}
    assert before >= {
        "people_programrecord", "people_recordversion", "matching_matchdecision",
        "linkages_document", "sharing_personsearch", "sharing_searchword",
    }  # fmt: skip
    done = do(staff, {each.pk for each in pair})
    assert traces_of("alder", coordinator) == []
    expected = {
        "decisions": 1, "candidates": 1, "keyed_records": 2, "records": 2, "versions": 2,
        "ssns": 2, "links": 1, "people": 1, "drafts": 1, "tombstones": 0, "neighbors": 0,
        "link_history": 2,
    }  # fmt: skip
    assert {name: done.counts[name] for name in expected} == expected
    assert done.counts["documents"] + done.counts["documents_of_linked"] == 2
    assert done.counts["keys"] > 0
    with rls(county="alder", user=coordinator.pk), transaction.atomic():
        left = [Person, ProgramRecord, RecordVersion, Link, Assignment, KeyedRecord, MatchKey]
        left += [Document, Draft, Link.pgh_event_model, Assignment.pgh_event_model]
        assert [model.__name__ for model in left if model.objects.exists()] == []
        assert Disposal.objects.get().second_id is None
        assert AuditEvent.objects.filter(subjects__contains=[pair[0].pk, done.pk]).exists()


@pytest.mark.django_db
def test_those_who_stay_keep_what_is_theirs(staff: Any, pair: Any) -> None:
    with rls(county="alder"):
        said = {"given": "LUZ", "surname": "REYES", "born": "2001-05-06", "ssn": "900777111"}
        others = [record(program, **said) for program in ("cws", "calworks", "calworks")]
        third = record("calworks", given="ROSA", surname="PINTO", born="1996-03-14")
    match()
    with working_as(staff[COORDINATOR]) as user:
        kept = link(others[0], others[1], by=user.pk)
        link(pair[0], pair[1], by=user.pk)
        joined = link(others[0], third, by=user.pk)
        link(pair[0], others[2], by=user.pk)
        mine = Document.objects.create(
            county_id="alder", kind="sharing.match_summary", recipient=user, language="en",
            subject=ProgramRecord.objects.get(pk=others[0].pk).person_id,
        )  # fmt: skip
        save_draft(user.pk, "match-note:other", {"note": ["kept"]})
        Assignment.objects.create(
            county_id="alder", record=pair[1], program="calworks", worker_id="EW1",
            since=TODAY - timedelta(days=99),
        )  # fmt: skip
    done = do(staff, {pair[0].pk})
    assert (done.counts["records"], done.counts["links"]) == (1, 2)
    with working_as(staff[COORDINATOR]):
        rows = {row.pk: row for row in ProgramRecord.objects.all()}
        assert set(rows) == {pair[1].pk, third.pk} | {each.pk for each in others}
        assert rows[pair[1].pk].person_id is None and rows[others[2].pk].person_id is None
        assert Assignment.objects.get().until is not None
        together = {rows[each].person_id for each in (others[0].pk, others[1].pk, third.pk)}
        assert together == {Person.objects.get().pk}
        assert set(Link.objects.values_list("pk", flat=True)) == {kept.pk, joined.pk}
        assert RecordVersion.objects.count() == 5
        assert Document.objects.get().pk == mine.pk and Draft.objects.count() == 1
        assert set(KeyedRecord.objects.values_list("pk", flat=True)) == set(rows)
        # Those who were compared with the disposed record are settled anew.
        assert UnsettledRecord.objects.filter(pk=pair[1].pk).exists()
        assert MatchCandidate.objects.filter(cws=others[0], calworks=others[1]).exists()


@pytest.mark.django_db
def test_a_scheduled_disposal_needs_two_people(staff: Any, pair: Any) -> None:
    records = {pair[0].pk}
    for second in (None, staff[PRIVACY]):
        with pytest.raises(NotDisposed, match="Two different people"):
            do(staff, records, ground=Ground.RETENTION, second=second)
    with pytest.raises(PermissionDenied):
        do(staff, records, ground=Ground.RETENTION, second=staff[ADMIN])
    assert do(staff, records, ground=Ground.RETENTION, second=staff[RESTRICTED]).counts["records"]


@pytest.mark.django_db
def test_a_sealing_order_needs_one_person_who_may(staff: Any, pair: Any) -> None:
    for email in (ADMIN, COORDINATOR, "analyst@alder.example"):
        with pytest.raises(PermissionDenied):
            do(staff, {pair[0].pk}, by=email)
    with pytest.raises(NotDisposed, match="one person"):
        do(staff, {pair[0].pk}, second=staff[RESTRICTED])
    assert do(staff, {pair[0].pk}, by=RESTRICTED).ground == "sealing_order"


@pytest.mark.django_db
def test_a_legal_hold_stops_both(staff: Any, pair: Any) -> None:
    with rls(county="alder"):
        hold = LegalHold.objects.create(
            county_id="alder", record=pair[0].pk, reason="Hearing", since=TODAY
        )
    records = {each.pk for each in pair}
    with pytest.raises(NotDisposed, match="legal hold"):
        do(staff, records)
    with pytest.raises(NotDisposed, match="legal hold"):
        do(staff, records, ground=Ground.RETENTION, second=staff[RESTRICTED])
    with rls(county="alder"):
        assert ProgramRecord.objects.filter(pk__in=records).count() == 2
        hold.until = TODAY
        hold.save()
    assert do(staff, records, on=TODAY + timedelta(days=1)).counts["holds"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("whole", [True, False])
def test_a_refused_pair_does_not_come_back(
    sign_in: Any, staff: Any, pair: Any, whole: bool
) -> None:
    decide(sign_in(COORDINATOR), "not_same", cws=pair[0], calworks=pair[1])
    assert do(staff, {each.pk for each in pair}).counts["tombstones"] == 1
    said = {"given": "ROSA", "surname": CANARY, "born": "1996-03-14", "ssn": "900123456"}
    with rls(county="alder"):
        again = record("cws", "QadfKnG07n", **said)
        record("calworks", "97654321Z", **said)
        other = record("cws", "qadfKnG07n", **said)
    match(whole=whole)
    with rls(county="alder"):
        assert Tombstone.objects.count() == 1
        assert not MatchCandidate.objects.filter(cws=again).exists()
        # CWS keys tell small letters from capitals: somebody else.
        assert MatchCandidate.objects.filter(cws=other).exists()


@pytest.mark.django_db
def test_another_county_is_out_of_reach(staff: Any, pair: Any) -> None:
    theirs = same_person("QadfKnG07n", "97654321Z", county="birch")
    with pytest.raises(ProgramRecord.DoesNotExist):
        do(staff, {pair[0].pk, theirs[0].pk})
    with rls(county="alder"), connection.cursor() as cursor:
        ids = [each.pk for each in theirs]
        cursor.execute("select matching_dispose(%s::uuid[])", [ids])
    do(staff, {each.pk for each in pair})
    with rls(county="birch"):
        assert ProgramRecord.objects.count() == RecordVersion.objects.count() == 2
        assert KeyedRecord.objects.count() == 2 and MatchCandidate.objects.count() == 1


@pytest.mark.django_db
def test_the_function_works_nowhere_without_a_county_and_opens_no_history(staff: Any) -> None:
    with (
        pytest.raises(DatabaseError, match="needs a county"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select matching_dispose('{}')")
    with rls(county="alder", user=staff[ADMIN].pk), connection.cursor() as cursor:
        cursor.execute("select matching_dispose('{}')")
        cursor.execute(
            "select current_setting('pgtrigger.ignore'), current_setting('app.user'), "
            "has_table_privilege('people_linkevent', 'delete')"
        )
        assert cursor.fetchone() == ("{}", str(staff[ADMIN].pk), False)
