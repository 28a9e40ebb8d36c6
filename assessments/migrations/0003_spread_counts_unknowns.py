"""A side that did not score is a small side too: whoever subtracted its neighbors from all
together would read that its two people said "we do not know yet"."""

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
    select s.code,
      coalesce(sum(s.n) filter (where s.n < greatest(smallest, 3)), 0) as hidden,
      coalesce(sum(s.answered) filter (where s.n < greatest(smallest, 3)), 0) as silent
    from sides s where s.side is not null group by s.code
  )
  select s.code, coalesce(s.side, 'all'), s.n, s.median, s.lowest, s.highest, s.unknown,
    s.not_applicable, case when s.voted >= greatest(smallest, 3) then s.importance end,
    case when s.seen >= greatest(smallest, 3) then s.trend end
  from sides s join small m on m.code = s.code
  where s.n >= greatest(smallest, 3)
    and (s.side is not null
         or ((m.hidden = 0 or m.hidden >= greatest(smallest, 3))
             and (m.silent = 0 or m.silent >= greatest(smallest, 3))))
$$;
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_fence")]

    # Back: the function of 0002 goes with its tables; between the two this one stands.
    operations = [migrations.RunSQL(SPREAD, migrations.RunSQL.noop)]
