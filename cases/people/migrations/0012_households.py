"""Who shares a case or a household with somebody, without reading every version."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0011_fence_families")]

    operations = [
        migrations.AddIndex(
            model_name="recordversion",
            index=models.Index(
                condition=models.Q(("household", ""), _negated=True),
                fields=["county", "household"],
                name="version_household",
            ),
        ),
    ]
