"""How far each watch has looked; and the one way to ask the audit about an id within its index.

Overlap of arrays is not leakproof, so that row-level security would keep it from the index on the
subjects of an event. The function runs as a role that row-level security does not bind, takes the
county from the setting, and gives ids only; whoever calls it reads the rows through the fence.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from linkages.fence import Fence

ABOUT = """
create function linkages_events_about(
  whom uuid[], since timestamptz, until timestamptz, actors uuid[])
returns table (id uuid, at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
  here text := nullif(current_setting('app.county', true), '');
begin
  return query
    select e.id, e.at from linkages_auditevent e
    where e.county_id = here and e.subjects && whom
      and (since is null or e.at >= since) and (until is null or e.at < until)
      and (actors is null or e.user_id = any(actors));
end $$;
grant select on linkages_auditevent to lk_search;
revoke all on function linkages_events_about(uuid[], timestamptz, timestamptz, uuid[]) from public;
grant execute on function linkages_events_about(uuid[], timestamptz, timestamptz, uuid[]) to lk_app;
alter function linkages_events_about(uuid[], timestamptz, timestamptz, uuid[]) owner to lk_search;
"""
BACK = """
set role lk_search;
drop function linkages_events_about(uuid[], timestamptz, timestamptz, uuid[]);
reset role;
revoke select on linkages_auditevent from lk_search;
"""


class Migration(migrations.Migration):
    dependencies = [("linkages", "0004_job_interruptions"), ("counties", "0004_fence_teams")]

    operations = [
        migrations.CreateModel(
            name="Watermark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("watch", models.CharField(max_length=80)),
                ("until", models.DateTimeField()),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counties.county",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("county", "watch"), name="watermark_once_a_watch"
                    )
                ],
            },
        ),
        Fence("Watermark", "county", rights="select, insert, update (until)"),
        migrations.RunSQL(ABOUT, BACK),
    ]
