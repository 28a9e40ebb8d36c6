"""Row-level security for what people write about families. Nothing written is taken back: it is
corrected or struck out, and goes with the record that it is about when that is disposed of."""

from django.db import migrations

from linkages.fence import Fence

KEPT = "select, insert"
CHANGED = "select, insert, update"
FORGET = """
create function families_forget_words() returns trigger language plpgsql as $$
declare
  ignored text := coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}');
  contacts uuid[] := array(select id from families_contact
    where county_id = old.county_id and about_id = old.id);
  tasks uuid[] := array(select id from families_task
    where county_id = old.county_id and (about_id = old.id or contact_id = any(contacts)));
  notes uuid[] := array(select id from families_note
    where county_id = old.county_id and about_id = old.id);
begin
  update families_contact set with_records = with_records - old.id::text
  where county_id = old.county_id and with_records ? old.id::text and family_id in (
    select family_id from people_familymember
    where county_id = old.county_id and record_id = old.id);
  if cardinality(contacts || tasks || notes) = 0 then
    return old;
  end if;
  perform set_config('pgtrigger.ignore', (ignored::text[] || array(
    select tgname::text from pg_trigger where tgname ~ '^pgtrigger_append_only_' and tgrelid in (
      'families_contactevent'::regclass, 'families_taskevent'::regclass,
      'families_noteevent'::regclass)
  ))::text, true);
  delete from families_wording where county_id = old.county_id
    and (contact_id = any(contacts) or task_id = any(tasks) or note_id = any(notes));
  delete from families_taskevent where county_id = old.county_id and id = any(tasks);
  delete from families_task where county_id = old.county_id and id = any(tasks);
  delete from families_noteevent where county_id = old.county_id and id = any(notes);
  delete from families_note where county_id = old.county_id and id = any(notes);
  delete from families_contactevent where county_id = old.county_id and id = any(contacts);
  delete from families_contact where county_id = old.county_id and id = any(contacts);
  perform set_config('pgtrigger.ignore', ignored, true);
  return old;
end $$;
create trigger families_forget_words before delete on people_programrecord
  for each row execute function families_forget_words();
"""
KEEP = """
drop trigger families_forget_words on people_programrecord;
drop function families_forget_words();
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0007_contacts_tasks_notes")]

    operations = [
        Fence("Contact", "county", rights=CHANGED),
        Fence("ContactEvent", "county", rights=KEPT, keys=False),
        Fence("Task", "county", rights=CHANGED),
        Fence("TaskEvent", "county", rights=KEPT, keys=False),
        Fence("Note", "county", rights=CHANGED),
        Fence("NoteEvent", "county", rights=KEPT, keys=False),
        Fence("Wording", "county", rights=KEPT),
        Fence("PageLayout", "own"),
        Fence("FamilyVisit", "own"),
        migrations.RunSQL(FORGET, KEEP),
    ]
