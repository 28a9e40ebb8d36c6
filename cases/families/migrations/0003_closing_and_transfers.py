import cases.families.models.transfers
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import linkages.rows
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("counties", "0005_holidays"),
        ("families", "0002_fence"),
        ("people", "0011_fence_families"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Closing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("confirmed", "Hand-off is running"),
                            ("closed", "Closed"),
                            ("refused", "Not closed"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="proposed",
                        max_length=9,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("cws_closed", "The CWS case closed"),
                            ("aid_ended", "CalWORKs ended"),
                            ("returned", "Children returned and stable"),
                            ("terminated", "Services were terminated"),
                            ("timed_out", "Time on aid is used up"),
                            ("declined", "The family declined"),
                            ("moved", "Moved to another county"),
                            ("not_mutual", "Not a mutual family after all"),
                            ("duplicate", "The same family twice"),
                            ("adoption", "Adoption or guardianship"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=600)),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_day", models.DateField()),
                (
                    "state_before",
                    models.CharField(
                        choices=[
                            ("identified", "Identified, nobody told yet"),
                            ("notified", "Both sides told"),
                            ("accepted", "Accepted by both sides"),
                            ("engaged", "The family knows"),
                            ("on_hold", "On hold"),
                            ("closing", "Closing"),
                            ("closed", "Closed"),
                            ("transferred", "Moved to another county"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "needed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), default=list, size=None
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
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
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    linkages.rows.CountyKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closings",
                        to="families.episode",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-proposed_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ClosingEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("confirmed", "Hand-off is running"),
                            ("closed", "Closed"),
                            ("refused", "Not closed"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="proposed",
                        max_length=9,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("cws_closed", "The CWS case closed"),
                            ("aid_ended", "CalWORKs ended"),
                            ("returned", "Children returned and stable"),
                            ("terminated", "Services were terminated"),
                            ("timed_out", "Time on aid is used up"),
                            ("declined", "The family declined"),
                            ("moved", "Moved to another county"),
                            ("not_mutual", "Not a mutual family after all"),
                            ("duplicate", "The same family twice"),
                            ("adoption", "Adoption or guardianship"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=600)),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_day", models.DateField()),
                (
                    "state_before",
                    models.CharField(
                        choices=[
                            ("identified", "Identified, nobody told yet"),
                            ("notified", "Both sides told"),
                            ("accepted", "Accepted by both sides"),
                            ("engaged", "The family knows"),
                            ("on_hold", "On hold"),
                            ("closing", "Closing"),
                            ("closed", "Closed"),
                            ("transferred", "Moved to another county"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "needed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), default=list, size=None
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="counties.county",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    linkages.rows.CountyKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="families.episode",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="families.closing",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClosingStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=24)),
                ("words", models.JSONField(default=dict)),
                ("position", models.PositiveSmallIntegerField()),
                ("needed", models.BooleanField(default=True)),
                ("retired_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
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
            options={
                "ordering": ["position", "code"],
            },
        ),
        migrations.CreateModel(
            name="ClosingStepEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("code", models.CharField(max_length=24)),
                ("words", models.JSONField(default=dict)),
                ("position", models.PositiveSmallIntegerField()),
                ("needed", models.BooleanField(default=True)),
                ("retired_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "changed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="counties.county",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="families.closingstep",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClosingTick",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=24)),
                ("done_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "closing",
                    linkages.rows.CountyKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ticks",
                        to="families.closing",
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
                (
                    "done_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["done_at"],
            },
        ),
        migrations.CreateModel(
            name="HandOff",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "program",
                    models.CharField(
                        choices=[("cws", "CWS"), ("calworks", "CalWORKs")], max_length=8
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("C1", "Who they are and how to reach them"),
                            ("C2", "CalWORKs and Welfare-to-Work status"),
                            ("C3", "Welfare-to-Work activities and appointments"),
                            ("C5", "The CWS case, its dates and its plan"),
                        ],
                        max_length=2,
                    ),
                ),
                ("asked", models.CharField(max_length=600)),
                ("needed", models.CharField(max_length=600)),
                ("needed_by", models.DateField(null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counties.county",
                    ),
                ),
                (
                    "episode",
                    linkages.rows.CountyKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_offs",
                        to="families.episode",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("away", "Whereabouts unknown (AWOL)"),
                            ("out_of_county", "Out of the county for a time"),
                            ("other", "Another reason"),
                        ],
                        max_length=13,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("since", models.DateField()),
                ("until", models.DateField()),
                (
                    "state_before",
                    models.CharField(
                        choices=[
                            ("identified", "Identified, nobody told yet"),
                            ("notified", "Both sides told"),
                            ("accepted", "Accepted by both sides"),
                            ("engaged", "The family knows"),
                            ("on_hold", "On hold"),
                            ("closing", "Closing"),
                            ("closed", "Closed"),
                            ("transferred", "Moved to another county"),
                        ],
                        max_length=11,
                    ),
                ),
                ("placed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_on", models.DateField(null=True)),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counties.county",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    linkages.rows.CountyKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="families.episode",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-since", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HoldEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("away", "Whereabouts unknown (AWOL)"),
                            ("out_of_county", "Out of the county for a time"),
                            ("other", "Another reason"),
                        ],
                        max_length=13,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("since", models.DateField()),
                ("until", models.DateField()),
                (
                    "state_before",
                    models.CharField(
                        choices=[
                            ("identified", "Identified, nobody told yet"),
                            ("notified", "Both sides told"),
                            ("accepted", "Accepted by both sides"),
                            ("engaged", "The family knows"),
                            ("on_hold", "On hold"),
                            ("closing", "Closing"),
                            ("closed", "Closed"),
                            ("transferred", "Moved to another county"),
                        ],
                        max_length=11,
                    ),
                ),
                ("placed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_on", models.DateField(null=True)),
                (
                    "county",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="counties.county",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "episode",
                    linkages.rows.CountyKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="families.episode",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="families.hold",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("closing", "Closing letter")], default="closing", max_length=8
                    ),
                ),
                ("adult", models.UUIDField()),
                ("language", models.CharField(max_length=8)),
                ("wanted_language", models.CharField(blank=True, max_length=20)),
                ("by_mail", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counties.county",
                    ),
                ),
                (
                    "episode",
                    linkages.rows.CountyKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="families.episode",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="ReceivedFamily",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("transfer", models.UUIDField()),
                ("token", models.CharField(max_length=12)),
                ("moved_on", models.DateField()),
                ("content", models.BinaryField()),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "records",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("met_at", models.DateTimeField(null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
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
                (
                    "family",
                    linkages.rows.CountyKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="received_as",
                        to="people.family",
                    ),
                ),
                (
                    "from_county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counties.county",
                    ),
                ),
            ],
            options={
                "ordering": ["-received_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Reopening",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("aid_again", "On CalWORKs again"),
                            ("cws_again", "A CWS case is open again"),
                            ("moved_back", "Moved back to this county"),
                            ("mistake", "Closed by mistake"),
                            ("other", "Another reason"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("reopened_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counties.county",
                    ),
                ),
                (
                    "earlier",
                    linkages.rows.CountyKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reopened_as",
                        to="families.episode",
                    ),
                ),
                (
                    "episode",
                    linkages.rows.CountyKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reopenings",
                        to="families.episode",
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-reopened_at"],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=cases.families.models.transfers.new_transfer_token, max_length=12
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "Offered"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="offered",
                        max_length=9,
                    ),
                ),
                ("family", models.UUIDField()),
                ("episode", models.UUIDField()),
                ("reason", models.CharField(max_length=300)),
                ("moved_on", models.DateField()),
                ("offered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("content", models.BinaryField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "decline",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_here", "The family does not live in our county"),
                            ("no_case", "Neither program has a case here"),
                            ("again", "We have them already"),
                            ("other", "Another reason"),
                        ],
                        max_length=8,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=300)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "from_county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counties.county",
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counties.county",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-offered_at", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="closing",
            index=models.Index(
                condition=models.Q(("state", "confirmed")),
                fields=["county", "last_day"],
                name="closing_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    _connector="OR",
                ),
                name="closing_confirmed_by_with_confirmed_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="closing_ended_by_with_ended_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["proposed", "confirmed"])),
                fields=("county", "episode"),
                name="closing_once_while_running",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["confirmed", "closed"]), _negated=True),
                    ("confirmed_at__isnull", False),
                    _connector="OR",
                ),
                name="closing_confirmed_by_somebody",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closing",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "families_closingevent" ("confirmed_at", "confirmed_by_id", "county_id", "ended_at", "ended_by_id", "ended_why", "episode_id", "id", "last_day", "needed", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "state", "state_before", "version") VALUES (NEW."confirmed_at", NEW."confirmed_by_id", NEW."county_id", NEW."ended_at", NEW."ended_by_id", NEW."ended_why", NEW."episode_id", NEW."id", NEW."last_day", NEW."needed", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."reason", NEW."state", NEW."state_before", NEW."version"); RETURN NULL;',
                    hash="ab672f928e7bd30cbde29fa812855aa9f9a828bc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_68cb5",
                    table="families_closing",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closing",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "families_closingevent" ("confirmed_at", "confirmed_by_id", "county_id", "ended_at", "ended_by_id", "ended_why", "episode_id", "id", "last_day", "needed", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "state", "state_before", "version") VALUES (NEW."confirmed_at", NEW."confirmed_by_id", NEW."county_id", NEW."ended_at", NEW."ended_by_id", NEW."ended_why", NEW."episode_id", NEW."id", NEW."last_day", NEW."needed", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."reason", NEW."state", NEW."state_before", NEW."version"); RETURN NULL;',
                    hash="8451f2e7c00d33cd00ecc186c72ad3a8d6487933",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e15e7",
                    table="families_closing",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closingevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f339372790d987132771b52bd350279fd309979e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6f036",
                    table="families_closingevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="closingstep",
            constraint=models.UniqueConstraint(
                fields=("county", "code"), name="closing_step_code_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closingstep",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "families_closingstepevent" ("changed_at", "changed_by_id", "code", "county_id", "id", "needed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_at", "words") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."code", NEW."county_id", NEW."id", NEW."needed", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."retired_at", NEW."words"); RETURN NULL;',
                    hash="d83e08a29d1262abc0721bc500090a772f8372f2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4dedd",
                    table="families_closingstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closingstep",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "families_closingstepevent" ("changed_at", "changed_by_id", "code", "county_id", "id", "needed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_at", "words") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."code", NEW."county_id", NEW."id", NEW."needed", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."retired_at", NEW."words"); RETURN NULL;',
                    hash="6e81d44f17521a7266e2da52fdedd7a38dc87a93",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a9ce2",
                    table="families_closingstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closingstepevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="77d9709ba4a36c53b1df5e668dcb80bfb3cd190f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cb8ab",
                    table="families_closingstepevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="closingtick",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                    models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="closingtick_undone_by_with_undone_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="closingtick",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("county", "closing", "code"),
                name="closing_tick_once",
            ),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(
                condition=models.Q(("ended_on", None)), fields=["county", "until"], name="hold_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("since"))),
                name="hold_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("county", "episode"),
                name="hold_once_while_it_lasts",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hold",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "families_holdevent" ("county_id", "ended_by_id", "ended_on", "episode_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by_id", "reason", "since", "state_before", "until") VALUES (NEW."county_id", NEW."ended_by_id", NEW."ended_on", NEW."episode_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."placed_at", NEW."placed_by_id", NEW."reason", NEW."since", NEW."state_before", NEW."until"); RETURN NULL;',
                    hash="a12882cd0f085bc742d623300757b194f405b0dc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fedc6",
                    table="families_hold",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hold",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "families_holdevent" ("county_id", "ended_by_id", "ended_on", "episode_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by_id", "reason", "since", "state_before", "until") VALUES (NEW."county_id", NEW."ended_by_id", NEW."ended_on", NEW."episode_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."placed_at", NEW."placed_by_id", NEW."reason", NEW."since", NEW."state_before", NEW."until"); RETURN NULL;',
                    hash="09bf6f215f1b5989a200d95c3b61f5075c999737",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_68089",
                    table="families_hold",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="holdevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7094146fee16ac385de6748f449d1cf526887f7d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_fdb2a",
                    table="families_holdevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedfamily",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("family__isnull", True), ("met_at__isnull", True)),
                    models.Q(("family__isnull", False), ("met_at__isnull", False)),
                    _connector="OR",
                ),
                name="receivedfamily_family_with_met_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedfamily",
            constraint=models.UniqueConstraint(fields=("county", "transfer"), name="received_once"),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.UniqueConstraint(fields=("county", "earlier"), name="reopening_once"),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["to_county", "-offered_at"], name="transfer_to"),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["from_county", "-offered_at"], name="transfer_from"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="transfer_withdrawn_by_with_withdrawn_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                    models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                    _connector="OR",
                ),
                name="transfer_answered_by_with_answered_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_county", models.F("to_county")), _negated=True),
                name="transfer_between_two_counties",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(("decline", ""), _negated=True),
                    _connector="OR",
                ),
                name="transfer_declined_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "offered")),
                fields=("from_county", "episode"),
                name="transfer_once_while_offered",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                fields=("from_county", "token"), name="transfer_token_once"
            ),
        ),
    ]
