"""Candidates follow the county's own restriction too, not only the extract's."""

from django.db import migrations

CLOSED = "(r.restriction <> 'N' or r.shield <> 'N')"
FOLLOW = """
create or replace function matching_follow_restriction() returns trigger language plpgsql as $$
begin
  update matching_matchcandidate c
  set restricted = exists (
    select from people_programrecord r where r.county_id = c.county_id
    and r.id in (c.cws_id, c.calworks_id) and {closed})
  where c.county_id = new.county_id and c.cws_id = new.id and new.program = 'cws'
     or c.county_id = new.county_id and c.calworks_id = new.id and new.program = 'calworks';
  return null;
end $$;
drop trigger matching_restriction on people_programrecord;
create trigger matching_restriction after update of {columns} on people_programrecord
  for each row when (({old}) is distinct from ({new}))
  execute function matching_follow_restriction();
"""


def follow(closed: str, *columns: str) -> str:
    """The trigger over these columns of a record."""
    return FOLLOW.format(
        closed=closed,
        columns=", ".join(columns),
        old=", ".join(f"old.{column}" for column in columns),
        new=", ".join(f"new.{column}" for column in columns),
    )


class Migration(migrations.Migration):
    dependencies = [("matching", "0004_disposal"), ("people", "0005_shield")]

    operations = [
        migrations.RunSQL(
            follow(CLOSED, "restriction", "shield"),
            follow("r.restriction <> 'N'", "restriction"),
        )
    ]
