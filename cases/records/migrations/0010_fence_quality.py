"""Row-level security for figures of quality, which are only added to."""

from django.db import migrations

from linkages.fence import Fence


class Migration(migrations.Migration):
    dependencies = [("records", "0009_quality")]

    operations = [Fence("QualityFigure", "county", rights="select, insert")]
