"""Row-level security for teams."""

from django.db import migrations

from linkages.fence import Fence


class Migration(migrations.Migration):
    dependencies = [("counties", "0003_teams")]

    operations = [
        Fence("Team", "county"),
        Fence("TeamMember", "county", rights="select, insert, update"),
        Fence("TeamMemberEvent", "county", rights="select, insert", keys=False),
    ]
