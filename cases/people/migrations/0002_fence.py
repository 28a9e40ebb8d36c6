"""Row-level security for people and their records."""

from django.db import migrations

from linkages.fence import Fence


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("counties", "0002_fence")]

    operations = [
        Fence("Person", "county"),
        Fence("ProgramRecord", "county"),
        Fence("RecordVersion", "county"),
        Fence("SealedSsn", "county"),
        Fence("Link", "county"),
        Fence("LinkEvent", "county", rights="select, insert", keys=False),
    ]
