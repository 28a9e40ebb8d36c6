"""An amendment that is given up is kept as an edition that says so."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workplans', '0003_imports_keep_no_words'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='planedition',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='planedition',
            name='update_update',
        ),
        migrations.AddField(
            model_name='planedition',
            name='discarded',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='planeditionevent',
            name='discarded',
            field=models.BooleanField(db_default=False, default=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planedition',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workplans_planeditionevent" ("approved_at", "county_id", "discarded", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "reason", "returned_at", "submitted_at", "submitted_by_id", "version") VALUES (NEW."approved_at", NEW."county_id", NEW."discarded", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."reason", NEW."returned_at", NEW."submitted_at", NEW."submitted_by_id", NEW."version"); RETURN NULL;', hash='b92b9e588ad3f15d7726824c079d227f0555fcb9', operation='INSERT', pgid='pgtrigger_insert_insert_fb9e9', table='workplans_planedition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planedition',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."approved_at" IS DISTINCT FROM (NEW."approved_at") OR OLD."county_id" IS DISTINCT FROM (NEW."county_id") OR OLD."discarded" IS DISTINCT FROM (NEW."discarded") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."plan_id" IS DISTINCT FROM (NEW."plan_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."returned_at" IS DISTINCT FROM (NEW."returned_at") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."submitted_by_id" IS DISTINCT FROM (NEW."submitted_by_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "workplans_planeditionevent" ("approved_at", "county_id", "discarded", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "reason", "returned_at", "submitted_at", "submitted_by_id", "version") VALUES (NEW."approved_at", NEW."county_id", NEW."discarded", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."reason", NEW."returned_at", NEW."submitted_at", NEW."submitted_by_id", NEW."version"); RETURN NULL;', hash='722dd64e10f67a28965379bffdab70bf9301bf0c', operation='UPDATE', pgid='pgtrigger_update_update_dcedc', table='workplans_planedition', when='AFTER')),
        ),
    ]
