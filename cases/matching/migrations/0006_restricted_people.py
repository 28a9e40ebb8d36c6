"""A pair follows the restriction of the people its records belong to, not only of the two records:
whoever is closed on one side is closed altogether."""

from django.db import migrations

CLOSED = """
create or replace function matching_closed(county varchar, cws uuid, calworks uuid)
returns boolean language sql stable as $$
  select exists (
    select from people_programrecord r
    where r.county_id = county and r.id in (cws, calworks)
      and (r.restriction <> 'N' or r.shield <> 'N'))
  or exists (
    select from people_programrecord r
    join people_programrecord mate
      on mate.county_id = r.county_id and mate.person_id = r.person_id
    where r.county_id = county and r.id in (cws, calworks)
      and (mate.restriction <> 'N' or mate.shield <> 'N'))
$$;
"""
# A record that joins a person, or leaves one, takes the restriction of that person's other
# records along or leaves it behind.
FOLLOW = """
create or replace function matching_follow_restriction() returns trigger language plpgsql as $$
declare
  touched uuid[];
begin
  touched := array(
    select r.id from people_programrecord r
    where r.county_id = new.county_id
      and (r.id = new.id or r.person_id in (old.person_id, new.person_id)));
  update matching_matchcandidate c
  set restricted = not c.restricted
  where c.county_id = new.county_id
    and (c.cws_id = any(touched) or c.calworks_id = any(touched))
    and c.restricted <> matching_closed(c.county_id, c.cws_id, c.calworks_id);
  return null;
end $$;
drop trigger matching_restriction on people_programrecord;
create trigger matching_restriction
  after update of restriction, shield, person_id on people_programrecord
  for each row when (
    (old.restriction, old.shield, old.person_id)
    is distinct from (new.restriction, new.shield, new.person_id))
  execute function matching_follow_restriction();
"""
# What stood there before: the two records alone.
BEFORE = """
create or replace function matching_follow_restriction() returns trigger language plpgsql as $$
begin
  update matching_matchcandidate c
  set restricted = exists (
    select from people_programrecord r where r.county_id = c.county_id
    and r.id in (c.cws_id, c.calworks_id) and (r.restriction <> 'N' or r.shield <> 'N'))
  where c.county_id = new.county_id and c.cws_id = new.id and new.program = 'cws'
     or c.county_id = new.county_id and c.calworks_id = new.id and new.program = 'calworks';
  return null;
end $$;
drop trigger matching_restriction on people_programrecord;
create trigger matching_restriction after update of restriction, shield on people_programrecord
  for each row when ((old.restriction, old.shield) is distinct from (new.restriction, new.shield))
  execute function matching_follow_restriction();
drop function matching_closed(varchar, uuid, uuid);
"""
ALL_AT_ONCE = """
update matching_matchcandidate c set restricted = not c.restricted
where c.restricted <> matching_closed(c.county_id, c.cws_id, c.calworks_id);
"""


class Migration(migrations.Migration):
    dependencies = [("matching", "0005_county_restriction"), ("people", "0005_shield")]

    operations = [
        migrations.RunSQL(CLOSED + FOLLOW, BEFORE),
        migrations.RunSQL(ALL_AT_ONCE, migrations.RunSQL.noop),
    ]
