"""Where a family stands in the county's order, and what came of telling it about aid."""

import django.db.models.deletion
import django.utils.timezone
import linkages.rows
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from linkages.fence import Fence


class Migration(migrations.Migration):

    dependencies = [
        ('counties', '0005_holidays'),
        ('families', '0009_notices'),
        ('people', '0011_fence_families'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EligibilityAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('answer', models.CharField(choices=[('asked', 'Asked'), ('applied', 'Applied'), ('not_interested', 'Not interested'), ('not_eligible', 'Not eligible')], max_length=14)),
                ('answered_on', models.DateField()),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='EligibilityAnswerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('answer', models.CharField(choices=[('asked', 'Asked'), ('applied', 'Applied'), ('not_interested', 'Not interested'), ('not_eligible', 'Not eligible')], max_length=14)),
                ('answered_on', models.DateField()),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='episode',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='episode',
            name='update_update',
        ),
        migrations.AddField(
            model_name='episode',
            name='place',
            field=models.PositiveSmallIntegerField(db_default=999, default=999),
        ),
        migrations.AddField(
            model_name='episodeevent',
            name='place',
            field=models.PositiveSmallIntegerField(db_default=999, default=999),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='episode',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "families_episodeevent" ("accepted_at", "close_note", "close_reason", "closed_by_id", "closed_on", "closing_on", "county_id", "family_id", "hold_until", "id", "identified_on", "model", "model_why", "notified_at", "number", "offices", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "populations", "priority", "priority_why", "set_priority", "set_priority_by_id", "set_priority_reason", "state", "state_before", "version", "wave_id") VALUES (NEW."accepted_at", NEW."close_note", NEW."close_reason", NEW."closed_by_id", NEW."closed_on", NEW."closing_on", NEW."county_id", NEW."family_id", NEW."hold_until", NEW."id", NEW."identified_on", NEW."model", NEW."model_why", NEW."notified_at", NEW."number", NEW."offices", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."populations", NEW."priority", NEW."priority_why", NEW."set_priority", NEW."set_priority_by_id", NEW."set_priority_reason", NEW."state", NEW."state_before", NEW."version", NEW."wave_id"); RETURN NULL;', hash='0c5a2a85cf1a8c806134c44865f021af70ab510c', operation='INSERT', pgid='pgtrigger_insert_insert_00429', table='families_episode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='episode',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "families_episodeevent" ("accepted_at", "close_note", "close_reason", "closed_by_id", "closed_on", "closing_on", "county_id", "family_id", "hold_until", "id", "identified_on", "model", "model_why", "notified_at", "number", "offices", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "populations", "priority", "priority_why", "set_priority", "set_priority_by_id", "set_priority_reason", "state", "state_before", "version", "wave_id") VALUES (NEW."accepted_at", NEW."close_note", NEW."close_reason", NEW."closed_by_id", NEW."closed_on", NEW."closing_on", NEW."county_id", NEW."family_id", NEW."hold_until", NEW."id", NEW."identified_on", NEW."model", NEW."model_why", NEW."notified_at", NEW."number", NEW."offices", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."populations", NEW."priority", NEW."priority_why", NEW."set_priority", NEW."set_priority_by_id", NEW."set_priority_reason", NEW."state", NEW."state_before", NEW."version", NEW."wave_id"); RETURN NULL;', hash='86c2b469a327067d3573faa28084cf8a2ddec183', operation='UPDATE', pgid='pgtrigger_update_update_848b6', table='families_episode', when='AFTER')),
        ),
        migrations.AddField(
            model_name='eligibilityanswer',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counties.county'),
        ),
        migrations.AddField(
            model_name='eligibilityanswer',
            name='family',
            field=linkages.rows.CountyKey(on_delete=django.db.models.deletion.PROTECT, related_name='eligibility_answers', to='people.family'),
        ),
        migrations.AddField(
            model_name='eligibilityanswer',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='eligibilityanswerevent',
            name='county',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='counties.county'),
        ),
        migrations.AddField(
            model_name='eligibilityanswerevent',
            name='family',
            field=linkages.rows.CountyKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.family'),
        ),
        migrations.AddField(
            model_name='eligibilityanswerevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='eligibilityanswerevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='families.eligibilityanswer'),
        ),
        migrations.AddField(
            model_name='eligibilityanswerevent',
            name='recorded_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='eligibilityanswer',
            index=models.Index(fields=['county', 'family', '-recorded_at'], name='eligibility_latest'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='eligibilityanswer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "families_eligibilityanswerevent" ("answer", "answered_on", "county_id", "family_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id") VALUES (NEW."answer", NEW."answered_on", NEW."county_id", NEW."family_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id"); RETURN NULL;', hash='eb008e57703122f9996973ad25bec058c4c69ad7', operation='INSERT', pgid='pgtrigger_insert_insert_f3eaf', table='families_eligibilityanswer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='eligibilityanswer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "families_eligibilityanswerevent" ("answer", "answered_on", "county_id", "family_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id") VALUES (NEW."answer", NEW."answered_on", NEW."county_id", NEW."family_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id"); RETURN NULL;', hash='72d503d2be37dfa49c0bc18156a031dbc2a2d8c7', operation='UPDATE', pgid='pgtrigger_update_update_03191', table='families_eligibilityanswer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='eligibilityanswerevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d40a478e85bbed9dd3b6752e77663991f17c7492', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9ce3a', table='families_eligibilityanswerevent', when='BEFORE')),
        ),
        Fence("EligibilityAnswer", "county", rights="select, insert"),
        Fence("EligibilityAnswerEvent", "county", rights="select, insert", keys=False),
    ]
