"""What the app role may do with the tables of libraries, which know nothing of roles.

A test reads the catalog and fails when an upgrade adds a table that is not listed here.
"""

from django.db import migrations

ALL = "select, insert, update, delete"
TABLES = {
    "account_emailaddress": ALL,
    "account_emailconfirmation": ALL,
    "auth_group": "select",
    "auth_group_permissions": "select",
    "auth_permission": "select",
    "django_content_type": "select",
    "django_migrations": "select",
    "django_session": ALL,
    "guardian_groupobjectpermission": "select",
    "guardian_userobjectpermission": ALL,
    "mfa_authenticator": ALL,
    # The history's context is merged while a request runs, and never removed.
    "pghistory_context": "select, insert, update",
    "usersessions_usersession": ALL,
}
STATEMENTS = [f"grant {rights} on {table} to lk_app" for table, rights in TABLES.items()]


class Migration(migrations.Migration):
    dependencies = [
        ("linkages", "0002_fence_and_append_only"),
        ("sharing", "0002_fence_and_disclosures"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("guardian", "0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            [*STATEMENTS, "grant usage on all sequences in schema public to lk_app"],
            [f"revoke all on {table} from lk_app" for table in TABLES],
        ),
        # History tables number their rows by sequences that later migrations make.
        migrations.RunSQL(
            "alter default privileges in schema public grant usage on sequences to lk_app",
            "alter default privileges in schema public revoke usage on sequences from lk_app",
        ),
    ]
