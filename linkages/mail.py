"""The one way in which the house writes mail: a row a mail, a job that hands it over.

A mail says that there is something to see and where, and nothing else: its sentences are fixed,
its link is opaque, nobody can answer it. The mail server may be away for a day. What it refused
is offered again after growing pauses; where nobody can know whether it took a mail, the same mail
is offered once more under the same Message-ID, so that a second copy can be recognized.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import models
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linkages import jobs
from linkages.rows import CountyRow

SEND = "linkages.send_mail"
# A mail that could not be handed over for this long has nothing new to say any more.
LIFE = timedelta(days=3)
FIRST_PAUSE, LONGEST_PAUSE = 60, 3600  # seconds
# The first offer, and one more where nobody knows what became of it.
MOST_DOUBTS = 2


class Mail(CountyRow):
    """One mail to one member of staff about one row of the county."""

    class State(models.TextChoices):
        WAITING = "waiting", gettext_lazy("On its way")
        SENT = "sent", gettext_lazy("Sent")
        WITHDRAWN = "withdrawn", gettext_lazy("No longer meant for them")
        GIVEN_UP = "given_up", gettext_lazy("Could not be delivered")

    code = models.CharField(max_length=40)
    subject = models.UUIDField()
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
    message_id = models.CharField(max_length=120)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    posted_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    # How often the server was away or refused it, and how often it was offered without an answer.
    refusals = models.PositiveSmallIntegerField(default=0)
    doubts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-posted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "code", "subject", "recipient"], name="mail_once_an_event"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mail: its fixed words, where it leads, and whether its reader may still go there.

    Named by a dotted string in settings.MAIL_KINDS. No word of it comes from a row; a `count`
    of what waits, asked for when the mail leaves, may stand in the sentence as %(count)s.
    """

    title: Any
    sentence: Any
    path: Callable[[Mail], str]
    wanted: Callable[[Mail], bool]
    count: Callable[[Mail], int] | None = None


def kind_of(code: str) -> Kind:
    """The declared kind; KeyError for an unknown one."""
    return import_string(settings.MAIL_KINDS[code])


def post(code: str, *, county: str, recipient: uuid.UUID, subject: uuid.UUID) -> Mail | None:
    """Ask for a mail in the caller's transaction; the same one asked for twice is one mail.

    None where the installation has no mail server.
    """
    kind_of(code)
    if not settings.MAIL_ON:
        return None
    user = apps.get_model(settings.AUTH_USER_MODEL).objects.get(pk=recipient)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    mail, made = Mail.objects.get_or_create(
        county_id=county,
        code=code,
        subject=subject,
        recipient=user,
        defaults={"language": user.language, "message_id": f"<{uuid.uuid4().hex}@{domain}>"},
    )
    if made:
        jobs.enqueue(SEND, county=county, subject=mail.pk)
    return mail


def send(run: jobs.Run) -> None:
    """Job: hand one mail over. While it cannot be, the job goes back to the queue."""
    with run.chunk():
        mail = Mail.objects.select_for_update(of=("self",)).select_related("recipient")
        mail = mail.get(pk=run.job.subject)
        if not _still_to_send(mail):
            return
        mail.doubts += 1  # until the server has answered
        mail.save(update_fields=["doubts"])
        message = _message(mail)  # a kind may ask the county's rows, which nobody sees outside
    taken = _hand_over(message)
    with run.chunk():
        if taken:
            mail.state, mail.sent_at = Mail.State.SENT, timezone.now()
        else:
            mail.refusals += 1
            mail.doubts -= taken is False
        mail.save(update_fields=["state", "sent_at", "refusals", "doubts"])
    if not taken:
        raise jobs.Later(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(mail.refusals - 1, 10)))


def _still_to_send(mail: Mail) -> bool:
    """Whether there is anything to do; where its day has passed, that is written down."""
    if mail.state != Mail.State.WAITING:
        return False
    late = timezone.now() - mail.posted_at > LIFE
    if not mail.recipient.is_active or not kind_of(mail.code).wanted(mail):
        mail.state = Mail.State.WITHDRAWN
    elif late or mail.doubts >= MOST_DOUBTS:
        mail.state = Mail.State.GIVEN_UP
    else:
        return True
    mail.save(update_fields=["state"])
    return False


def _message(mail: Mail) -> EmailMessage:
    kind = kind_of(mail.code)
    with translation.override(mail.language):
        lines = [
            str(kind.sentence % {"count": kind.count(mail)} if kind.count else kind.sentence),
            settings.ADDRESS + kind.path(mail),
            _("Linkages wrote this message. It cannot be answered."),
        ]
        return EmailMessage(
            subject=str(kind.title),
            body="\n\n".join(lines) + "\n",
            to=[mail.recipient.email],
            headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        )


def _hand_over(message: EmailMessage) -> bool | None:
    """Whether the server took it: True, False, or None where nobody can know."""
    server = get_connection()
    try:
        server.open()
    except OSError:  # what smtplib raises is one
        return False
    try:
        server.send_messages([message])
    except (SMTPResponseException, SMTPRecipientsRefused):
        return False
    except OSError:
        return None
    finally:
        _hang_up(server)
    return True


def _hang_up(server: Any) -> None:
    """A farewell that fails takes nothing back."""
    try:
        server.close()
    except OSError:
        return
