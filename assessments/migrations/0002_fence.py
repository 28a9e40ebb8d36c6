"""Row-level security for assessments, and the two functions through which alone the team learns
what people answered: medians by side without small sides, and notes that their authors share."""

from django.db import migrations

from linkages.fence import Fence

KEPT = "select, insert"
WRITTEN = "select, insert, update"
CHANGED = "select, insert, update, delete"

# Text that was published, or people's answers once they are closed, do not change any more.
FROZEN = """
create function assessments_frozen() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.state <> 'draft' then
      raise exception 'a published edition stays' using errcode = '23514';
    end if;
    return old;
  end if;
  if old.state <> 'draft' and (new.content, new.code, new.number)
      is distinct from (old.content, old.code, old.number) then
    raise exception 'a published edition does not change' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger frozen before update or delete on assessments_instrumentedition
  for each row execute function assessments_frozen();

create function assessments_answering() returns trigger language plpgsql as $$
declare
  now_in text;
begin
  select state into now_in from assessments_round
  where county_id = new.county_id and id = new.round_id for share;
  if now_in is distinct from 'answering' then
    raise exception 'nobody answers this round now' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger answering before insert or update on assessments_answer
  for each row execute function assessments_answering();
"""
NOT_FROZEN = """
drop trigger answering on assessments_answer;
drop trigger frozen on assessments_instrumentedition;
drop function assessments_answering();
drop function assessments_frozen();
"""

# Nothing while people still answer: a median that moves when somebody hands in would tell their
# answer. A side below the smallest is left out, and so are all together where the difference
# would show it. The smallest is never below three.
SPREAD = """
grant select on assessments_answer, assessments_round, assessments_respondent to lk_search;
grant delete on assessments_answer to lk_search;

create function assessments_spread(asked uuid, smallest int)
returns table (code text, side text, n int, median numeric, lowest int, highest int,
               unknown int, not_applicable int, importance numeric, trend int)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with counted as (
    select a.code::text, a.side::text, a.score, a.choice, a.importance, a.trend
    from assessments_answer a
    join assessments_round r on r.county_id = a.county_id and r.id = a.round_id
    join assessments_respondent p on p.county_id = a.county_id and p.id = a.respondent_id
    where a.round_id = asked and a.counts and p.withdrawn_at is null
      and r.state in ('consensus', 'closed')
      and a.county_id = nullif(current_setting('app.county', true), '')
  ), sides as (
    select c.code, c.side, count(c.score)::int as n,
      percentile_cont(0.5) within group (order by c.score)::numeric as median,
      min(c.score)::int as lowest, max(c.score)::int as highest,
      (count(*) filter (where c.choice = 'unknown'))::int as unknown,
      (count(*) filter (where c.choice = 'na'))::int as not_applicable,
      percentile_cont(0.5) within group (order by c.importance)::numeric as importance,
      percentile_disc(0.5) within group (order by c.trend)::int as trend,
      count(c.importance) as voted, count(c.trend) as seen
    from counted c group by grouping sets ((c.code, c.side), (c.code))
  ), small as (
    select s.code, coalesce(sum(s.n) filter (where s.n < greatest(smallest, 3)), 0) as hidden
    from sides s where s.side is not null group by s.code
  )
  select s.code, coalesce(s.side, 'all'), s.n, s.median, s.lowest, s.highest, s.unknown,
    s.not_applicable, case when s.voted >= greatest(smallest, 3) then s.importance end,
    case when s.seen >= greatest(smallest, 3) then s.trend end
  from sides s join small m on m.code = s.code
  where s.n >= greatest(smallest, 3)
    and (s.side is not null or m.hidden = 0 or m.hidden >= greatest(smallest, 3))
$$;

create function assessments_shared_notes(asked uuid) returns table (code text, note text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select a.code::text, a.note::text
  from assessments_answer a
  join assessments_round r on r.county_id = a.county_id and r.id = a.round_id
  join assessments_respondent p on p.county_id = a.county_id and p.id = a.respondent_id
  where a.round_id = asked and a.counts and a.shares_note and a.note <> ''
    and p.withdrawn_at is null and r.state in ('consensus', 'closed')
    and a.county_id = nullif(current_setting('app.county', true), '')
  order by a.code, md5(a.id::text || a.round_id::text)
$$;

create function assessments_forget(asked uuid) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  gone int;
begin
  delete from assessments_answer a using assessments_round r
  where a.round_id = asked and r.id = asked and r.county_id = a.county_id
    and ((r.state = 'closed' and r.breaks_link) or r.state = 'cancelled')
    and a.county_id = nullif(current_setting('app.county', true), '');
  get diagnostics gone = row_count;
  return gone;
end $$;

revoke all on function assessments_spread(uuid, int) from public;
revoke all on function assessments_shared_notes(uuid) from public;
revoke all on function assessments_forget(uuid) from public;
grant execute on function assessments_spread(uuid, int) to lk_app;
grant execute on function assessments_shared_notes(uuid) to lk_app;
grant execute on function assessments_forget(uuid) to lk_app;
alter function assessments_spread(uuid, int) owner to lk_search;
alter function assessments_shared_notes(uuid) owner to lk_search;
alter function assessments_forget(uuid) owner to lk_search;
-- Seeding the demonstration closes rounds as the owner of the tables.
set role lk_search;
grant execute on function assessments_spread(uuid, int) to session_user;
grant execute on function assessments_shared_notes(uuid) to session_user;
grant execute on function assessments_forget(uuid) to session_user;
reset role;
"""
NO_SPREAD = """
set role lk_search;
drop function assessments_forget(uuid);
drop function assessments_shared_notes(uuid);
drop function assessments_spread(uuid, int);
reset role;
revoke all on assessments_answer, assessments_round, assessments_respondent from lk_search;
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]

    operations = [
        Fence("InstrumentEdition", "published", rights=CHANGED),
        Fence("InstrumentEditionEvent", "county", rights=KEPT, keys=False),
        Fence("Round", "county", rights=WRITTEN),
        Fence("RoundEvent", "county", rights=KEPT, keys=False),
        Fence("Respondent", "county", rights=WRITTEN),
        Fence("RespondentEvent", "county", rights=KEPT, keys=False),
        Fence("RoundSignature", "county", rights="select, insert, update (void_at)"),
        Fence("RoundSignatureEvent", "county", rights=KEPT, keys=False),
        Fence("Answer", "private", rights=WRITTEN),
        Fence("Consensus", "county", rights=CHANGED),
        Fence("ConsensusEvent", "county", rights=KEPT, keys=False),
        Fence("SectionNote", "county", rights=WRITTEN),
        Fence("SectionNoteEvent", "county", rights=KEPT, keys=False),
        Fence("RoundDecision", "county", rights=WRITTEN),
        Fence("RoundDecisionEvent", "county", rights=KEPT, keys=False),
        Fence("DecisionStep", "county", rights=WRITTEN),
        Fence("DecisionStepEvent", "county", rights=KEPT, keys=False),
        Fence(
            "Commitment",
            "county",
            rights="select, insert, update (withdrawn_on, withdrawn_reason, confirm_by)",
        ),
        Fence("CommitmentEvent", "county", rights=KEPT, keys=False),
        migrations.RunSQL(FROZEN, NOT_FROZEN),
        migrations.RunSQL(SPREAD, NO_SPREAD),
    ]
