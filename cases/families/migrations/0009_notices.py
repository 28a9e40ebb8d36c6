"""Notices, digests, how people want to be written to, and access given by hand."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import linkages.rows
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from linkages.fence import Fence

KEPT = "select, insert"


class Migration(migrations.Migration):

    dependencies = [
        ('counties', '0005_holidays'),
        ('families', '0008_fence_contacts'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('sharing', '0010_fence_incidents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counties.county')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='GivenAccess',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('why', models.CharField(choices=[('handed_on', 'The family was handed on'), ('stands_in', 'Stands in for somebody who is away')], max_length=9)),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('acceptance', linkages.rows.CountyKey(on_delete=django.db.models.deletion.PROTECT, related_name='given', to='families.acceptance')),
                ('assignment', linkages.rows.CountyKey(on_delete=django.db.models.deletion.PROTECT, related_name='given', to='sharing.assignment')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counties.county')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='GivenAccessEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('why', models.CharField(choices=[('handed_on', 'The family was handed on'), ('stands_in', 'Stands in for somebody who is away')], max_length=9)),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('acceptance', linkages.rows.CountyKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='families.acceptance')),
                ('assignment', linkages.rows.CountyKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sharing.assignment')),
                ('county', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='counties.county')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='families.givenaccess')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MailChoice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('way', models.CharField(choices=[('digest', 'One mail a day'), ('alone', 'At once'), ('none', 'No mail')], default='digest', max_length=6)),
                ('hour', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(23)])),
                ('chosen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counties.county')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('told', 'Asked for an answer'), ('copy', 'Told for information'), ('escalated', 'Told that nobody answered'), ('answered', 'Told of an answer')], max_length=9)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('settled_at', models.DateTimeField(null=True)),
                ('alone', models.BooleanField(default=False)),
                ('acceptance', linkages.rows.CountyKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='families.acceptance')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counties.county')),
                ('digest', linkages.rows.CountyKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='families.digest')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['made_at'],
            },
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.UniqueConstraint(fields=('county', 'recipient', 'day'), name='digest_once_a_day'),
        ),
        migrations.AddIndex(
            model_name='givenaccess',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['county', 'user'], name='given_access_open'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='givenaccess',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "families_givenaccessevent" ("acceptance_id", "assignment_id", "county_id", "ended_at", "given_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id", "why") VALUES (NEW."acceptance_id", NEW."assignment_id", NEW."county_id", NEW."ended_at", NEW."given_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id", NEW."why"); RETURN NULL;', hash='de2049114e5854a71b36bdcb9774657526c94024', operation='INSERT', pgid='pgtrigger_insert_insert_385dd', table='families_givenaccess', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='givenaccess',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "families_givenaccessevent" ("acceptance_id", "assignment_id", "county_id", "ended_at", "given_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id", "why") VALUES (NEW."acceptance_id", NEW."assignment_id", NEW."county_id", NEW."ended_at", NEW."given_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id", NEW."why"); RETURN NULL;', hash='324e35bb89e930b9ddcbaec3a8c8a1e775e7f674', operation='UPDATE', pgid='pgtrigger_update_update_ecbc0', table='families_givenaccess', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='givenaccessevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='97ef5ca85a7e9c93152ada6b9169be54c1b09f57', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9cbd2', table='families_givenaccessevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='mailchoice',
            constraint=models.UniqueConstraint(fields=('county', 'user'), name='mail_choice_once'),
        ),
        migrations.AddConstraint(
            model_name='mailchoice',
            constraint=models.CheckConstraint(condition=models.Q(('hour__lte', 23)), name='mail_choice_hour_of_day'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('settled_at', None)), fields=['county', 'recipient'], name='notice_unmailed'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['county', 'recipient', 'settled_at'], name='notice_of_recipient'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('county', 'acceptance', 'recipient', 'kind'), name='notice_once'),
        ),
        Fence("Digest", "county", rights=KEPT),
        Fence("Notice", "county", rights="select, insert, update (settled_at, alone, digest_id)"),
        Fence("MailChoice", "county", rights="select, insert, update (way, hour, chosen_at)"),
        Fence("GivenAccess", "county", rights="select, insert, update (ended_at)"),
        Fence("GivenAccessEvent", "county", rights=KEPT, keys=False),
    ]
