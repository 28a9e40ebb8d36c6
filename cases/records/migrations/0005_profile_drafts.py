"""Profiles that somebody is describing: sealed, their author's, gone after a day."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from linkages.fence import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("counties", "0004_fence_teams"),
        ("records", "0004_fence_sources"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProfileDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answers", models.BinaryField()),
                ("sample", models.BinaryField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counties.county",
                    ),
                ),
            ],
            options={"ordering": ["-begun_at"]},
        ),
        Fence("ProfileDraft", "county"),
    ]
