import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from linkages.fence import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("linkages", "0005_watches_and_accounts"),
        ("counties", "0004_fence_teams"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("subject", models.UUIDField()),
                ("language", models.CharField(max_length=5)),
                ("message_id", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "On its way"),
                            ("sent", "Sent"),
                            ("withdrawn", "No longer meant for them"),
                            ("given_up", "Could not be delivered"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("posted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(null=True)),
                ("refusals", models.PositiveSmallIntegerField(default=0)),
                ("doubts", models.PositiveSmallIntegerField(default=0)),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counties.county",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-posted_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("county", "code", "subject", "recipient"),
                        name="mail_once_an_event",
                    )
                ],
            },
        ),
        Fence(
            "Mail",
            "county",
            rights="select, insert, update (state, sent_at, refusals, doubts)",
        ),
    ]
