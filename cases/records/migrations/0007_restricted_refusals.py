from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0006_profile_headers")]

    operations = [
        migrations.AddField(
            model_name="quarantinedrow",
            name="restricted",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
