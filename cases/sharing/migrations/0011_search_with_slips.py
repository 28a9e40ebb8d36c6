"""Search that forgives: one slip of the finger by keys of deletions, short forms, joined surnames,
turned dates, and one term too many; and the members of families whom nobody has linked.

As before the function gives ids only, of people and now of single records, to be filtered again.
"""

from importlib import import_module

from django.db import migrations

TABLES = """
alter table sharing_personsearch rename column person_id to whose;
alter table sharing_personsearch add column alone boolean not null default false;
grant select on people_familymember to lk_search;
"""

# A word and all that is left of it without one of its letters: two words one slip apart share one.
DELETES = """
create function sharing_deletes(word text) returns text[] language sql immutable parallel safe
set search_path = pg_catalog as $$
  select case when length(word) < 3 then array[word] else array(
    select distinct overlay(word placing '' from i for 1) from generate_series(1, length(word)) i
    union select word) end
$$;
alter table sharing_searchword
  add column deletes text[] generated always as (sharing_deletes(word)) stored;
create index sharing_searchword_deletes on sharing_searchword using gin (deletes);

create function sharing_words(given text, middle text, surname text) returns text[] language sql
stable set search_path = pg_catalog, public, pg_temp as $$
  select array(
    select distinct each from (
      select regexp_split_to_table(concat_ws(' ', g, m, s), ' ') as each
      union all select replace(unnest(array[g, s, concat(g, m)]), ' ', '')) found
    where each <> '')
  from (select sharing_plain(given) g, sharing_plain(middle) m, sharing_plain(surname) s) said
$$;
"""

DROP_OLD = """
set role lk_search;
drop function sharing_search(jsonb, uuid[], int);
reset role;
drop trigger search_follows_update on people_programrecord;
drop trigger search_follows_insert on people_programrecord;
drop trigger search_follows_delete on people_programrecord;
set role lk_search;
drop function sharing_follow_update();
drop function sharing_follow_rows();
drop function sharing_refresh_search(uuid[]);
reset role;
"""

REFRESH = """
create function sharing_refresh_search(people uuid[], records uuid[] default '{}') returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  all_of_them uuid[] := people || records;
  gone text[];
begin
  if cardinality(all_of_them) <= 100 then
    select array_agg(distinct word) into gone
    from sharing_personsearch, unnest(words) word where whose = any(all_of_them);
  end if;
  delete from sharing_personsearch where whose = any(all_of_them);
  insert into sharing_personsearch (whose, county_id, alone, words, ids, born)
  select said.whose, said.county_id, said.person_id is null,
    coalesce(array_agg(distinct part.value) filter (where part.kind = 'w'), '{}'),
    coalesce(array_agg(distinct part.value) filter (where part.kind = 'i'), '{}'),
    array_remove(array_agg(distinct said.born), null)
  from (
    select p.id as whose, r.county_id, r.person_id, p.token::text as token, r.native_id,
      v.source_id, v.cin, v.given, v.middle, v.surname, v.born, v.memberships
    from people_person p
    join people_programrecord r on r.person_id = p.id and r.county_id = p.county_id
    join people_recordversion v on v.id = r.current_id and v.county_id = r.county_id
    where p.id = any(people)
    union all
    select r.id, r.county_id, r.person_id, null, r.native_id,
      v.source_id, v.cin, v.given, v.middle, v.surname, v.born, v.memberships
    from people_programrecord r
    join people_recordversion v on v.id = r.current_id and v.county_id = r.county_id
    where r.id = any(records) and r.person_id is null and exists (
      select from people_familymember m
      where m.county_id = r.county_id and m.record_id = r.id and m.until is null)
  ) said (whose, county_id, person_id, token, native_id,
          source_id, cin, given, middle, surname, born, memberships)
  left join lateral (
    select 'w', unnest(sharing_words(said.given, said.middle, said.surname))
    union all
    select 'i', replace(each, '-', '') from unnest(
      array[said.native_id::text, said.source_id::text, said.cin::text] || array(
        select m ->> 'case_source' from jsonb_array_elements(said.memberships) m
        where coalesce(m ->> 'category', 'C1') = 'C1')) each where coalesce(each, '') <> ''
    union all
    select 'i', said.token where said.token is not null
  ) part (kind, value) on true
  group by said.whose, said.county_id, said.person_id;
  insert into sharing_searchword (county_id, word)
  select distinct s.county_id, word from sharing_personsearch s, unnest(s.words) word
  where s.whose = any(all_of_them)
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

# A member of a family whom nobody has linked is found as the record; once linked, as the person.
FOLLOW = """
create function sharing_follow_update() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  people uuid[];
  records uuid[];
begin
  select array_agg(distinct person) into people
  from were o join are n on n.id = o.id,
    unnest(array[o.person_id, n.person_id]) person
  where (o.person_id, o.current_id) is distinct from (n.person_id, n.current_id)
    and person is not null;
  select array_agg(n.id) into records
  from were o join are n on n.id = o.id
  where (o.person_id, o.current_id) is distinct from (n.person_id, n.current_id)
    and (o.person_id is null or n.person_id is null) and exists (
      select from people_familymember m
      where m.county_id = n.county_id and m.record_id = n.id and m.until is null);
  if people is not null or records is not null then
    perform sharing_refresh_search(coalesce(people, '{}'), coalesce(records, '{}'));
  end if;
  return null;
end $$;

create function sharing_follow_rows() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  people uuid[];
  records uuid[];
begin
  select array_agg(distinct person_id) into people from are where person_id is not null;
  if tg_op = 'DELETE' then
    select array_agg(id) into records from are where person_id is null;
  end if;
  if people is not null or records is not null then
    perform sharing_refresh_search(coalesce(people, '{}'), coalesce(records, '{}'));
  end if;
  return null;
end $$;

create function sharing_follow_families() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  records uuid[];
begin
  select array_agg(distinct r.id) into records
  from are a join people_programrecord r on r.county_id = a.county_id and r.id = a.record_id
  where r.person_id is null;
  if records is not null then
    perform sharing_refresh_search('{}', records);
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
create trigger search_follows_joining after insert on people_familymember
  referencing new table as are for each statement execute function sharing_follow_families();
create trigger search_follows_leaving after update on people_familymember
  referencing new table as are for each statement execute function sharing_follow_families();
create trigger search_follows_forgetting after delete on people_familymember
  referencing old table as are for each statement execute function sharing_follow_families();
"""

# Each term is a way to be found and a weight; all must fit, or all but `missing` where there are
# three. Weights only choose whom to name first: what the viewer may see decides in the end.
SEARCH = """
create function sharing_search(
  terms jsonb, among uuid[], at_most int, missing int default 0, members boolean default false
) returns setof uuid language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
  here text := nullif(current_setting('app.county', true), '');
  term jsonb;
  fits text;
  weighs text;
  conditions text[] := '{}';
  filters text[] := '{}';
  weights text[] := '{0}';
  firm text;
begin
  if here is null then
    return;
  end if;
  for term in select * from jsonb_array_elements(terms) limit 8 loop
    select way.fits, way.weighs into fits, weighs from sharing_way(here, term) way;
    if weighs is null then
      continue;
    end if;
    weights := weights || weighs;
    if term ? 'optional' then
      continue;
    elsif length(term ->> 'word') = 1 or term ? 'year' then
      filters := filters || fits;
    else
      conditions := conditions || fits;
    end if;
  end loop;
  if cardinality(conditions) = 0 then
    return;
  end if;
  firm := '(' || array_to_string(conditions, ' and ') || ')';
  if missing > 0 and cardinality(conditions) >= 3 then
    select '(' || string_agg('(' || rest.all_but || ')', ' or ') || ')' into firm
    from generate_series(1, cardinality(conditions)) out, lateral (
      select string_agg(c, ' and ') as all_but
      from unnest(conditions) with ordinality each (c, place) where place <> out) rest;
  end if;
  return query execute
    'select s.whose from sharing_personsearch s where s.county_id = $1 and '
    || array_to_string(firm || filters, ' and ')
    || ' and ($2 is null or s.whose = any($2)) and ($3 or not s.alone)'
    || ' order by ' || array_to_string(weights, ' + ') || ' desc, s.whose limit $4'
  using here, among, members, least(at_most, 1000);
end $$;

-- One term as a condition on rows of the index and as a weight; no row where it says nothing.
create function sharing_way(here text, term jsonb, out fits text, out weighs text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  ways text[] := '{}';
  marks text[] := '{0}';
  listed text[];
  typed text := split_part(sharing_plain(left(term ->> 'word', 40)), ' ', 1);
  begun text[];
  slips text[];
begin
  if term ? 'ids' then
    ways := ways || format('s.ids && %L::text[]',
      array(select jsonb_array_elements_text(term -> 'ids')));
    marks := marks || format('case when %s then 12 else 0 end', ways[1]);
  end if;
  if term ? 'born' then
    listed := array[term ->> 'born'] || array(
      select jsonb_array_elements_text(coalesce(term -> 'days', '[]')));
    ways := ways || format('s.born && %L::date[]', listed);
    marks := marks || format(
      'case when s.born @> %L::date[] then 10 when s.born && %L::date[] then 5 else 0 end',
      listed[:1], listed);
  end if;
  if term ? 'year' then
    ways := ways || format(
      'exists (select from unnest(s.born) each where extract(year from each) = %L)',
      (term ->> 'year')::int);
    marks := marks || '1'::text;
  end if;
  if length(typed) = 1 then
    ways := ways || format('exists (select from unnest(s.words) each where each ^@ %L)', typed);
    marks := marks || format('case when %s then 1 else 0 end', ways[cardinality(ways)]);
  elsif typed <> '' then
    execute format('select array_agg(word::text) from (select word from sharing_searchword
      where county_id = $1 and word ^@ %L limit 5000) found', typed) into begun using here;
    slips := sharing_slips(here, typed);
    listed := array(select jsonb_array_elements_text(
      coalesce(term -> 'alike', '[]') || coalesce(term -> 'joined', '[]')) limit 60);
    ways := ways || format('s.words && %L::text[]',
      array[typed] || listed || coalesce(begun, '{}') || slips);
    marks := marks || format('case when s.words @> %L::text[] then 10
      when s.words && %L::text[] then 8 when s.words && %L::text[] then 5
      when s.words && %L::text[] then 4 else 0 end', array[typed], listed, slips, begun);
  end if;
  if cardinality(ways) > 0 then
    fits := '(' || array_to_string(ways, ' or ') || ')';
    weighs := 'greatest(' || array_to_string(marks, ', ') || ')';
  end if;
end $$;

-- The county's words that are one slip of the finger apart. Of three letters the first is right.
create function sharing_slips(here text, typed text) returns text[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  swaps text[] := array(select overlay(typed placing reverse(substr(typed, i, 2)) from i for 2)
                        from generate_series(1, length(typed) - 1) i);
begin
  if length(typed) < 3 then
    return '{}';
  end if;
  return array(
    select k.word::text from sharing_searchword k
    where k.county_id = here and k.deletes && (case when length(typed) = 3 then array[typed] || swaps
                                               else sharing_deletes(typed) end)
      and (k.word = any(swaps) or levenshtein_less_equal(k.word, typed, 1) <= 1)
      and (length(typed) > 3 or left(k.word, 1) = left(typed, 1)
           and (length(k.word) = 4 or k.word = any(swaps)))
    limit 500);
end $$;
"""

OWNERSHIP = """
revoke all on function sharing_search(jsonb, uuid[], int, int, boolean) from public;
revoke all on function sharing_way(text, jsonb) from public;
revoke all on function sharing_slips(text, text) from public;
revoke all on function sharing_refresh_search(uuid[], uuid[]) from public;
revoke all on function sharing_follow_update() from public;
revoke all on function sharing_follow_rows() from public;
revoke all on function sharing_follow_families() from public;
grant execute on function sharing_search(jsonb, uuid[], int, int, boolean) to lk_app;
alter function sharing_search(jsonb, uuid[], int, int, boolean) owner to lk_search;
alter function sharing_way(text, jsonb) owner to lk_search;
alter function sharing_slips(text, text) owner to lk_search;
alter function sharing_refresh_search(uuid[], uuid[]) owner to lk_search;
alter function sharing_follow_update() owner to lk_search;
alter function sharing_follow_rows() owner to lk_search;
alter function sharing_follow_families() owner to lk_search;
"""

# What was indexed before has no joined surnames yet.
FILL = """
set role lk_search;
select sharing_refresh_search(
  array(select id from people_person),
  array(select r.id from people_programrecord r where r.person_id is null and exists (
    select from people_familymember m
    where m.county_id = r.county_id and m.record_id = r.id and m.until is null)));
reset role;
"""

DROP_NEW = """
drop trigger search_follows_update on people_programrecord;
drop trigger search_follows_insert on people_programrecord;
drop trigger search_follows_delete on people_programrecord;
drop trigger search_follows_joining on people_familymember;
drop trigger search_follows_leaving on people_familymember;
drop trigger search_follows_forgetting on people_familymember;
set role lk_search;
drop function sharing_search(jsonb, uuid[], int, int, boolean);
drop function sharing_way(text, jsonb);
drop function sharing_slips(text, text);
drop function sharing_follow_update();
drop function sharing_follow_rows();
drop function sharing_follow_families();
drop function sharing_refresh_search(uuid[], uuid[]);
reset role;
drop function sharing_words(text, text, text);
alter table sharing_searchword drop column deletes;
drop function sharing_deletes(text);
delete from sharing_personsearch where alone;
alter table sharing_personsearch drop column alone;
alter table sharing_personsearch rename column whose to person_id;
revoke select on people_familymember from lk_search;
"""
before = import_module("cases.sharing.migrations.0004_search")
BACK = [DROP_NEW, before.REFRESH, before.FOLLOW, before.SEARCH, before.OWNERSHIP]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0010_fence_incidents"), ("people", "0011_fence_families")]

    operations = [
        migrations.RunSQL(
            [TABLES, DROP_OLD, DELETES, REFRESH, FOLLOW, SEARCH, OWNERSHIP, FILL], BACK
        ),
    ]
