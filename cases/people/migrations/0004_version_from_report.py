"""Whether a version is nothing but a report, computed by the database.

Rewrites the table once; reversible, since nothing is stored that the facts do not say.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_person_latest'),
    ]

    operations = [
        migrations.AddField(
            model_name='recordversion',
            name='from_report',
            field=models.GeneratedField(db_persist=True, expression=models.ExpressionWrapper(models.Q(('facts__has_key', 'C6'), models.Q(('facts__has_key', 'C5'), _negated=True)), output_field=models.BooleanField()), output_field=models.BooleanField()),
        ),
    ]
