"""Room for words under seal, and for who stopped a quota and why.

The release before this one goes on writing its own columns meanwhile: new ones have a default in the
database. What stands in the old columns is sealed by the migration after this.
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

STOPPED = "stopped_by_id, stopped_at, stopped_why"
MAY_STOP = f"grant update ({STOPPED}) on families_quota to lk_app"
MAY_NOT_STOP = f"revoke update ({STOPPED}) on families_quota from lk_app"


class Migration(migrations.Migration):

    dependencies = [
        ('counties', '0009_partners'),
        ('families', '0013_statistics'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='closing',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='closing',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='hold',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='hold',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='quota',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='quota',
            name='update_update',
        ),
        migrations.AddField(
            model_name='closing',
            name='words',
            field=models.BinaryField(db_default=b'', default=bytes),
        ),
        migrations.AddField(
            model_name='closingevent',
            name='words',
            field=models.BinaryField(db_default=b'', default=bytes),
        ),
        migrations.AddField(
            model_name='handoff',
            name='words',
            field=models.BinaryField(db_default=b'', default=bytes),
        ),
        migrations.AddField(
            model_name='hold',
            name='words',
            field=models.BinaryField(db_default=b'', default=bytes),
        ),
        migrations.AddField(
            model_name='holdevent',
            name='words',
            field=models.BinaryField(db_default=b'', default=bytes),
        ),
        migrations.AddField(
            model_name='quota',
            name='stopped_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='quota',
            name='stopped_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='quota',
            name='stopped_why',
            field=models.CharField(blank=True, db_default='', default='', max_length=300),
        ),
        migrations.AddField(
            model_name='quotaevent',
            name='stopped_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='quotaevent',
            name='stopped_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='quotaevent',
            name='stopped_why',
            field=models.CharField(blank=True, db_default='', default='', max_length=300),
        ),
        migrations.AddField(
            model_name='reopening',
            name='words',
            field=models.BinaryField(db_default=b'', default=bytes),
        ),
        migrations.AlterField(
            model_name='handoff',
            name='asked',
            field=models.CharField(blank=True, max_length=600),
        ),
        migrations.AlterField(
            model_name='handoff',
            name='needed',
            field=models.CharField(blank=True, max_length=600),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='closing',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "families_closingevent" ("confirmed_at", "confirmed_by_id", "county_id", "ended_at", "ended_by_id", "ended_why", "episode_id", "id", "last_day", "needed", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "state", "state_before", "version", "words") VALUES (NEW."confirmed_at", NEW."confirmed_by_id", NEW."county_id", NEW."ended_at", NEW."ended_by_id", NEW."ended_why", NEW."episode_id", NEW."id", NEW."last_day", NEW."needed", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."reason", NEW."state", NEW."state_before", NEW."version", NEW."words"); RETURN NULL;', hash='467e2298a717a39bdb1b10a403632b3a4afbe141', operation='INSERT', pgid='pgtrigger_insert_insert_68cb5', table='families_closing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='closing',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "families_closingevent" ("confirmed_at", "confirmed_by_id", "county_id", "ended_at", "ended_by_id", "ended_why", "episode_id", "id", "last_day", "needed", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "state", "state_before", "version", "words") VALUES (NEW."confirmed_at", NEW."confirmed_by_id", NEW."county_id", NEW."ended_at", NEW."ended_by_id", NEW."ended_why", NEW."episode_id", NEW."id", NEW."last_day", NEW."needed", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."reason", NEW."state", NEW."state_before", NEW."version", NEW."words"); RETURN NULL;', hash='03a5ffeda16cddadb9a63d9bbd38a60f3459ef4d', operation='UPDATE', pgid='pgtrigger_update_update_e15e7', table='families_closing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hold',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "families_holdevent" ("county_id", "ended_by_id", "ended_on", "episode_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by_id", "reason", "since", "state_before", "until", "words") VALUES (NEW."county_id", NEW."ended_by_id", NEW."ended_on", NEW."episode_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."placed_at", NEW."placed_by_id", NEW."reason", NEW."since", NEW."state_before", NEW."until", NEW."words"); RETURN NULL;', hash='8b24be0d0bb0c2fef0a1de03c692125379251ed1', operation='INSERT', pgid='pgtrigger_insert_insert_fedc6', table='families_hold', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hold',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "families_holdevent" ("county_id", "ended_by_id", "ended_on", "episode_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by_id", "reason", "since", "state_before", "until", "words") VALUES (NEW."county_id", NEW."ended_by_id", NEW."ended_on", NEW."episode_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."placed_at", NEW."placed_by_id", NEW."reason", NEW."since", NEW."state_before", NEW."until", NEW."words"); RETURN NULL;', hash='23f9cc7a65d4747c95b20daffac2ac87832bd413', operation='UPDATE', pgid='pgtrigger_update_update_68089', table='families_hold', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quota',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "families_quotaevent" ("county_id", "id", "office", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "reason", "set_at", "set_by_id", "since", "stopped_at", "stopped_by_id", "stopped_why", "until", "weekly") VALUES (NEW."county_id", NEW."id", NEW."office", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."population", NEW."reason", NEW."set_at", NEW."set_by_id", NEW."since", NEW."stopped_at", NEW."stopped_by_id", NEW."stopped_why", NEW."until", NEW."weekly"); RETURN NULL;', hash='951258e3065f2830aeb2bad1d6f693a406dedc15', operation='INSERT', pgid='pgtrigger_insert_insert_f5ac0', table='families_quota', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quota',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "families_quotaevent" ("county_id", "id", "office", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "reason", "set_at", "set_by_id", "since", "stopped_at", "stopped_by_id", "stopped_why", "until", "weekly") VALUES (NEW."county_id", NEW."id", NEW."office", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."population", NEW."reason", NEW."set_at", NEW."set_by_id", NEW."since", NEW."stopped_at", NEW."stopped_by_id", NEW."stopped_why", NEW."until", NEW."weekly"); RETURN NULL;', hash='6a15a415c0ab15d90ee3b6a6555344148595dce2', operation='UPDATE', pgid='pgtrigger_update_update_2ace3', table='families_quota', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='quota',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stopped_at__isnull', True), ('stopped_by__isnull', True)), models.Q(('stopped_at__isnull', False), ('stopped_by__isnull', False)), _connector='OR'), name='quota_stopped_by_with_stopped_at'),
        ),
        migrations.RunSQL(MAY_STOP, MAY_NOT_STOP),
    ]
