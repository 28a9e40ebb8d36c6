"""Row-level security for episodes and acceptances. What was released and answered stays."""

from django.db import migrations

from linkages.fence import Fence

KEPT = "select, insert"


class Migration(migrations.Migration):
    dependencies = [("families", "0001_initial"), ("people", "0011_fence_families")]

    operations = [
        Fence("Wave", "county", rights="select, insert, update (families, workers)"),
        Fence("Episode", "county", rights="select, insert, update"),
        Fence("EpisodeEvent", "county", rights=KEPT, keys=False),
        Fence("Quota", "county", rights="select, insert, update (until)"),
        Fence("QuotaEvent", "county", rights=KEPT, keys=False),
        Fence("Acceptance", "county", rights="select, insert, update"),
        Fence("AcceptanceEvent", "county", rights=KEPT, keys=False),
    ]
