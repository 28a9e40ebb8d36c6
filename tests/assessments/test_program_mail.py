"""Sponsors are reminded once for each day by which a commitment is to be confirmed."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.utils import timezone

from assessments.models import Commitment
from assessments.program import demo, mails
from linkages.calendar import today
from linkages.mail import Mail
from linkages.scope import rls
from tests.assessments.test_program import committed

pytestmark = pytest.mark.django_db


def look() -> list[Mail]:
    with rls(county="alder"):
        mails.look("alder", timezone.now(), timezone.now())
        return list(Mail.objects.select_related("recipient").order_by("posted_at"))


@pytest.fixture(autouse=True)
def with_mail(settings):
    settings.MAIL_ON = True


@pytest.mark.parametrize(("days", "posted"), [(31, 0), (30, 1), (-5, 1)])
def test_the_sponsor_of_the_program_is_written_to_thirty_days_ahead(staff, days, posted):
    committed(staff, "cws", days=days)
    found = look()
    assert [each.recipient.email for each in found] == ["sponsor.cws@alder.example"] * posted
    assert len(look()) == posted


def test_another_day_to_confirm_by_is_another_mail(staff):
    given = committed(staff, "cws", days=10)
    assert len(look()) == 1
    with rls(county="alder"):
        Commitment.objects.filter(pk=given.pk).update(confirm_by=today() + timedelta(days=20))
    assert len(look()) == 2


def test_words_are_fixed_and_a_confirmed_commitment_is_not_asked_for(staff, run_jobs):
    given = committed(staff, "cws", days=10)
    look()
    run_jobs()
    (sent,) = outbox.outbox
    assert "to be confirmed again" in sent.body
    assert given.words not in sent.body
    with rls(county="alder"):
        Mail.objects.update(state=Mail.State.WAITING)
        posted = Mail.objects.get()
        assert mails.KIND.wanted(posted)
        Commitment.objects.update(confirm_by=today() + timedelta(days=300))
        assert not mails.KIND.wanted(posted)


def test_the_demonstration_has_every_step_in_alder_and_a_beginning_in_birch(sign_in, staff):
    demo.seed(today())
    demo.seed(today())
    alder = sign_in("coordinator@alder.example").get("/program/").content.decode()
    assert "To be confirmed again" in alder
    assert "Not begun" not in alder
    birch = sign_in("coordinator@birch.example").get("/program/").content.decode()
    assert "One of two programs" in birch
    assert birch.count("Not begun") == 2
