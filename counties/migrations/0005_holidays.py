"""Days on which a county's offices are closed."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from linkages.fence import Fence


class Migration(migrations.Migration):

    dependencies = [
        ('counties', '0004_fence_teams'),
    ]

    operations = [
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('name', models.CharField(max_length=80)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counties.county')),
            ],
            options={
                'ordering': ['day'],
                'constraints': [models.UniqueConstraint(fields=('county', 'day'), name='holiday_once_a_county', violation_error_message='This day is on the list already.')],
            },
        ),
        Fence('Holiday', 'county'),
    ]
