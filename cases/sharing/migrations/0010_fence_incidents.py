"""Row-level security for incidents. What was listed and done is only added to; of the incident
itself nothing changes but its state."""

from django.db import migrations

from linkages.fence import Fence

KEPT = "select, insert"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0009_incidents"), ("people", "0008_fence_corrections")]

    operations = [
        Fence("Incident", "county", rights="select, insert, update (state, version)"),
        Fence("IncidentEvent", "county", rights=KEPT, keys=False),
        *(
            Fence(name, "county", rights=KEPT)
            for name in ("IncidentRecord", "IncidentShowing", "IncidentDocument", "IncidentStep")
        ),
    ]
