"""Whether records stand in a family is asked once for all of them.

Where a county's first families are being put together, the planner knows nothing of the table of
places yet, and read all of the county's for every record: 20,000 families took ten minutes. Asked
by record alone; a record and its places are of one county, which their key sees to.
"""

from importlib import import_module

from django.db import migrations

before = import_module("cases.sharing.migrations.0011_search_with_slips")
CHANGES = {
    "  gone text[];\n": """  gone text[];
  standing uuid[] := array(
    select record_id from people_familymember where record_id = any(records) and until is null);
""",
    """where r.id = any(records) and r.person_id is null and exists (
      select from people_familymember m
      where m.county_id = r.county_id and m.record_id = r.id and m.until is null)
""": "where r.id = any(standing) and r.person_id is null\n",
}
REFRESH = before.REFRESH
for old, new in CHANGES.items():
    REFRESH = REFRESH.replace(old, new)
DROP = "set role lk_search; drop function sharing_refresh_search(uuid[], uuid[]); reset role"
OWNERSHIP = """
revoke all on function sharing_refresh_search(uuid[], uuid[]) from public;
alter function sharing_refresh_search(uuid[], uuid[]) owner to lk_search;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0011_search_with_slips")]

    operations = [
        migrations.RunSQL([DROP, REFRESH, OWNERSHIP], [DROP, before.REFRESH, OWNERSHIP]),
    ]
