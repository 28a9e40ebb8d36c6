"""What changed about who belongs to a family. Written once."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import linkages.rows
from linkages.fence import Fence

KINDS = [
    ("formed", "Found"),
    ("joined", "Joined with another family"),
    ("split", "Split from another family"),
    ("came", "Somebody came"),
    ("left", "Somebody left"),
    ("mutual", "Mutual again"),
    ("not_mutual", "Not a mutual family any more"),
    ("ended", "Nobody stands in it any more"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("counties", "0005_holidays"),
        ("families", "0010_order_and_eligibility"),
        ("people", "0011_fence_families"),
    ]

    operations = [
        migrations.CreateModel(
            name="FamilyChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("record", models.UUIDField(null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counties.county",
                    ),
                ),
                (
                    "family",
                    linkages.rows.CountyKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="people.family",
                    ),
                ),
            ],
            options={"ordering": ["at"]},
        ),
        migrations.AddIndex(
            model_name="familychange",
            index=models.Index(fields=["county", "family", "-at"], name="family_changes"),
        ),
        Fence("FamilyChange", "county", rights="select, insert"),
    ]
