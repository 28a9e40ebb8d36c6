"""Row-level security for what 0006 made, and grants for the accounts of single sign-on."""

from django.db import migrations

from linkages.fence import Fence

CHANGED = "select, insert, update"


class Migration(migrations.Migration):
    dependencies = [
        ("counties", "0006_staff_offers"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        Fence("BankCaseload", "county", rights=CHANGED),
        Fence("BankCaseloadEvent", "county", rights="select, insert", keys=False),
        Fence("Invitation", "staff", rights=CHANGED),
        Fence("RoleProposal", "county", rights=CHANGED),
        Fence("FactorReset", "county", rights=CHANGED),
        # Which identity of the county's own directory is whom. Nothing else of that app is used.
        migrations.RunSQL(
            "grant select, insert, update, delete on socialaccount_socialaccount to lk_app",
            "revoke all on socialaccount_socialaccount from lk_app",
        ),
    ]
