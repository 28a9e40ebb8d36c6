"""Taking what lies in a county's drop folder, when it is due.

A file is received in one transaction, under the lock of its plan, and put away after that: a
worker that is killed before leaves it for the next round, and one that is killed in between leaves
bytes that the next round recognizes. Of two workers one has the lock and the other passes by.
"""

import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.records import intake
from cases.records.models import ExtractBatch, ExtractFile, Pickup, SourceProfile
from cases.records.parameters import PICKUP_KEEPS, REGIONAL
from cases.records.pickups import folder
from cases.records.pickups.folder import Found
from cases.records.profiles import choosing
from cases.records.reading.reasons import Unreadable
from counties.models import Membership
from counties.permissions import Permission, roles_with
from linkages import audit, jobs, parameters
from linkages.calendar import today
from linkages.jobs import Run
from linkages.programs import Program

KIND = "records.pick_up"
Part = ExtractFile.Part
PARTS = {Program.CWS: (Part.CLIENTS, Part.OTHERS), Program.CALWORKS: (Part.PERSONS,)}
# One of two files is there: the other may take its time.
HALVES = ("second_missing", "first_missing")
PATIENCE = timedelta(minutes=10)
TROUBLES = {
    "no_folder": _("The county’s folder is not there, or cannot be opened."),
    "still_moving": _("A file is still being written. It is taken once it has been still."),
    "second_missing": _("The second file is not there yet; both are taken together."),
    "first_missing": _("The file of children is not there yet; both are taken together."),
    "same_file": _("The very same file was there again. It was put away."),
    "too_large": _("The file is larger than uploads may be. It was left where it is."),
    "older": _("The file is older than the extract that holds. It was left where it is."),
    "closed": _("Too many batches wait for a decision, or no authority is in force."),
    "planner_gone": _("Whoever planned this no longer may. Plan it again."),
}


class _Refused(Exception):
    """The file stays where it is, for the reason of this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class _Round:
    """One look at one county's folder."""

    county: str
    folder: int
    now: datetime
    batches: list[ExtractBatch] = field(default_factory=list)
    away: list[Callable[[], None]] = field(default_factory=list)


def is_due(pickup: Pickup, now: datetime) -> bool:
    """Whether its hours are over since somebody last looked."""
    if pickup.looked_at is None:
        return True
    return pickup.looked_at + timedelta(hours=pickup.every_hours) <= now


def look(county: str, since: datetime, until: datetime) -> None:
    """Watch: ask for a round where a plan is due and none is under way."""
    del since
    if not settings.DROP_FOLDER:
        return
    due = [plan for plan in Pickup.objects.filter(county=county, on=True) if is_due(plan, until)]
    lately = jobs.Job.objects.filter(county=county, kind=KIND, requested_at__gt=until - PATIENCE)
    if due and not (all(plan.trouble in HALVES for plan in due) and lately.exists()):
        ask(county)


def ask(county: str, by: uuid.UUID | None = None) -> None:
    """Let a worker look, unless one is about to."""
    if not jobs.Job.objects.filter(county=county, kind=KIND).unfinished().exists():
        jobs.enqueue(KIND, county=county, by=by)


def work(run: Run) -> dict[str, object]:
    """Job: one round of a county."""
    taken = 0
    for program in PARTS:
        with folder.of_county(run.county) as opened:
            with run.chunk():
                done = _look_in(run.county, program, opened)
            for act in done.away if done else ():
                act()
        taken += len(done.batches) if done else 0
    return {"taken": taken}


def take(county: str) -> int:
    """The same for the command, in transactions of its own; returns how many batches came."""
    taken = 0
    for program in PARTS:
        with folder.of_county(county) as opened:
            with transaction.atomic():
                done = _look_in(county, program, opened)
            for act in done.away if done else ():
                act()
        taken += len(done.batches) if done else 0
    return taken


def _look_in(county: str, program: Program, opened: int | None) -> _Round | None:
    """Take what is due of one program, in the caller's transaction."""
    now = timezone.now()
    plans = Pickup.objects.select_for_update(skip_locked=True, of=("self",))
    plans = plans.filter(county=county, on=True, part__in=PARTS[program])
    locked = list(plans.select_related("profile").order_by("part", "planned_at"))
    due = [plan for plan in locked if is_due(plan, now)]
    if not due:
        return None
    if opened is None:
        for plan in due:
            _note(plan, now, "no_folder")
        return None
    done = _Round(county, opened, now)
    main = PARTS[program][0]
    seconds = [plan for plan in locked if plan.part != main]
    for plan in [plan for plan in locked if plan.part == main]:
        if plan in due or any(second in due for second in seconds):
            _follow(done, plan, seconds[:1])
    if done.batches:
        audit.current().write()
    return done


def _follow(done: _Round, plan: Pickup, seconds: list[Pickup]) -> None:
    """Look for the file, or the two files, of a plan, and receive them."""
    plans = [plan, *seconds]
    lying = [folder.lying(done.folder, each.pattern) for each in plans]
    still = [next((file for file in files if file.is_still), None) for files in lying]
    found = [file for file in still if file is not None]
    if not any(lying):
        _note_all(plans, done.now, "")
    elif len(found) < len(plans):
        _note_all(plans, None, _missing(lying))
    else:
        _take(done, plans, found)


def _missing(lying: list[list[Found]]) -> str:
    """Why what lies there is not taken yet."""
    if all(lying):
        return "still_moving"
    return "second_missing" if lying[0] else "first_missing"


def _take(done: _Round, plans: list[Pickup], found: list[Found]) -> None:
    trouble = ""
    try:
        with transaction.atomic():
            done.batches.append(_receive(done, plans, found))
    except folder.Moving:
        _note_all(plans, None, "still_moving")
        return
    except _Refused as refusal:
        _note_all(plans, done.now, refusal.code)
        return
    except intake.SameFile:
        trouble = "same_file"
    _note_all(plans, done.now, trouble)
    keep = parameters.value(PICKUP_KEEPS, county=done.county, on=today())
    done.away += [partial(folder.put_away, done.folder, file, keep=keep) for file in found]


def _note_all(plans: list[Pickup], looked_at: datetime | None, trouble: str) -> None:
    for plan in plans:
        _note(plan, looked_at, trouble)


def _note(plan: Pickup, looked_at: datetime | None, trouble: str) -> None:
    """`looked_at` None: the plan stays due."""
    plan.looked_at, plan.trouble = looked_at or plan.looked_at, trouble
    plan.save(update_fields=["looked_at", "trouble"])


def _receive(done: _Round, plans: list[Pickup], found: list[Found]) -> ExtractBatch:
    plan, day = plans[0], _day_of(found[0])
    program = next(p for p, parts in PARTS.items() if plan.part in parts)
    _admit(done, plan, program, found, day)
    with ExitStack() as stack:
        files: dict[str, IO[bytes]] = {}
        profiles: dict[str, SourceProfile] = {}
        for each, file in zip(plans, found, strict=True):
            content = stack.enter_context(folder.opened(done.folder, file))
            files[each.part] = content
            if profile := _profile(done.county, each, content):
                profiles[each.part] = profile
        return intake.receive(
            files,
            county=done.county,
            program=program,
            as_of=day,
            by=plan.planned_by_id,
            regional=parameters.value(REGIONAL, county=done.county, on=today()),
            profiles=profiles,
            arrival=ExtractBatch.Arrival.FOLDER,
        )


def _day_of(found: Found) -> date:
    """The day on which the file was written: what is known of the date of its extract."""
    written = datetime.fromtimestamp(found.modified / 1e9, UTC)
    return min(timezone.localdate(written), today())


def _admit(done: _Round, plan: Pickup, program: Program, found: list[Found], day: date) -> None:
    """Raises _Refused where the county takes no such file now."""
    roles = roles_with(Permission.PLAN_PICKUP)
    planner = Membership.objects.filter(county=done.county, user=plan.planned_by_id)
    if not planner.in_force_on(today()).filter(role__in=roles).exists():
        raise _Refused("planner_gone")
    if sum(file.size for file in found) > settings.UPLOAD_LIMIT_BYTES:
        raise _Refused("too_large")
    if intake.closed(done.county):
        raise _Refused("closed")
    latest = ExtractBatch.objects.filter(county=done.county).latest_accepted(program)
    if latest is not None and latest.as_of > day:
        raise _Refused("older")


def _profile(county: str, plan: Pickup, content: IO[bytes]) -> SourceProfile | None:
    """The plan's profile while it is in use, else the one that fits. A file that cannot be read
    says so as a batch, where people see it."""
    if plan.profile is not None and plan.profile.state == SourceProfile.State.IN_USE:
        return plan.profile
    try:
        fitting = choosing.in_use(county, [plan.part])
        return choosing.choose(fitting, plan.part, choosing.FIND_OUT, content).saved
    except Unreadable:
        return None
