"""Row-level security for agreement, source flags, obstacles, services and other doors in. What was
said or entered stays; it goes with the record that it is about when that is disposed of."""

from django.db import migrations

from linkages.fence import Fence

KEPT = "select, insert"
FORGET = """
create function families_forget_doors() returns trigger language plpgsql as $$
declare
  ignored text := coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}');
begin
  perform set_config('pgtrigger.ignore', (ignored::text[] || array(
    select tgname::text from pg_trigger where tgname ~ '^pgtrigger_append_only_' and tgrelid in (
      'families_agreementstepevent'::regclass, 'families_suggestionevent'::regclass,
      'families_eventnoticeevent'::regclass)
  ))::text, true);
  delete from families_agreementstepevent where county_id = old.county_id and record_id = old.id;
  delete from families_agreementstep where county_id = old.county_id and record_id = old.id;
  delete from families_suggestionevent where county_id = old.county_id and record_id = old.id;
  delete from families_suggestion where county_id = old.county_id and record_id = old.id;
  delete from families_eventnoticeevent where county_id = old.county_id and record_id = old.id;
  delete from families_eventnotice where county_id = old.county_id and record_id = old.id;
  perform set_config('pgtrigger.ignore', ignored, true);
  return old;
end $$;
create trigger families_forget_doors before delete on people_programrecord
  for each row execute function families_forget_doors();
"""
KEEP = """
drop trigger families_forget_doors on people_programrecord;
drop function families_forget_doors();
"""
SETTLED = "outcome, settled_by_id, settled_at, version"


class Migration(migrations.Migration):
    dependencies = [("families", "0005_doors")]

    operations = [
        Fence("AgreementStep", "county", rights=KEPT),
        Fence("AgreementStepEvent", "county", rights=KEPT, keys=False),
        Fence("SourceFlagKind", "county", rights="select, insert, update (until)"),
        Fence("SourceFlagKindEvent", "county", rights=KEPT, keys=False),
        Fence("SourceFlag", "county", rights="select, insert, update (ended_on, ended_by_id)"),
        Fence("SourceFlagEvent", "county", rights=KEPT, keys=False),
        Fence(
            "Obstacle",
            "county",
            rights="select, insert, update (words, answer, answered_by_id, answered_at)",
        ),
        Fence("ObstacleEvent", "county", rights=KEPT, keys=False),
        Fence("Service", "county", rights="select, insert, update (withdrawn_at, withdrawn_by_id)"),
        Fence("ServiceEdition", "county", rights="select, insert, update"),
        Fence("ServiceEditionEvent", "county", rights=KEPT, keys=False),
        Fence("Suggestion", "county", rights=f"select, insert, update ({SETTLED}, note)"),
        Fence("SuggestionEvent", "county", rights=KEPT, keys=False),
        Fence("EventNotice", "county", rights=f"select, insert, update ({SETTLED}, to_settle)"),
        Fence("EventNoticeEvent", "county", rights=KEPT, keys=False),
        migrations.RunSQL(FORGET, KEEP),
    ]
