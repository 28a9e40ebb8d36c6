"""The history of a file that was read keeps no words of it: a file that is dropped is gone."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workplans", "0002_fence")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="planimport", name="insert_insert"),
        pgtrigger.migrations.RemoveTrigger(model_name="planimport", name="update_update"),
        # For the way back: rows that are there get an empty plan.
        migrations.AlterField(
            model_name="planimportevent", name="content", field=models.JSONField(default=dict)
        ),
        migrations.RemoveField(model_name="planimportevent", name="content"),
        migrations.RemoveField(model_name="planimportevent", name="problems"),
        pgtrigger.migrations.AddTrigger(
            model_name='planimport',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workplans_planimportevent" ("at", "by_id", "county_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "state", "version") VALUES (NEW."at", NEW."by_id", NEW."county_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."state", NEW."version"); RETURN NULL;', hash='d3ce7ed448608748be177625f26c123187dcd783', operation='INSERT', pgid='pgtrigger_insert_insert_d1e45', table='workplans_planimport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planimport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."county_id" IS DISTINCT FROM (NEW."county_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."plan_id" IS DISTINCT FROM (NEW."plan_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "workplans_planimportevent" ("at", "by_id", "county_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "state", "version") VALUES (NEW."at", NEW."by_id", NEW."county_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."state", NEW."version"); RETURN NULL;', hash='dcd4cd81b1b28fe2bad6111f7976cedc9743a03d', operation='UPDATE', pgid='pgtrigger_update_update_d71be', table='workplans_planimport', when='AFTER')),
        ),
    ]
