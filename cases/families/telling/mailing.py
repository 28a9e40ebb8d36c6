"""Which notices leave by mail, when, and how many in one: looked at every minute.

Whoever has not chosen otherwise gets one mail a day, and never a second one on that day. Whoever
wants each at once gets so many a day as the county set, and the rest with the daily mail. No mail
leaves while what it tells can still be undone.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from cases.families.models import Digest, MailChoice, Notice
from cases.families.telling.days import is_open
from cases.families.telling.mails import CODES, DIGEST_CODE, still
from cases.families.telling.parameters import DIGEST_HOUR, MAILS_A_DAY, UNDO_SECONDS
from linkages import mail, parameters
from linkages.calendar import today

Way = MailChoice.Way


def look(county: str, since: datetime, until: datetime) -> None:
    """Watch: settle every notice whose time has come. What it has settled it never looks at
    again, so that it catches up once however long it did not look."""
    del since
    grace = timedelta(seconds=parameters.value(UNDO_SECONDS, county=county, on=today()))
    waiting: dict[uuid.UUID, list[Notice]] = defaultdict(list)
    rows = Notice.objects.unmailed().filter(county=county, made_at__lte=until - grace)
    for notice in rows.select_related("acceptance").order_by("made_at", "pk"):
        waiting[notice.recipient_id].append(notice)
    if not waiting:
        return
    rows_of = MailChoice.objects.filter(county=county, user__in=list(waiting))
    chosen = {row.user_id: row for row in rows_of}
    hour = parameters.value(DIGEST_HOUR, county=county, on=today())
    usual = MailChoice(way=Way.DIGEST, hour=hour)
    for user, notices in waiting.items():
        _Post(county, user, chosen.get(user, usual)).settle(notices)


def wants_mail(county: str, user: uuid.UUID) -> bool:
    """Whether somebody takes mail about families at all, also such as no notice brings."""
    return not MailChoice.objects.filter(county=county, user=user, way=Way.NONE).exists()


class _Post:
    """One member of staff's mail."""

    def __init__(self, county: str, user: uuid.UUID, choice: MailChoice) -> None:
        self.county = county
        self.user = user
        self.way = choice.way
        self.hour = choice.hour
        self.day = today()

    def settle(self, notices: Collection[Notice]) -> None:
        """Send what is to be sent now, drop what says nothing any more, keep the rest."""
        if self.way == Way.NONE or not settings.MAIL_ON:
            self._mark(notices)
            return
        room = self._room() if self.way == Way.ALONE else 0
        due = self._digest_is_due()
        if not room and not due:
            return
        said = still(notices, self.county, self.user)
        kept = {each.pk for each in said}
        self._mark([each for each in notices if each.pk not in kept])
        alone = [each for each in said if each.kind in CODES][:room]
        for each in alone:
            self._post(CODES[each.kind], each.acceptance_id)
        self._mark(alone, alone=True)
        rest = [each for each in said if each not in alone]
        if rest and due:
            self._send_digest(rest)

    def _room(self) -> int:
        """How many mails of their own the day still allows."""
        most = parameters.value(MAILS_A_DAY, county=self.county, on=self.day)
        sent = Notice.objects.filter(
            county=self.county, recipient=self.user, alone=True, settled_at__date=self.day
        )
        return max(0, most - sent.count())

    def _digest_is_due(self) -> bool:
        if timezone.localtime().hour < self.hour or not is_open(self.county, self.day):
            return False
        return not Digest.objects.filter(
            county=self.county, recipient=self.user, day=self.day
        ).exists()

    def _send_digest(self, said: Collection[Notice]) -> None:
        digest = Digest.objects.create(county_id=self.county, recipient_id=self.user, day=self.day)
        self._mark(said, digest=digest)
        self._post(DIGEST_CODE, digest.pk)

    def _post(self, code: str, subject: uuid.UUID) -> None:
        mail.post(code, county=self.county, recipient=self.user, subject=subject)

    def _mark(
        self, notices: Collection[Notice], *, alone: bool = False, digest: Digest | None = None
    ) -> None:
        Notice.objects.filter(pk__in=[each.pk for each in notices]).update(
            settled_at=timezone.now(), alone=alone, digest=digest
        )
