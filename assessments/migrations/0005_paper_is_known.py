"""Whoever types in paper forms knows what stands in them, and could take that away from a median.

With two forms of one's own making beside one person, the range would be that person's answer. So
where a side, or all together, hold paper, what is left without it must be nobody or as many as a
side needs; a side that is all on paper shows by its size alone.
"""

from django.db import migrations

SPREAD = """
set role lk_search;
create or replace function assessments_spread(asked uuid, smallest int)
returns table (code text, side text, n int, median numeric, lowest int, highest int,
               unknown int, not_applicable int, importance numeric, trend int)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with counted as (
    select a.code::text, a.side::text, a.score, a.choice, a.importance, a.trend,
      p.paper is null as alone
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
      count(c.importance) as voted, count(c.trend) as seen,
      count(c.score) filter (where c.alone) as n_alone,
      count(*) filter (where c.alone) as answered_alone,
      count(c.importance) filter (where c.alone) as voted_alone,
      count(c.trend) filter (where c.alone) as seen_alone
    from counted c group by grouping sets ((c.code, c.side), (c.code))
  ), shown as (
    select s.*, l.least,
      s.n >= l.least and (s.n_alone = 0 or s.n_alone >= l.least)
        and (s.answered_alone = 0 or s.answered_alone >= l.least) as scores,
      s.voted >= l.least and (s.voted_alone = 0 or s.voted_alone >= l.least) as votes,
      s.seen >= l.least and (s.seen_alone = 0 or s.seen_alone >= l.least) as trends
    from sides s cross join (select 3 union select greatest(smallest, 3)) as l (least)
  ), hidden as (
    select h.code, h.least,
      array[sum(h.n) filter (where not h.scores), sum(h.n_alone) filter (where not h.scores),
        sum(h.answered) filter (where not h.scores),
        sum(h.answered_alone) filter (where not h.scores)] as scores,
      array[sum(h.voted) filter (where not h.votes),
        sum(h.voted_alone) filter (where not h.votes)] as votes,
      array[sum(h.seen) filter (where not h.trends),
        sum(h.seen_alone) filter (where not h.trends)] as trends
    from shown h where h.side is not null group by h.code, h.least
  ), safe as (
    select m.code,
      bool_and(not exists (select from unnest(m.scores) x where x > 0 and x < m.least)) as scores,
      bool_and(not exists (select from unnest(m.votes) x where x > 0 and x < m.least)) as votes,
      bool_and(not exists (select from unnest(m.trends) x where x > 0 and x < m.least)) as trends
    from hidden m group by m.code
  )
  select s.code, coalesce(s.side, 'all'), s.n, s.median, s.lowest, s.highest, s.unknown,
    s.not_applicable,
    case when s.votes and (s.side is not null or t.votes) then s.importance end,
    case when s.trends and (s.side is not null or t.trends) then s.trend end
  from shown s join safe t on t.code = s.code
  where s.least = greatest(smallest, 3) and s.scores and (s.side is not null or t.scores)
$$;
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_spread_asked_twice")]

    # Back: the function stands as 0003 says of its own.
    operations = [migrations.RunSQL(SPREAD, migrations.RunSQL.noop)]
