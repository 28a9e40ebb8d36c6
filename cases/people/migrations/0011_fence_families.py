"""Row-level security for families. A place ends and is never taken back; it goes with its record
when that is disposed of, by whoever may remove records: the tables' owner."""

from django.db import migrations

from linkages.fence import Fence

KEPT = "select, insert"
FORGET = """
create function people_forget_places() returns trigger language plpgsql as $$
declare
  ignored text := coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}');
begin
  perform 1 from people_familymember
  where county_id = old.county_id and record_id = old.id;
  if not found then
    return old;
  end if;
  perform set_config('pgtrigger.ignore', (ignored::text[] || array(
    select tgname::text from pg_trigger
    where tgname ~ '^pgtrigger_append_only_' and tgrelid = 'people_familymemberevent'::regclass
  ))::text, true);
  delete from people_familymemberevent where county_id = old.county_id and record_id = old.id;
  delete from people_familymember where county_id = old.county_id and record_id = old.id;
  perform set_config('pgtrigger.ignore', ignored, true);
  return old;
end $$;
create trigger people_forget_places before delete on people_programrecord
  for each row execute function people_forget_places();
"""
KEEP = """
drop trigger people_forget_places on people_programrecord;
drop function people_forget_places();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0010_families")]

    operations = [
        Fence("Family", "county", rights="select, insert, update (kind, ended_at, joined_into_id)"),
        Fence("FamilyEvent", "county", rights=KEPT, keys=False),
        Fence("FamilyMember", "county", rights="select, insert, update (until)"),
        Fence("FamilyMemberEvent", "county", rights=KEPT, keys=False),
        Fence("FamilyRuling", "county", rights="select, insert, update (undone_by_id, undone_at)"),
        Fence("FamilyRulingEvent", "county", rights=KEPT, keys=False),
        migrations.RunSQL(FORGET, KEEP),
    ]
