"""What a county's offices keep about their work, with a token in every text."""

import uuid
from datetime import date, timedelta

from django.utils import timezone

from cases.people.models import Correction
from cases.sharing.models import (
    Alert,
    Designation,
    Incident,
    IncidentRecord,
    IncidentShowing,
    IncidentStep,
    IndexStandard,
    LookUp,
    MatchingAuthority,
    MonthlyReview,
    PolicyEdition,
)
from counties.models import Unit
from tests.canary.families import LONG_AGO, Town
from tests.canary.tokens import (
    ALERTS,
    CALWORKS_REVIEW,
    CLOSED_INCIDENTS,
    CWS_REVIEW,
    INCIDENTS,
    OFFICE,
    POLICY,
)
from tests.conftest import TODAY


def desks(town: Town, family: int) -> None:
    """What the county's offices keep about its work: alerts, reviews, look-ups, legal bases."""
    watched(town, family)
    governed(town)
    # In Birch, a family that released nothing: why somebody stated something is for its program.
    stated(town, 9 if 9 in town.families else family)
    mishap(town, family, INCIDENTS, "privacy")
    if 18 in town.families:
        mishap(town, 18, CLOSED_INCIDENTS, "restricted")


def stated(town: Town, family: int) -> None:
    """What a worker knows better than the extract, and why."""
    word = town.plant.word
    Correction.objects.create(
        county_id=town.county,
        record=town.families[family].cws,
        field="language_written",
        value={"language_written": word(family, "C1", "a language that was stated")},
        as_of=TODAY,
        why=word(family, "C6", "why a language was stated"),
        stated_by=town.staff("cws.worker"),
    )


def mishap(town: Town, family: int, desk: int, keeper: str) -> None:
    """An incident about a family, with what was seen and what was done."""
    word, county, made = town.plant.word, {"county_id": town.county}, town.families[family]
    by = town.staff(keeper).pk
    now = timezone.now()
    incident = Incident.objects.create(
        **county,
        kind="link",
        state="reported",
        what=word(desk, OFFICE, "what happened"),
        discovered_on=TODAY,
        opened_by=by,
        caused_by=town.staff("coordinator").pk,
        cut_by=town.staff("coordinator").pk,
        link=uuid.uuid4(),
        held_from=now,
        held_until=now,
    )
    for record in (made.cws, made.calworks):
        IncidentRecord.objects.create(**county, incident=incident, record=record.pk)
    IncidentShowing.objects.create(
        **county,
        incident=incident,
        disclosure=uuid.uuid4(),
        at=now,
        recipient=town.staff("calworks.worker").pk,
        recipient_program="calworks",
        owner="cws",
        categories=["C1"],
        channel="screen",
    )
    IncidentStep.objects.create(
        **county,
        incident=incident,
        act="reported",
        state_before="contained",
        state_after="reported",
        by=by,
        reason=word(desk, OFFICE, "why an incident was reported"),
        told=word(desk, OFFICE, "to whom"),
        told_on=TODAY,
    )


def watched(town: Town, family: int) -> None:
    """What the privacy officer and supervisors look at."""
    word, county = town.plant.word, {"county_id": town.county}
    person = town.families[family].person.pk
    now = timezone.now()
    for handle, key in (("calworks.worker2", "one"), ("cws.worker2", "two")):
        Alert.objects.create(
            **county,
            kind="many",
            user=town.staff(handle).pk,
            person=person,
            key=f"canary {key}",
            first_at=now,
            last_at=now,
            settled_at=now if key == "two" else None,
            settled_by=town.staff("privacy").pk if key == "two" else None,
            finding=word(ALERTS, OFFICE, "finding of an alert") if key == "two" else "",
        )
    LookUp.objects.create(
        **county,
        user=town.staff("calworks.worker2").pk,
        kind="opened",
        reason="other",
        words=word(CALWORKS_REVIEW, OFFICE, "reason of a look-up"),
        person=person,
        event=uuid.uuid4(),
    )
    for room, program in ((CALWORKS_REVIEW, "calworks"), (CWS_REVIEW, "cws")):
        MonthlyReview.objects.create(
            **county,
            unit=Unit.objects.filter(program=program).order_by("code").first(),
            month=date(2026, 11, 1),
            signed_by=town.staff(f"{program}.supervisor").pk,
            signed_at=now,
            note=word(room, OFFICE, "note on a review"),
        )


def governed(town: Town) -> None:
    """What counsel recorded."""
    word, county = town.plant.word, {"county_id": town.county}
    counsel = town.staff("counsel").pk
    PolicyEdition.objects.create(
        **county,
        number=1,
        rows=[["10850", "cws", "C1", "pair"]],
        reason=word(POLICY, OFFICE, "reason of an edition"),
        made_by=counsel,
    )
    MatchingAuthority.objects.create(
        **county,
        kind="agreement",
        reference=word(POLICY, OFFICE, "an agreement"),
        purpose=word(POLICY, OFFICE, "purpose of an agreement"),
        terms=word(POLICY, OFFICE, "terms of an agreement"),
        fields=word(POLICY, OFFICE, "fields of an agreement"),
        signer=word(POLICY, OFFICE, "signer of an agreement"),
        signed_on=LONG_AGO,
        since=LONG_AGO,
        until=TODAY + timedelta(days=100),
        recorded_by=counsel,
    )
    IndexStandard.objects.create(
        **county,
        standard=word(0, OFFICE, "standard of the index"),
        components=["FR"],
        agencies=word(0, OFFICE, "agencies of the index"),
        since=LONG_AGO,
        recorded_by=counsel,
    )
    Designation.objects.create(
        **county,
        user=town.staff("calworks.worker2"),
        letter=word(POLICY, OFFICE, "letter of designation"),
        since=LONG_AGO,
        recorded_by=counsel,
    )
