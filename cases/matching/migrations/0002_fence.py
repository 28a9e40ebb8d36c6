"""Row-level security for matching; decisions can be added to and nothing else."""

from django.db import migrations

from linkages.fence import Fence


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial"), ("people", "0002_fence")]

    operations = [
        Fence("MatchModel", "county", rights="select, insert"),
        Fence("KeyedRecord", "county"),
        Fence("MatchKey", "county", keys=False),
        Fence("UnsettledRecord", "county"),
        Fence("MatchRun", "county"),
        Fence("MatchCandidate", "county"),
        Fence("MatchDecision", "county", rights="select, insert"),
    ]
