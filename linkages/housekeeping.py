"""What the scheduler does by itself, county by county."""

from datetime import timedelta

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from linkages import seals, watches
from linkages.calendar import today
from linkages.drafts import Draft, Submission
from linkages.scope import rls

# A day is sealed when no transaction that began in it can still be writing its event.
AFTER_MIDNIGHT = timedelta(hours=3)


def counties() -> list[str]:
    """Keys of all counties. The list itself is no secret; their rows are behind the fence."""
    return list(apps.get_model("counties", "County").objects.values_list("pk", flat=True))


def tidy() -> None:
    """Seal complete days of every county and keep the audit's partitions three months ahead."""
    with connection.cursor() as cursor:
        for parent in ("linkages_auditevent", "sharing_disclosure"):
            cursor.execute("select linkages_month_partitions(%s, %s, 3)", [parent, today()])
    for county in counties():
        with rls(county=county), transaction.atomic():
            seals.seal_days(county, timezone.localdate(timezone.now() - AFTER_MIDNIGHT))
    for user in apps.get_model("counties", "User").objects.values_list("pk", flat=True):
        with rls(user=user), transaction.atomic():
            Draft.objects.filter(saved_at__lt=timezone.now() - timedelta(days=30)).delete()
            Submission.objects.filter(at__lt=timezone.now() - timedelta(days=2)).delete()


def watch() -> None:
    """Let every watch look at what is new in every county, here and one after the other."""
    for county, dotted in watches.rounds(counties()):
        watches.look(county, dotted)
