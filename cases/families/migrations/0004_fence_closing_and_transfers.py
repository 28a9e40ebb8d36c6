"""Row-level security for closings and transfers. A transfer is written by both ends, each its own
part of it, once: the sender offers and takes back, the receiver answers."""

from django.db import migrations

from linkages.fence import Fence

KEPT = "select, insert"
SIDES = """
create function families_transfer_sides() returns trigger language plpgsql as $$
declare
  here text := nullif(current_setting('app.county', true), '');
  sender boolean := here is not distinct from old.from_county_id;
  receiver boolean := here is not distinct from old.to_county_id;
  taken_back boolean := (new.withdrawn_by_id, new.withdrawn_at)
    is distinct from (old.withdrawn_by_id, old.withdrawn_at);
  answered boolean := (new.answered_by_id, new.answered_at, new.decline, new.answer)
    is distinct from (old.answered_by_id, old.answered_at, old.decline, old.answer);
begin
  if old.state <> 'offered' then
    raise exception 'a transfer is answered or taken back once' using errcode = '42501';
  end if;
  if not (sender and new.state = 'withdrawn' and taken_back and not answered)
     and not (receiver and new.state in ('accepted', 'declined') and answered
              and not taken_back) then
    raise exception 'either end of a transfer writes its own part' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger families_transfer_sides before update on families_transfer
  for each row execute function families_transfer_sides();
"""
NO_SIDES = """
drop trigger families_transfer_sides on families_transfer;
drop function families_transfer_sides();
"""
ANSWER = (
    "select, insert, update (state, withdrawn_by_id, withdrawn_at, answered_by_id, answered_at, "
    "decline, answer)"
)


class Migration(migrations.Migration):
    dependencies = [("families", "0003_closing_and_transfers")]

    operations = [
        Fence("ClosingStep", "county", rights="select, insert, update"),
        Fence("ClosingStepEvent", "county", rights=KEPT, keys=False),
        Fence("Closing", "county", rights="select, insert, update"),
        Fence("ClosingEvent", "county", rights=KEPT, keys=False),
        Fence("ClosingTick", "county", rights="select, insert, update (undone_by_id, undone_at)"),
        Fence("Hold", "county", rights="select, insert, update (until, ended_on, ended_by_id)"),
        Fence("HoldEvent", "county", rights=KEPT, keys=False),
        Fence("Reopening", "county", rights=KEPT),
        Fence("Letter", "county", rights=KEPT),
        Fence("HandOff", "county", rights=KEPT),
        Fence("Transfer", "envelope", rights=ANSWER),
        Fence(
            "ReceivedFamily", "county", rights="select, insert, update (records, family_id, met_at)"
        ),
        migrations.RunSQL(SIDES, NO_SIDES),
    ]
