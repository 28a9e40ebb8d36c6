"""Invitations, roles and resets that wait, bank caseloads, roles that somebody ended."""

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
        ('counties', '0005_holidays'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='BankCaseload',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('program', models.CharField(choices=[('cws', 'CWS'), ('calworks', 'CalWORKs'), ('joint', 'Both programs')], max_length=8)),
                ('worker_id', models.CharField(help_text='As extracts name it', max_length=20)),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
            ],
            options={
                'ordering': ['program', 'worker_id'],
            },
        ),
        migrations.CreateModel(
            name='BankCaseloadEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('program', models.CharField(choices=[('cws', 'CWS'), ('calworks', 'CalWORKs'), ('joint', 'Both programs')], max_length=8)),
                ('worker_id', models.CharField(help_text='As extracts name it', max_length=20)),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FactorReset',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('waiting', 'Waits for a second administrator'), ('approved', 'Approved'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=9)),
                ('reason', models.CharField(max_length=300)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision_reason', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['-asked_at'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('open', 'Invited'), ('accepted', 'Accepted'), ('withdrawn', 'Withdrawn')], default='open', max_length=9)),
                ('invited_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-invited_at'],
            },
        ),
        migrations.CreateModel(
            name='RoleProposal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('waiting', 'Waits for a second administrator'), ('approved', 'Approved'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=9)),
                ('reason', models.CharField(max_length=300)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision_reason', models.CharField(blank=True, max_length=300)),
                ('role', models.CharField(choices=[('admin', 'County administrator'), ('coordinator', 'Linkages coordinator'), ('worker', 'Caseworker'), ('supervisor', 'Supervisor'), ('liaison', 'Liaison'), ('analyst', 'Analyst'), ('privacy', 'Privacy officer'), ('restricted', 'Restricted-case coordinator'), ('cochair', 'Co-chair'), ('sponsor', 'Executive sponsor'), ('counsel', 'County counsel'), ('oversight', 'State oversight'), ('editor', 'State content editor'), ('assistance', 'Technical assistance')], max_length=16)),
                ('program', models.CharField(choices=[('cws', 'CWS'), ('calworks', 'CalWORKs'), ('joint', 'Both programs')], max_length=8)),
                ('worker_id', models.CharField(blank=True, max_length=20)),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
            ],
            options={
                'ordering': ['-asked_at'],
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='membership',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='membership',
            name='update_update',
        ),
        migrations.AddField(
            model_name='membership',
            name='end_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='membership',
            name='ended_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='membership',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='end_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='ended_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='ended_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "counties_membershipevent" ("county_id", "end_reason", "ended_at", "ended_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program", "role", "since", "unit_id", "until", "user_id", "worker_id") VALUES (NEW."county_id", NEW."end_reason", NEW."ended_at", NEW."ended_by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."program", NEW."role", NEW."since", NEW."unit_id", NEW."until", NEW."user_id", NEW."worker_id"); RETURN NULL;', hash='f111978984d197bf658a190bf36295bf1ea84401', operation='INSERT', pgid='pgtrigger_insert_insert_dbfa2', table='counties_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "counties_membershipevent" ("county_id", "end_reason", "ended_at", "ended_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program", "role", "since", "unit_id", "until", "user_id", "worker_id") VALUES (NEW."county_id", NEW."end_reason", NEW."ended_at", NEW."ended_by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."program", NEW."role", NEW."since", NEW."unit_id", NEW."until", NEW."user_id", NEW."worker_id"); RETURN NULL;', hash='44e03c982d06509f0039b94fd96a3640597dc0a7', operation='UPDATE', pgid='pgtrigger_update_update_4f6c1', table='counties_membership', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='membership_ended_at_with_ended_by'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('until__isnull', False), _connector='OR'), name='membership_ended_on_a_day'),
        ),
        migrations.AddField(
            model_name='bankcaseload',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counties.county'),
        ),
        migrations.AddField(
            model_name='bankcaseload',
            name='unit',
            field=linkages.rows.CountyKey(on_delete=django.db.models.deletion.PROTECT, related_name='bank_caseloads', to='counties.unit'),
        ),
        migrations.AddField(
            model_name='bankcaseloadevent',
            name='county',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='counties.county'),
        ),
        migrations.AddField(
            model_name='bankcaseloadevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='bankcaseloadevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='counties.bankcaseload'),
        ),
        migrations.AddField(
            model_name='bankcaseloadevent',
            name='unit',
            field=linkages.rows.CountyKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='counties.unit'),
        ),
        migrations.AddField(
            model_name='factorreset',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='factorreset',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counties.county'),
        ),
        migrations.AddField(
            model_name='factorreset',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='factorreset',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counties.county'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='invited_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='roleproposal',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='roleproposal',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counties.county'),
        ),
        migrations.AddField(
            model_name='roleproposal',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='roleproposal',
            name='membership',
            field=linkages.rows.CountyKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counties.membership'),
        ),
        migrations.AddField(
            model_name='roleproposal',
            name='unit',
            field=linkages.rows.CountyKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counties.unit'),
        ),
        migrations.AddField(
            model_name='roleproposal',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='bankcaseload',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('county', 'program', 'worker_id'), name='bank_caseload_once_while_open'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankcaseload',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "counties_bankcaseloadevent" ("county_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program", "since", "unit_id", "until", "worker_id") VALUES (NEW."county_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."program", NEW."since", NEW."unit_id", NEW."until", NEW."worker_id"); RETURN NULL;', hash='8ed9a83ec4b080c580938b2f6ec64480886fc513', operation='INSERT', pgid='pgtrigger_insert_insert_8093a', table='counties_bankcaseload', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankcaseload',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "counties_bankcaseloadevent" ("county_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program", "since", "unit_id", "until", "worker_id") VALUES (NEW."county_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."program", NEW."since", NEW."unit_id", NEW."until", NEW."worker_id"); RETURN NULL;', hash='9882f96bdd765a5aacd28aaf5dc18f3ddf46bc62', operation='UPDATE', pgid='pgtrigger_update_update_8d877', table='counties_bankcaseload', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankcaseloadevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='40de04dea3c8ebde8626013db82a4d3fd4cd88a2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_dd9be', table='counties_bankcaseloadevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='factorreset',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='factorreset_decided_at_with_decided_by'),
        ),
        migrations.AddConstraint(
            model_name='factorreset',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'withdrawn']), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True), models.Q(('decided_by', models.F('user')), _negated=True)), _connector='OR'), name='factorreset_decided_by_another'),
        ),
        migrations.AddConstraint(
            model_name='factorreset',
            constraint=models.CheckConstraint(condition=models.Q(('asked_by', models.F('user')), _negated=True), name='factorreset_never_for_oneself'),
        ),
        migrations.AddConstraint(
            model_name='factorreset',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('county', 'user'), name='factor_reset_once_while_waiting'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('county', 'user'), name='invitation_once_while_open'),
        ),
        migrations.AddConstraint(
            model_name='roleproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='roleproposal_decided_at_with_decided_by'),
        ),
        migrations.AddConstraint(
            model_name='roleproposal',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'withdrawn']), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True), models.Q(('decided_by', models.F('user')), _negated=True)), _connector='OR'), name='roleproposal_decided_by_another'),
        ),
        migrations.AddConstraint(
            model_name='roleproposal',
            constraint=models.CheckConstraint(condition=models.Q(('asked_by', models.F('user')), _negated=True), name='roleproposal_never_for_oneself'),
        ),
        migrations.AddConstraint(
            model_name='roleproposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('county', 'user', 'role', 'program'), name='role_proposal_once_while_waiting'),
        ),
    ]
