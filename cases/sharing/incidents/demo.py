"""Incidents of the demonstration: a wrong link that people saw, and four others on their way."""

from datetime import date, timedelta

from django.db import transaction

from cases.people import linking
from cases.people.models import Person, ProgramRecord
from cases.sharing.incidents import acts
from cases.sharing.incidents.acts import Happening, Step
from cases.sharing.models import Incident, Shield
from cases.sharing.reading import Purpose, read
from cases.sharing.restricting.demo import at_work
from counties.personas import COUNTIES
from linkages import audit, calendar
from linkages.programs import Program
from linkages.scope import rls

Kind = Incident.Kind
AGENCY = "State agency named in the county’s agreement"
# (kind, what, days since its discovery, steps taken by the privacy officer, closed by counsel)
BY_HAND = (
    (Kind.LOST, "A match summary was left on the copier of the second floor.", 3,
     ("triaged", "confirmed", "contained", "reported"), False),
    (Kind.MAIL, "A letter went to an old address and came back opened.", 20,
     ("triaged", "confirmed", "contained", "reported", "notified"), True),
    (Kind.LOOK_UP, "Asked about a family outside the caseload. There was a transfer.", 6,
     ("triaged", "dismissed"), False),
)  # fmt: skip
REASONS = {
    "triaged": "Two pages, one family. Nobody outside the two programs.",
    "confirmed": "It happened as reported. Everybody was asked.",
    "contained": "The paper is back. No copy was made.",
    "reported": "Told by telephone, then in writing.",
    "notified": "By letter in the family’s language.",
    "dismissed": "The question was asked for a reason that is on file.",
}


def seed(today: date) -> None:
    """One incident in every second state, in both counties; safe to run again."""
    today = min(today, calendar.today())  # nothing is discovered tomorrow
    for county in COUNTIES:
        with rls(county=county), transaction.atomic():
            if Incident.objects.filter(county=county, kind=Kind.LOST).exists():
                continue
        _wrong_link(county)
        for kind, what, days, steps, closed in BY_HAND:
            happening = Happening(kind, what, today - timedelta(days=days))
            with at_work("privacy", county) as officer:
                made = acts.open_by_hand(officer, happening)
                _take(officer, made, steps, today)
            if closed:
                with at_work("counsel", county) as counsel:
                    _take(counsel, made, ("closed",), today)
        _about_restricted(county, today)


def _take(user: object, incident: Incident, steps: tuple[str, ...], today: date) -> None:
    for act in steps:
        incident.refresh_from_db()
        told = {"told": AGENCY, "told_on": today - timedelta(days=1)}
        reason = REASONS.get(act, "Everything that could be done was done.")
        acts.take(user, incident.pk, Step(act, reason, incident.version, **told))


def _wrong_link(county: str) -> None:
    """Two people of one surname were linked, seen three times, and parted again."""
    with at_work("coordinator", county) as coordinator:
        ours, theirs = _strangers(county)
        made = linking.link(ours, theirs, by=coordinator.pk)
        ours.refresh_from_db()
        person = ours.person
    for handle in ("coordinator", "liaison", "coordinator"):
        with at_work(handle, county) as reader:
            read(reader, Purpose.CASEWORK, [person])
            audit.current().write()
    with at_work("coordinator", county) as coordinator:
        gone = linking.cut(made, by=coordinator.pk, reason="Two cousins of the same name.")
        incident = acts.open_for_cut(gone, {person.pk})
    with at_work("privacy", county) as officer:
        if incident is not None:
            _take(officer, incident, ("triaged", "confirmed"), incident.discovered_on)


def _strangers(county: str) -> tuple[ProgramRecord, ProgramRecord]:
    """A record of either program that nobody has linked and nothing closes."""
    rows = ProgramRecord.objects.present().open_to_all().filter(county=county, person=None)
    rows = rows.filter(current__from_report=False).order_by("native_id")
    ours = rows.filter(program=Program.CWS).last()
    theirs = rows.filter(program=Program.CALWORKS).last()
    assert ours is not None and theirs is not None
    return ours, theirs


def _about_restricted(county: str, today: date) -> None:
    """One that only the coordinator of restricted cases sees."""
    with at_work("restricted", county) as coordinator:
        shield = Shield.objects.filter(county=county, until=None).select_related("record").first()
        if shield is None:
            return
        people = Person.objects.filter(pk=shield.record.person_id)
        records = ProgramRecord.objects.filter(person__in=people).values_list("pk", flat=True)
        what = "Spoken about in the corridor. Two colleagues heard a name."
        day = today - timedelta(days=1)
        acts.open_by_hand(coordinator, Happening(Kind.SPOKEN, what, day, frozenset(records)))
