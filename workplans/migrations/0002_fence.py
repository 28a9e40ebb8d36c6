"""Row-level security for work plans. What was submitted, approved and reported stays."""

from django.db import migrations

from linkages.fence import Fence

KEPT = "select, insert"
WRITTEN = "select, insert, update"
CHANGED = "select, insert, update, delete"

RIGHTS = {
    "CatalogueEdition": CHANGED,
    "WorkPlan": WRITTEN,
    "PlanContact": CHANGED,
    "PlanTopic": CHANGED,
    "PlanEdition": "select, insert, update (approved_at, returned_at, version)",
    "PlanApproval": KEPT,
    "Objective": CHANGED,
    "Product": CHANGED,
    "Step": CHANGED,
    "StepNeed": CHANGED,
    "PlanLink": CHANGED,
    "PlanUpdate": KEPT,
    "PlanSuggestion": WRITTEN,
    "Meeting": WRITTEN,
    "AgendaPoint": CHANGED,
    "Attendance": CHANGED,
    "TeamDecision": KEPT,
    "Action": WRITTEN,
    "PlanImport": WRITTEN,
}

FROZEN = """
create trigger frozen before update or delete on workplans_catalogueedition
  for each row execute function assessments_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("workplans", "0001_initial"), ("assessments", "0002_fence")]

    operations = [
        *(
            Fence(name, "published" if name == "CatalogueEdition" else "county", rights=rights)
            for name, rights in RIGHTS.items()
        ),
        *(Fence(f"{name}Event", "county", rights=KEPT, keys=False) for name in RIGHTS),
        migrations.RunSQL(FROZEN, "drop trigger frozen on workplans_catalogueedition"),
    ]
