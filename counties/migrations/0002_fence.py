"""Row-level security for staff; counties and users are lists that every session may read."""

from django.db import migrations

from linkages.fence import Fence


class Migration(migrations.Migration):
    dependencies = [("counties", "0001_initial")]

    operations = [
        Fence("County", "global", rights="select"),
        Fence("User", "global", rights="select, insert, update"),
        Fence("Office", "county"),
        Fence("Unit", "county"),
        Fence("Membership", "staff", rights="select, insert, update"),
        Fence("MembershipEvent", "staff", rights="select, insert", keys=False),
    ]
