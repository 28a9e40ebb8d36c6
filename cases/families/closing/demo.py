"""Joint work of the demonstration that ends, pauses, begins again, and moves between the counties,
with the papers that go with it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from cases.families.agreement.acts import declined_of
from cases.families.closing import acts, checklist, pausing
from cases.families.closing.acts import Proposal
from cases.families.closing.parameters import SECOND_PERSON
from cases.families.closing.pausing import Pause
from cases.families.documents import letters
from cases.families.models import Closing, Episode, Transfer
from cases.families.transfer import acts as transfers
from cases.families.transfer import watch
from cases.families.viewing import FamilyView, latest_episode
from cases.sharing.families import families_visible_to, gather_members
from cases.sharing.restricting.demo import at_work
from counties.models import User
from counties.personas import COUNTIES
from linkages import documents, jobs
from linkages.calendar import today as day_of
from linkages.parameters import ParameterValue
from linkages.scope import rls

Reason = Episode.CloseReason
# The pair of caseworkers with whose families the tour begins: theirs go on.
FIRST = ("CW101", "EW201")
CLOSED = (Reason.CWS_CLOSED, Reason.AID_ENDED, Reason.RETURNED)
NOTICE = timedelta(days=10)
OWN_LINE = {
    "code": "",
    "english": "The school and the child care provider know whom to call",
    "spanish": "La escuela y la guardería saben a quién llamar",
    "position": 7,
    "needed": False,
    "off": False,
}
Act = Callable[[Any, Episode], object]


def seed(today: date) -> None:
    """Every state of a closing in both counties; safe to run again."""
    del today  # acts carry the day on which they are done
    for county in COUNTIES:
        with rls(county=county), transaction.atomic():
            if Closing.objects.filter(county=county).exists():
                continue
        if county == "birch":
            _practice(county)
        _end_and_pause(county)
        _propose(county)
    _move("alder", "birch", accepted=True)
    _move("birch", "alder", accepted=False)
    for county in COUNTIES:
        _papers(county)


def _practice(county: str) -> None:
    """Birch wants no second person, and asks for the school."""
    with at_work("admin", county) as admin:
        ParameterValue.objects.create(
            county_id=county,
            name=SECOND_PERSON,
            value=False,
            effective_from=day_of() - timedelta(days=90),
            reason="The worker knows best when the work is done.",
            set_by=admin.pk,
        )
        checklist.keep(admin, OWN_LINE)


def _end_and_pause(county: str) -> None:
    """By the coordinator, each with another family."""
    with at_work("coordinator", county) as user:
        listed = _apart(user)
        # The one that is handed off has somebody to write to.
        reads = next((each for each in listed if letters.readers(_seen(user, each))), None)
        if reads is not None:
            _hand_off(user, reads)
        waiting = iter([each for each in listed if each != reads])
        plan: list[Act] = [
            *(_closing(reason) for reason in CLOSED),
            _pause,
            _reopen,
            _not_yet,
        ]
        for act in plan:
            episode = next(waiting, None)
            if episode is not None:
                act(user, episode)


def _apart(user: Any) -> list[Episode]:
    """Open episodes of families that see nobody of the first two workers."""
    first = families_visible_to(user).filter(
        members__record__assignments__worker_id__in=FIRST, members__until=None
    )
    rows = Episode.objects.visible_to(user).open().select_related("family")
    rows = rows.filter(family__in=families_visible_to(user).values("pk"))
    rows = rows.exclude(family__in=first.values("pk")).order_by("-identified_on", "family__token")
    listed = list(rows.exclude(state__in=[Episode.State.CLOSING, Episode.State.ON_HOLD])[:40])
    refused = declined_of(listed)
    # Who is told and has not answered yet stays so, for the lists of unanswered families.
    order = {Episode.State.ACCEPTED: 0, Episode.State.ENGAGED: 0, Episode.State.IDENTIFIED: 1}
    left = [episode for episode in listed if episode.pk not in refused]
    return sorted(left, key=lambda episode: order.get(Episode.State(episode.state), 2))


def _proposed(user: Any, episode: Episode, reason: str) -> Closing:
    proposal = Proposal(reason, day_of() + NOTICE, "Both workers spoke by telephone.")
    return acts.propose(user, episode.pk, proposal, version=episode.version)


def _closing(reason: str) -> Act:
    def close(user: Any, episode: Episode) -> Closing:
        made = _proposed(user, episode, reason)
        for code in made.needed:
            acts.tick(user, made.pk, code, done=True)
        return acts.close_now(user, made.pk, "Everything was handed over.", version=made.version)

    return close


def _hand_off(user: Any, episode: Episode) -> None:
    made = _proposed(user, episode, Reason.CWS_CLOSED)
    for code in made.needed[:2]:
        acts.tick(user, made.pk, code, done=True)


def _pause(user: Any, episode: Episode) -> None:
    pause = Pause("out_of_county", day_of() + timedelta(days=30), "With the grandmother.")
    pausing.put_on_hold(user, episode.pk, pause, version=episode.version)


def _reopen(user: Any, episode: Episode) -> None:
    _closing(Reason.AID_ENDED)(user, episode)
    pausing.reopen(user, episode.family_id, "aid_again", "", earlier=episode.pk)


def _not_yet(user: Any, episode: Episode) -> None:
    made = _proposed(user, episode, Reason.RETURNED)
    acts.take_back(user, made.pk, "The court wants to see them again.", version=made.version)


def _propose(county: str) -> None:
    """By a worker, of a family of their own: in Alder it waits for a supervisor."""
    with at_work("cws.worker2", county) as user:
        rows = Episode.objects.visible_to(user).open().order_by("identified_on", "pk")
        mine = rows.filter(family__in=families_visible_to(user).values("pk"))
        untouched = mine.exclude(closings__isnull=False)
        episode = untouched.exclude(state=Episode.State.ON_HOLD).first()
        if episode is not None:
            _proposed(user, episode, Reason.TERMINATED)


def _move(sender: str, receiver: str, *, accepted: bool) -> None:
    with at_work("coordinator", sender) as user:
        if Transfer.objects.visible_to(user).filter(from_county=sender).exists():
            return
        episode = next(iter(_apart(user)), None)
        if episode is None:
            return
        view = _seen(user, episode)
        reason = "The parent moved and asks for help with child care there."
        move = transfers.Move(receiver, day_of() - timedelta(days=12), reason)
        made = transfers.offer(user, view, move)
    if not accepted:
        return
    with at_work("coordinator", receiver) as user:
        transfers.accept(user, made.pk)
    _work(receiver)
    with rls(county=sender), transaction.atomic():
        watch.look(sender, made.offered_at, made.offered_at)


def _seen(user: Any, episode: Episode) -> FamilyView:
    family = episode.family
    members = gather_members(user, [family]).members[family.pk]
    return FamilyView(family, latest_episode(family), members)


def _papers(county: str) -> None:
    """Summaries in both languages for the coordinator, and a letter to an adult."""
    with at_work("coordinator", county) as user:
        if documents.Document.objects.filter(kind="families.summary", recipient=user).exists():
            return
        for language in ("en", "es"):
            for episode in _apart(user)[:1]:
                documents.request(
                    "families.summary",
                    subject=episode.family_id,
                    recipient=user,
                    language=language,
                )
        for view in _ending(user):
            for adult in letters.readers(view)[:1]:
                letters.ask(user, view, letters.Wish(adult.key))
    _work(county)


def _ending(user: User) -> Iterator[FamilyView]:
    """The first family of whose end an adult could read."""
    rows = Episode.objects.visible_to(user).filter(state=Episode.State.CLOSING)
    for episode in rows.filter(family__in=families_visible_to(user).values("pk")):
        view = _seen(user, episode)
        if letters.readers(view):
            yield view
            return


def _work(county: str) -> None:
    """Do this seeder's own jobs now, so that documents are ready when somebody looks."""
    kinds = ("linkages.render_document", transfers.RECEIVE)
    with rls(county=county), transaction.atomic():
        waiting = jobs.Job.objects.claimable().filter(kind__in=kinds)
        listed = list(waiting.values_list("pk", flat=True))
    for pk in listed:
        jobs.run(county, pk, beating=False)
