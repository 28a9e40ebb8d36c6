"""Let a roll-up bring the planner's statistics up to date.

The first extracts of a county fill tables of which the database knows nothing yet. Until its own
housekeeping comes round, a question about the families of one worker may take minutes. Whoever
else looks at the same tables at this moment does the same work: then nothing is waited for.
"""

from django.db import migrations

REFRESH = """
create function families_refresh_statistics() returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp set lock_timeout = '1s' as $$
begin
  analyze people_person, people_programrecord, people_link, people_family, people_familymember,
    sharing_assignment, families_episode, families_acceptance;
  analyze people_recordversion (id, county_id, record_id, batch, household, role, worker_id);
exception when lock_not_available then
  null;
end $$;
revoke all on function families_refresh_statistics() from public;
grant execute on function families_refresh_statistics() to lk_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0012_tasks_by_rule"),
        ("sharing", "0011_search_with_slips"),
        ("people", "0012_households"),
    ]

    operations = [migrations.RunSQL(REFRESH, "drop function families_refresh_statistics()")]
