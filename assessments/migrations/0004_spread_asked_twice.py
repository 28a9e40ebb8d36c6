"""What medians tell when they are asked for twice, with another smallest side in between.

A county that raises its smallest side from three to four would suddenly see all together where it
saw a side of three before: the difference is whoever was hidden. So all together stay hidden where
they would tell them at three, whatever is set. The same holds for importance and trend, which
fewer people of a side may have said than gave a score. And what tells nothing once must stay what
it was: a round does not go back to answering, and nobody's voice is taken away or moved to another
side once medians exist.
"""

from django.db import migrations

SPREAD = """
set role lk_search;
create or replace function assessments_spread(asked uuid, smallest int)
returns table (code text, side text, n int, median numeric, lowest int, highest int,
               unknown int, not_applicable int, importance numeric, trend int)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with counted as (
    select a.code::text, a.side::text, a.score, a.choice, a.importance, a.trend
    from assessments_answer a
    join assessments_round r on r.county_id = a.county_id and r.id = a.round_id
    join assessments_respondent p on p.county_id = a.county_id and p.id = a.respondent_id
    where a.round_id = asked and a.counts and p.withdrawn_at is null and a.choice <> ''
      and r.state in ('consensus', 'closed')
      and a.county_id = nullif(current_setting('app.county', true), '')
  ), sides as (
    select c.code, c.side, count(c.score)::int as n, count(*)::int as answered,
      percentile_cont(0.5) within group (order by c.score)::numeric as median,
      min(c.score)::int as lowest, max(c.score)::int as highest,
      (count(*) filter (where c.choice = 'unknown'))::int as unknown,
      (count(*) filter (where c.choice = 'na'))::int as not_applicable,
      percentile_cont(0.5) within group (order by c.importance)::numeric as importance,
      percentile_disc(0.5) within group (order by c.trend)::int as trend,
      count(c.importance) as voted, count(c.trend) as seen
    from counted c group by grouping sets ((c.code, c.side), (c.code))
  ), small as (
    select s.code, l.least,
      coalesce(sum(s.n) filter (where s.n < l.least), 0) as hidden,
      coalesce(sum(s.answered) filter (where s.n < l.least), 0) as silent,
      coalesce(sum(s.voted) filter (where s.voted < l.least), 0) as votes,
      coalesce(sum(s.seen) filter (where s.seen < l.least), 0) as trends
    from sides s cross join (select 3 union select greatest(smallest, 3)) as l (least)
    where s.side is not null group by s.code, l.least
  ), safe as (
    select m.code,
      bool_and((m.hidden = 0 or m.hidden >= m.least) and (m.silent = 0 or m.silent >= m.least))
        as scores,
      bool_and(m.votes = 0 or m.votes >= m.least) as votes,
      bool_and(m.trends = 0 or m.trends >= m.least) as trends
    from small m group by m.code
  )
  select s.code, coalesce(s.side, 'all'), s.n, s.median, s.lowest, s.highest, s.unknown,
    s.not_applicable,
    case when s.voted >= greatest(smallest, 3) and (s.side is not null or t.votes)
      then s.importance end,
    case when s.seen >= greatest(smallest, 3) and (s.side is not null or t.trends)
      then s.trend end
  from sides s join safe t on t.code = s.code
  where s.n >= greatest(smallest, 3) and (s.side is not null or t.scores)
$$;
reset role;
"""

STAYS = """
create function assessments_no_way_back() returns trigger language plpgsql as $$
begin
  if (old.state in ('consensus', 'closed', 'cancelled')
      and new.state in ('preparing', 'answering'))
    or (old.state in ('closed', 'cancelled') and new.state <> old.state)
  then
    raise exception 'a round does not go back' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger no_way_back before update of state on assessments_round
  for each row execute function assessments_no_way_back();

create function assessments_voices() returns trigger language plpgsql as $$
declare
  now_in text;
begin
  if (new.round_id, new.user_id, new.side, new.withdrawn_at)
    is not distinct from (old.round_id, old.user_id, old.side, old.withdrawn_at)
  then
    return new;
  end if;
  select state into now_in from assessments_round
  where county_id = old.county_id and id = old.round_id for share;
  if now_in in ('consensus', 'closed') then
    raise exception 'whose voice counts stays as it is' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger voices before update of round_id, user_id, side, withdrawn_at
  on assessments_respondent for each row execute function assessments_voices();
"""
STAYS_NOT = """
drop trigger voices on assessments_respondent;
drop function assessments_voices();
drop trigger no_way_back on assessments_round;
drop function assessments_no_way_back();
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_spread_counts_unknowns")]

    # Back: the function stands as 0003 says of its own.
    operations = [
        migrations.RunSQL(SPREAD, migrations.RunSQL.noop),
        migrations.RunSQL(STAYS, STAYS_NOT),
    ]
