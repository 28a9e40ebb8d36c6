"""One column for whoever changed a role last, whatever they changed."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('counties', '0007_fence_staff_offers'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='membership',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='membership',
            name='update_update',
        ),
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_ended_at_with_ended_by',
        ),
        migrations.RemoveField(
            model_name='membership',
            name='end_reason',
        ),
        migrations.RemoveField(
            model_name='membership',
            name='ended_by',
        ),
        migrations.RemoveField(
            model_name='membershipevent',
            name='end_reason',
        ),
        migrations.RemoveField(
            model_name='membershipevent',
            name='ended_by',
        ),
        migrations.AddField(
            model_name='membership',
            name='change_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='membership',
            name='changed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='change_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='changed_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "counties_membershipevent" ("change_reason", "changed_by_id", "county_id", "ended_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program", "role", "since", "unit_id", "until", "user_id", "worker_id") VALUES (NEW."change_reason", NEW."changed_by_id", NEW."county_id", NEW."ended_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."program", NEW."role", NEW."since", NEW."unit_id", NEW."until", NEW."user_id", NEW."worker_id"); RETURN NULL;', hash='14dad423eebf695faffd7537a301a14a18ed794e', operation='INSERT', pgid='pgtrigger_insert_insert_dbfa2', table='counties_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "counties_membershipevent" ("change_reason", "changed_by_id", "county_id", "ended_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program", "role", "since", "unit_id", "until", "user_id", "worker_id") VALUES (NEW."change_reason", NEW."changed_by_id", NEW."county_id", NEW."ended_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."program", NEW."role", NEW."since", NEW."unit_id", NEW."until", NEW."user_id", NEW."worker_id"); RETURN NULL;', hash='021862bafda23489a6b7c89036878e45175443d0', operation='UPDATE', pgid='pgtrigger_update_update_4f6c1', table='counties_membership', when='AFTER')),
        ),
    ]
