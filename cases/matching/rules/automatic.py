"""The county's rule at work: after each run it links what it may, and a whole run can be undone.

Off until the county's parameter is on and an edition with a threshold is in force. Every chunk is
one transaction that first asks whether the rule is still on; a pair that is linked is never taken
up again, so a job that is killed is simply done again.
"""

import uuid
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.matching import deciding
from cases.matching.models import MatchCandidate, MatchDecision, RuleRun
from cases.matching.rules import preview
from cases.matching.rules.choosing import chosen, kept_back, open_to_the_rule
from cases.matching.rules.columns import chunks
from cases.matching.rules.editions import NotAllowed, Ruling, lock, ruling_on
from cases.matching.rules.parameters import KEPT_BACK, LINK_BY_RULE
from counties.models import User
from linkages import audit, jobs, parameters
from linkages.calendar import today
from linkages.events import Event
from linkages.jobs import Run

KIND = "matching.link_by_rule"
UNDO = "matching.undo_rule_run"
CHUNK = 100
Verb, State = MatchDecision.Verb, MatchCandidate.State


def switched_on(county: str, ruling: Ruling) -> bool:
    """Whether the county's rule links pairs now."""
    on = parameters.value(LINK_BY_RULE, county=county, on=today())
    return bool(on) and ruling.threshold is not None


def on_run(event: Event) -> None:
    """A matching run was published: link what the rule may, and see what it now holds."""
    begin(event.county_id, event.subject)


def begin(county: str, run: uuid.UUID) -> RuleRun | None:
    """Ask for the linking after a run, once; None while the rule is off."""
    ruling = ruling_on(county, today())
    if ruling.edition is not None and preview.running(ruling.edition) is None:
        jobs.enqueue(preview.KIND, county=county, subject=ruling.edition.pk)
    if ruling.edition is None or not switched_on(county, ruling):
        return None
    made, new = RuleRun.objects.get_or_create(
        county_id=county, run_id=run, defaults={"edition": ruling.edition}
    )
    if new:
        publisher = ruling.edition.published_by
        made.job = jobs.enqueue(KIND, county=county, subject=made.pk, by=publisher).pk
        made.save(update_fields=["job"])
    return made


def work(job: Run) -> dict[str, object]:
    """The job's handler: link chunk by chunk, as long as the rule is on."""
    with transaction.atomic():
        ruled = RuleRun.objects.select_related("edition").get(pk=job.job.subject)
        if ruled.finished_at is not None:
            return {"linked": _linked(ruled)}
        publisher = User.objects.get(pk=ruled.edition.published_by)
        ruling = ruling_on(job.county, today())
        total = open_to_the_rule(job.county, ruling.threshold or 0).count()
    done = 0
    for pairs in _parts(job.county, ruling):
        with job.chunk():
            if not _go_on(job.county, ruled):
                break
            _link(job.county, ruled, publisher, pairs)
        done += len(pairs)
        job.progress(min(done, total), total, "linking")
    with job.chunk():
        ruled.finished_at = timezone.now()
        ruled.save(update_fields=["finished_at"])
        return {"linked": _linked(ruled)}


def _parts(county: str, ruling: Ruling) -> Iterator[list[uuid.UUID]]:
    """The pairs that may be linked, a chunk at a time, each read in a transaction of its own."""
    if ruling.threshold is None:
        return
    rows = chunks(open_to_the_rule(county, ruling.threshold), CHUNK)
    while True:
        with transaction.atomic():
            part = next(rows, None)
        if part is None:
            return
        yield [row.pk for row in part]


def _go_on(county: str, ruled: RuleRun) -> bool:
    """Whether the edition that the run began under is still the one in force, and on, and nobody
    undoes the run. Whoever switches it off waits for one chunk at the most."""
    lock(county)
    if RuleRun.objects.filter(pk=ruled.pk, undo_asked_at__isnull=False).exists():
        return False
    now = ruling_on(county, today())
    same = now.edition is not None and now.edition.pk == ruled.edition_id
    return same and switched_on(county, now)


def _link(county: str, ruled: RuleRun, publisher: User, pairs: list[uuid.UUID]) -> None:
    """Link those of a chunk that may still be linked, now that they are locked. What somebody is
    deciding at this moment is left to them."""
    ruling = ruling_on(county, today())
    share = parameters.value(KEPT_BACK, county=county, on=today())
    locked = open_to_the_rule(county, ruling.threshold or 0).filter(pk__in=pairs)
    locked = locked.select_for_update(of=("self",), skip_locked=True)
    held = {pair.pk: pair for pair in locked.select_related("cws", "calworks").order_by("pk")}
    rows = next(chunks(MatchCandidate.objects.filter(county=county, pk__in=held)), [])
    for pk in chosen(county, rows, ruling.rules, today(), unseen=True):
        if not kept_back(pk, share):
            deciding.link_by_rule(publisher, held[pk], ruled)


def _linked(ruled: RuleRun) -> int:
    """How many, without restricted pairs: the figure is shown."""
    return ruled.decisions.filter(verb=Verb.LINK, candidate__restricted=False).count()


@transaction.atomic
def undo(ruled_id: uuid.UUID, by: User, reason: str) -> jobs.Job:
    """Ask that everything a run linked, and nobody has decided since, be cut. Raises NotAllowed."""
    ruled = RuleRun.objects.get(pk=ruled_id)
    lock(ruled.county_id)
    ruled.refresh_from_db()
    if ruled.undo_asked_at is not None:
        raise NotAllowed(_("This run is undone already, or is being undone."))
    job = jobs.enqueue(UNDO, county=ruled.county_id, subject=ruled.pk, by=by.pk)
    ruled.undo_job, ruled.undo_reason = job.pk, reason
    ruled.undo_asked_by, ruled.undo_asked_at = by.pk, timezone.now()
    ruled.save(update_fields=["undo_job", "undo_reason", "undo_asked_by", "undo_asked_at"])
    audit.note({ruled.pk})
    return job


def work_undo(job: Run) -> dict[str, object]:
    """The job's handler: cut chunk by chunk. A pair is cut once, however often this is begun."""
    with transaction.atomic():
        ruled = RuleRun.objects.get(pk=job.job.subject)
        user = User.objects.get(pk=ruled.undo_asked_by)
        still = ruled.decisions.filter(verb=Verb.LINK, candidate__state=State.LINKED)
        ids = list(still.order_by("candidate").values_list("pk", flat=True))
        told = still.filter(candidate__restricted=False).count()
    for start in range(0, len(ids), CHUNK):
        with job.chunk():
            _take_back(user, ids[start : start + CHUNK], ruled.undo_reason)
        job.progress(min(start + CHUNK, told), told, "undoing")
    with job.chunk():
        ruled.undone_at = timezone.now()
        ruled.save(update_fields=["undone_at"])
    return {}


def _take_back(user: User, ids: list[uuid.UUID], reason: str) -> None:
    decisions = MatchDecision.objects.filter(pk__in=ids).order_by("candidate")
    for decision in decisions:
        pair = (
            MatchCandidate.objects.select_for_update(of=("self",))
            .select_related("cws", "calworks")
            .get(pk=decision.candidate_id)
        )
        deciding.take_back(user, pair, decision, reason)
