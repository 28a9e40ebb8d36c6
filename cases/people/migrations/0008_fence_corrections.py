"""Row-level security for corrections. What was stated never changes: only its end is written. They
go with their record when it is disposed of, by whoever may remove records: the tables' owner."""

from django.db import migrations

from linkages.fence import Fence

KEPT = "select, insert"
FORGET = """
create function people_forget_corrections() returns trigger language plpgsql as $$
declare
  ignored text := coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}');
begin
  perform 1 from people_correction
  where county_id = old.county_id and record_id = old.id;
  if not found then
    return old;
  end if;
  perform set_config('pgtrigger.ignore', (ignored::text[] || array(
    select tgname::text from pg_trigger
    where tgname ~ '^pgtrigger_append_only_' and tgrelid = 'people_correctionevent'::regclass
  ))::text, true);
  delete from people_correctionanswer a using people_correction c
  where a.county_id = old.county_id and c.county_id = old.county_id
    and c.id = a.correction_id and c.record_id = old.id;
  delete from people_correctionevent where county_id = old.county_id and record_id = old.id;
  delete from people_correction where county_id = old.county_id and record_id = old.id;
  perform set_config('pgtrigger.ignore', ignored, true);
  return old;
end $$;
create trigger people_forget_corrections before delete on people_programrecord
  for each row execute function people_forget_corrections();
"""
KEEP = """
drop trigger people_forget_corrections on people_programrecord;
drop function people_forget_corrections();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0007_corrections"), ("counties", "0004_fence_teams")]

    operations = [
        Fence(
            "Correction",
            "county",
            rights="select, insert, update (ended, ended_at, ended_by_id, ended_batch)",
        ),
        Fence("CorrectionEvent", "county", rights=KEPT, keys=False),
        Fence("CorrectionAnswer", "county", rights=KEPT),
        migrations.RunSQL(FORGET, KEEP),
    ]
