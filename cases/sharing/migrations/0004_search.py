"""The search index over linked people, kept by triggers, and the one function that looks into it.

Trigram and prefix operators are not leakproof, so that row-level security would keep them from
any index. The function runs as a role that row-level security does not bind, takes the county
from the setting, and gives ids only; whoever calls it filters them again. The app may call it
and may not touch the tables.
"""

from django.db import migrations

from linkages.fence import RowClass, policy_sql

TABLES = """
create table sharing_personsearch (
  person_id uuid primary key,
  county_id varchar(32) not null references counties_county (id),
  words text[] not null,
  ids text[] not null,
  born date[] not null
);
create index sharing_personsearch_words on sharing_personsearch using gin (words);
create index sharing_personsearch_ids on sharing_personsearch using gin (ids);
create index sharing_personsearch_born on sharing_personsearch using gin (born);
create table sharing_searchword (
  county_id varchar(32) not null references counties_county (id),
  word text collate "C" not null,
  primary key (county_id, word)
);
revoke all on sharing_personsearch, sharing_searchword from lk_app;
grant select, insert, update, delete on sharing_personsearch, sharing_searchword to lk_search;
grant select on people_person, people_programrecord, people_recordversion to lk_search;
"""

PLAIN = """
create function sharing_plain(stated text) returns text language sql stable
set search_path = pg_catalog, public, pg_temp as $$
  select trim(regexp_replace(
    lower(unaccent(translate(stated, '''’`.', ''))), '[^[:alnum:]]+', ' ', 'g'))
$$;
"""

REFRESH = """
create function sharing_refresh_search(people uuid[]) returns void language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  gone text[];
begin
  if cardinality(people) <= 100 then
    select array_agg(distinct word) into gone
    from sharing_personsearch, unnest(words) word where person_id = any(people);
  end if;
  delete from sharing_personsearch where person_id = any(people);
  insert into sharing_personsearch (person_id, county_id, words, ids, born)
  select p.id, p.county_id,
    array_remove(array_agg(distinct w.word), null),
    array_remove(array_agg(distinct n.number), null) || p.token::text,
    array_remove(array_agg(distinct v.born), null)
  from people_person p
  join people_programrecord r on r.person_id = p.id and r.county_id = p.county_id
  join people_recordversion v on v.id = r.current_id and v.county_id = r.county_id
  left join lateral (
    select nullif(each, '') as word
    from regexp_split_to_table(
      sharing_plain(concat_ws(' ', v.given, v.middle, v.surname)), ' ') each) w on true
  left join lateral (
    select nullif(replace(each, '-', ''), '') as number
    from unnest(array[r.native_id::text, v.source_id::text, v.cin::text] || array(
      select m ->> 'case_source' from jsonb_array_elements(v.memberships) m
      where coalesce(m ->> 'category', 'C1') = 'C1')) each) n on true
  where p.id = any(people)
  group by p.id, p.county_id, p.token;
  insert into sharing_searchword (county_id, word)
  select distinct s.county_id, word from sharing_personsearch s, unnest(s.words) word
  where s.person_id = any(people)
  order by 1, 2
  on conflict do nothing;
  if gone is not null then
    delete from sharing_searchword k
    where k.word = any(gone) and not exists (
      select from sharing_personsearch s
      where s.county_id = k.county_id and s.words @> array[k.word::text]);
  end if;
end $$;
"""

FOLLOW = """
create function sharing_follow_update() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  people uuid[];
begin
  select array_agg(distinct person) into people
  from were o join are n on n.id = o.id,
    unnest(array[o.person_id, n.person_id]) person
  where (o.person_id is not null or n.person_id is not null)
    and (o.person_id is distinct from n.person_id or o.current_id is distinct from n.current_id)
    and person is not null;
  if people is not null then
    perform sharing_refresh_search(people);
  end if;
  return null;
end $$;

create function sharing_follow_rows() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  people uuid[];
begin
  select array_agg(distinct person_id) into people from are where person_id is not null;
  if people is not null then
    perform sharing_refresh_search(people);
  end if;
  return null;
end $$;

create trigger search_follows_update after update on people_programrecord
  referencing old table as were new table as are
  for each statement execute function sharing_follow_update();
create trigger search_follows_insert after insert on people_programrecord
  referencing new table as are for each statement execute function sharing_follow_rows();
create trigger search_follows_delete after delete on people_programrecord
  referencing old table as are for each statement execute function sharing_follow_rows();
"""

# Every term must fit: a word exactly, by its beginning, or with one typing mistake (a letter
# wrong, missing, too many, or two exchanged); an id in one of its spellings; a birth date.
SEARCH = """
create function sharing_search(terms jsonb, among uuid[], at_most int) returns setof uuid
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
  here text := nullif(current_setting('app.county', true), '');
  term jsonb;
  typed text;
  swaps text[];
  near text[];
  exact text[] := '{}';
  conditions text[] := '{}';
  filters text[] := '{}';
begin
  if here is null then
    return;
  end if;
  for term in select * from jsonb_array_elements(terms) limit 8 loop
    if term ? 'ids' then
      conditions := conditions || format('s.ids && %L::text[]',
        array(select jsonb_array_elements_text(term -> 'ids')));
    elsif term ? 'born' then
      conditions := conditions || format('s.born @> %L::date[]', array[(term ->> 'born')::date]);
    else
      for typed in
        select each from regexp_split_to_table(sharing_plain(left(term ->> 'word', 40)), ' ') each
        where each <> '' limit 4
      loop
        exact := exact || typed;
        -- One letter fits half the county: it narrows what else is typed, and finds nothing alone.
        if length(typed) = 1 then
          filters := filters || format(
            'exists (select from unnest(s.words) each where each ^@ %L)', typed);
          continue;
        end if;
        execute format('select array_agg(word::text) from (select word from sharing_searchword
          where county_id = $1 and word ^@ %L limit 5000) found', typed) into near using here;
        if length(typed) >= 4 then
          swaps := array(select overlay(typed placing reverse(substr(typed, i, 2)) from i for 2)
                         from generate_series(1, length(typed) - 1) i);
          near := coalesce(near, '{}') || array(
            select word::text from sharing_searchword
            where county_id = here and length(word) between length(typed) - 1 and length(typed) + 1
              and (levenshtein_less_equal(word, typed, 1) <= 1 or word = any(swaps))
            limit 500);
        end if;
        conditions := conditions || format('s.words && %L::text[]', coalesce(near, '{}'));
      end loop;
    end if;
  end loop;
  if cardinality(conditions) = 0 then
    return;
  end if;
  return query execute
    'select s.person_id from sharing_personsearch s where s.county_id = $1 and '
    || array_to_string(conditions || filters, ' and ')
    || ' and ($2 is null or s.person_id = any($2))'
    || ' order by (select count(*) from unnest($3) e where e = any(s.words)) desc, s.person_id'
    || ' limit $4'
  using here, among, exact, least(at_most, 1000);
end $$;
"""

OWNERSHIP = """
revoke all on function sharing_search(jsonb, uuid[], int) from public;
revoke all on function sharing_refresh_search(uuid[]) from public;
revoke all on function sharing_follow_update() from public;
revoke all on function sharing_follow_rows() from public;
grant execute on function sharing_search(jsonb, uuid[], int) to lk_app;
alter function sharing_search(jsonb, uuid[], int) owner to lk_search;
alter function sharing_refresh_search(uuid[]) owner to lk_search;
alter function sharing_follow_update() owner to lk_search;
alter function sharing_follow_rows() owner to lk_search;
"""

BACK = """
drop trigger search_follows_update on people_programrecord;
drop trigger search_follows_insert on people_programrecord;
drop trigger search_follows_delete on people_programrecord;
set role lk_search;
drop function sharing_search(jsonb, uuid[], int);
drop function sharing_follow_update();
drop function sharing_follow_rows();
drop function sharing_refresh_search(uuid[]);
reset role;
drop function sharing_plain(text);
drop table sharing_personsearch;
drop table sharing_searchword;
revoke select on people_person, people_programrecord, people_recordversion from lk_search;
"""

FENCES = [
    statement
    for table in ("sharing_personsearch", "sharing_searchword")
    for statement in policy_sql(table, RowClass.COUNTY)
]


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0003_grounds_and_caseloads"),
        ("people", "0002_fence"),
        ("linkages", "0003_grants_for_libraries"),
    ]

    operations = [
        migrations.RunSQL([TABLES, *FENCES, PLAIN, REFRESH, FOLLOW, SEARCH, OWNERSHIP], [BACK]),
    ]
