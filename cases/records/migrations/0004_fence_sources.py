"""Row-level security for profiles, pairs of ids and pickups; a profile's content never changes."""

from django.db import migrations

from linkages.fence import Fence, FenceKey

KEPT = "select, insert"


class Migration(migrations.Migration):
    dependencies = [("records", "0003_sources_and_checks"), ("counties", "0004_fence_teams")]

    operations = [
        Fence("SourceProfile", "county", rights="select, insert, update (state)"),
        Fence("SourceProfileEvent", "county", rights=KEPT, keys=False),
        Fence("IdPair", "county", rights="select, insert, delete"),
        Fence("Pickup", "county"),
        Fence("PickupEvent", "county", rights=KEPT, keys=False),
        FenceKey("ExtractFile", "profile"),
    ]
