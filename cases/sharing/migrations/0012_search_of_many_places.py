"""A place is looked up by its record alone.

Where a county's first families are being put together, the planner knows nothing of the table of
places yet, and read all of the county's for every record: 20,000 families took ten minutes. A
record and its places are of one county, which their key sees to.
"""

from importlib import import_module

from django.db import migrations

before = import_module("cases.sharing.migrations.0011_search_with_slips")
BY_COUNTY = "where m.county_id = r.county_id and m.record_id = r.id and m.until is null)"
BY_RECORD = "where m.record_id = r.id and m.until is null)"
REFRESH = before.REFRESH.replace(BY_COUNTY, BY_RECORD)
DROP = "set role lk_search; drop function sharing_refresh_search(uuid[], uuid[]); reset role"
OWNERSHIP = """
revoke all on function sharing_refresh_search(uuid[], uuid[]) from public;
alter function sharing_refresh_search(uuid[], uuid[]) owner to lk_search;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0011_search_with_slips")]

    operations = [migrations.RunSQL([DROP, REFRESH, OWNERSHIP], [DROP, before.REFRESH, OWNERSHIP])]
