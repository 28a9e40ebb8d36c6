"""The review desk: pairs given to reviewers, put off, stood in for; filters, lists of a day, reasons;
and an index by which pairs are found by name or number.

The index is like that of linked people (sharing 0004): triggers keep it, one function looks into
it as a role that row-level security does not bind, in the county of the setting, and gives ids
that the caller filters once more. It holds the records that stand in a pair somebody may see.
"""

import importlib
import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import linkages.rows
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from linkages.fence import Fence, RowClass, policy_sql

DATED = "select, insert, update (until)"
KEPT = "select, insert"
TABLES = {
    "QueueSplit": DATED,
    "QueueAct": KEPT,
    "Deputy": DATED,
    "SavedFilter": "select, insert, update, delete",
    "DayList": KEPT,
    "DecisionReason": DATED,
}
HISTORIES = ["QueueSplitEvent", "DeputyEvent", "SavedFilterEvent", "DecisionReasonEvent"]

# The last day counts; a row that was ended on its first day covers none.
ONE_DEPUTY = """
alter table matching_deputy add constraint one_deputy_at_a_time exclude using gist (
  county_id with =, absent_id with =, daterange(since, until + 1) with &&)
"""

# By what a split shares pairs out: the first letter of the last name, or the office of the unit,
# as CWS states it, else as CalWORKs does. Under the fence of whoever asks.
KEYS = """
create function matching_split_keys(kind text) returns table (candidate uuid, key text)
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select c.id, case kind
    when 'letter' then upper(left(sharing_plain(coalesce(nullif(a.surname, ''), b.surname)), 1))
    else coalesce(ours.code, theirs.code, '') end
  from matching_matchcandidate c
  join people_programrecord ra on ra.county_id = c.county_id and ra.id = c.cws_id
  join people_programrecord rb on rb.county_id = c.county_id and rb.id = c.calworks_id
  left join people_recordversion a on a.county_id = c.county_id and a.id = ra.current_id
  left join people_recordversion b on b.county_id = c.county_id and b.id = rb.current_id
  left join counties_unit ua on ua.county_id = c.county_id and ua.code = nullif(a.unit_code, '')
  left join counties_office ours on ours.county_id = c.county_id and ours.id = ua.office_id
  left join counties_unit ub on ub.county_id = c.county_id and ub.code = nullif(b.unit_code, '')
  left join counties_office theirs on theirs.county_id = c.county_id and theirs.id = ub.office_id
  where c.state in ('proposed', 'needs_information') and c.band <> 'low'
$$;
"""

SEARCH_TABLES = """
create table matching_recordsearch (
  record_id uuid primary key,
  county_id varchar(32) not null references counties_county (id),
  words text[] not null,
  ids text[] not null,
  born date,
  foreign key (county_id, record_id) references people_programrecord (county_id, id)
    on delete cascade
);
create index matching_recordsearch_words on matching_recordsearch using gin (words);
create index matching_recordsearch_ids on matching_recordsearch using gin (ids);
create index matching_recordsearch_born on matching_recordsearch (county_id, born);
create table matching_searchword (
  county_id varchar(32) not null references counties_county (id),
  word text collate "C" not null,
  primary key (county_id, word)
);
revoke all on matching_recordsearch, matching_searchword from lk_app;
grant select, insert, update, delete on matching_recordsearch, matching_searchword to lk_search;
grant select on matching_matchcandidate to lk_search;
"""

REFRESH = """
create function matching_refresh_search(records uuid[]) returns void language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  gone text[];
begin
  if cardinality(records) <= 100 then
    select array_agg(distinct word) into gone
    from matching_recordsearch, unnest(words) word where record_id = any(records);
  end if;
  insert into matching_recordsearch (record_id, county_id, words, ids, born)
  select r.id, r.county_id,
    array(
      select distinct each from regexp_split_to_table(
        sharing_plain(concat_ws(' ', v.given, v.middle, v.surname)), ' ') each
      where each <> ''),
    array(
      select distinct replace(each, '-', '') from unnest(
        array[r.native_id::text, v.source_id::text, v.cin::text] || array(
          select m ->> 'case_source' from jsonb_array_elements(v.memberships) m
          where coalesce(m ->> 'category', 'C1') = 'C1')) each
      where coalesce(each, '') <> '')
      || array(select p.token::text from people_person p
               where p.county_id = r.county_id and p.id = r.person_id),
    v.born
  from people_programrecord r
  join people_recordversion v on v.county_id = r.county_id and v.id = r.current_id
  where r.id = any(records)
  on conflict (record_id) do update
  set words = excluded.words, ids = excluded.ids, born = excluded.born;
  insert into matching_searchword (county_id, word)
  select distinct s.county_id, word from matching_recordsearch s, unnest(s.words) word
  where s.record_id = any(records)
  order by 1, 2
  on conflict do nothing;
  if gone is not null then
    delete from matching_searchword k
    where k.word = any(gone) and not exists (
      select from matching_recordsearch s
      where s.county_id = k.county_id and s.words @> array[k.word::text]);
  end if;
end $$;

create function matching_index_new() returns void language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  here text := nullif(current_setting('app.county', true), '');
  records uuid[];
begin
  select array_agg(distinct side.record) into records
  from matching_matchcandidate c, unnest(array[c.cws_id, c.calworks_id]) side (record)
  where c.county_id = here and c.band <> 'low' and not exists (
    select from matching_recordsearch s where s.record_id = side.record);
  if records is not null then
    perform matching_refresh_search(records);
  end if;
end $$;

-- A record that is disposed of leaves no word behind that is nobody else's.
create function matching_drop_words() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  delete from matching_searchword k
  using (select distinct county_id, unnest(words) as word from were) g
  where k.county_id = g.county_id and k.word = g.word and not exists (
    select from matching_recordsearch s
    where s.county_id = k.county_id and s.words @> array[k.word::text]);
  return null;
end $$;

create trigger matching_words_follow after delete on matching_recordsearch
  referencing old table as were
  for each statement execute function matching_drop_words();

create function matching_follow_records() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  records uuid[];
begin
  select array_agg(n.id) into records
  from were o join are n on n.id = o.id
  join matching_recordsearch s on s.record_id = n.id
  where (o.current_id, o.person_id) is distinct from (n.current_id, n.person_id);
  if records is not null then
    perform matching_refresh_search(records);
  end if;
  return null;
end $$;

create trigger matching_search_follows after update on people_programrecord
  referencing old table as were new table as are
  for each statement execute function matching_follow_records();
"""

# Every term must fit one and the same record: a word exactly, by its beginning, or with one typing
# mistake; an id in one of its spellings; a birth date. `sealed`: restricted pairs too.
SEARCH = """
create function matching_search(terms jsonb, sealed boolean, at_most int) returns setof uuid
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
  here text := nullif(current_setting('app.county', true), '');
  term jsonb;
  typed text;
  swaps text[];
  near text[];
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
      conditions := conditions || format('s.born = %L::date', term ->> 'born');
    else
      for typed in
        select each from regexp_split_to_table(sharing_plain(left(term ->> 'word', 40)), ' ') each
        where each <> '' limit 4
      loop
        -- One letter fits half the county: it narrows what else is typed, and finds nothing alone.
        if length(typed) = 1 then
          filters := filters || format(
            'exists (select from unnest(s.words) each where each ^@ %L)', typed);
          continue;
        end if;
        execute format('select array_agg(word::text) from (select word from matching_searchword
          where county_id = $1 and word ^@ %L limit 5000) found', typed) into near using here;
        if length(typed) >= 4 then
          swaps := array(select overlay(typed placing reverse(substr(typed, i, 2)) from i for 2)
                         from generate_series(1, length(typed) - 1) i);
          near := coalesce(near, '{}') || array(
            select word::text from matching_searchword
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
    'with fits as materialized (select s.record_id from matching_recordsearch s
       where s.county_id = $1 and ' || array_to_string(conditions || filters, ' and ') || '),
     pairs as (
       select c.* from fits join matching_matchcandidate c
         on c.county_id = $1 and c.cws_id = fits.record_id
       union
       select c.* from fits join matching_matchcandidate c
         on c.county_id = $1 and c.calworks_id = fits.record_id)
     select p.id from pairs p where p.band <> ''low'' and ($2 or not p.restricted)
     order by p.deferred_until, p.lead_units desc, p.homes, p.units desc, p.id limit $3'
  using here, sealed, least(at_most, 2000);
end $$;
"""

OWNERSHIP = """
revoke all on function matching_search(jsonb, boolean, int) from public;
revoke all on function matching_refresh_search(uuid[]) from public;
revoke all on function matching_index_new() from public;
revoke all on function matching_follow_records() from public;
revoke all on function matching_drop_words() from public;
grant execute on function matching_search(jsonb, boolean, int) to lk_app;
grant execute on function matching_index_new() to lk_app, lk_owner;
alter function matching_search(jsonb, boolean, int) owner to lk_search;
alter function matching_refresh_search(uuid[]) owner to lk_search;
alter function matching_index_new() owner to lk_search;
alter function matching_follow_records() owner to lk_search;
alter function matching_drop_words() owner to lk_search;
-- Seeding the demonstration runs a comparison as the owner of the tables.
set role lk_search;
grant execute on function matching_index_new() to session_user;
reset role;
"""

# What stands in the queue already: the owner of the tables sees no county's rows.
FILL = """
set role lk_search;
select matching_refresh_search(coalesce(array_agg(distinct side.record), '{}'))
from matching_matchcandidate c, unnest(array[c.cws_id, c.calworks_id]) side (record)
where c.band <> 'low';
reset role;
"""

BACK = """
drop trigger matching_search_follows on people_programrecord;
set role lk_search;
drop function matching_search(jsonb, boolean, int);
drop function matching_index_new();
drop function matching_follow_records();
drop function matching_refresh_search(uuid[]);
reset role;
drop function matching_split_keys(text);
drop table matching_recordsearch;
set role lk_search;
drop function matching_drop_words();
reset role;
drop table matching_searchword;
revoke select on matching_matchcandidate from lk_search;
"""

FENCES = [
    statement
    for table in ("matching_recordsearch", "matching_searchword")
    for statement in policy_sql(table, RowClass.COUNTY)
]

# Disposal takes along what was done with a pair.
BEFORE = importlib.import_module("cases.matching.migrations.0004_disposal").DISPOSE.replace(
    "create function", "create or replace function"
)
FIRST = "  execute $step$"
DISPOSE = BEFORE.replace(
    FIRST,
    """  execute $step$
        delete from matching_queueact where county_id = $1 and candidate_id = any($3)
  $step$ using here, records, pairs;
  get diagnostics rows = row_count;
  told := told || jsonb_build_object('queue_acts', rows);
"""
    + FIRST,
    1,
)


class Migration(migrations.Migration):
    dependencies = [
        ("counties", "0004_fence_teams"),
        ("matching", "0006_restricted_people"),
        ("sharing", "0004_search"),
        ("people", "0006_closed_and_reported"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DayList",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                (
                    "pairs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="DecisionReason",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=12)),
                ("off", models.BooleanField(default=False)),
                ("english", models.CharField(blank=True, max_length=80)),
                ("spanish", models.CharField(blank=True, max_length=80)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["set_at"],
            },
        ),
        migrations.CreateModel(
            name="DecisionReasonEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("code", models.CharField(max_length=12)),
                ("off", models.BooleanField(default=False)),
                ("english", models.CharField(blank=True, max_length=80)),
                ("spanish", models.CharField(blank=True, max_length=80)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Deputy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-since"],
            },
        ),
        migrations.CreateModel(
            name="DeputyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="QueueAct",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("give", "Given to a reviewer"),
                            ("take_back", "Taken back"),
                            ("defer", "Put off"),
                            ("resume", "Brought back"),
                        ],
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="QueueSplit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "by",
                    models.CharField(
                        choices=[
                            ("office", "By office"),
                            ("letter", "By first letter of the last name"),
                        ],
                        max_length=6,
                    ),
                ),
                ("parts", models.JSONField()),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="QueueSplitEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "by",
                    models.CharField(
                        choices=[
                            ("office", "By office"),
                            ("letter", "By first letter of the last name"),
                        ],
                        max_length=6,
                    ),
                ),
                ("parts", models.JSONField()),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("query", models.JSONField()),
                ("shared", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="SavedFilterEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("query", models.JSONField()),
                ("shared", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveIndex(
            model_name="matchcandidate",
            name="candidate_queue",
        ),
        migrations.RemoveIndex(
            model_name="matchcandidate",
            name="candidate_waiting",
        ),
        migrations.AddField(
            model_name="matchcandidate",
            name="assigned_to",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="matchcandidate",
            name="deferred_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="matchcandidate",
            name="deferred_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="matchdecision",
            name="stood_in_for",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="matchdecision",
            name="together",
            field=models.UUIDField(null=True),
        ),
        migrations.AlterField(
            model_name="matchdecision",
            name="reason",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddIndex(
            model_name="matchcandidate",
            index=models.Index(
                condition=models.Q(("band", "low"), _negated=True),
                fields=["county", "deferred_until", "-lead_units", "homes", "-units", "id"],
                name="candidate_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="matchcandidate",
            index=models.Index(
                condition=models.Q(
                    ("restricted", False),
                    ("state__in", ["proposed", "needs_information"]),
                    models.Q(("band", "low"), _negated=True),
                ),
                fields=["county", "deferred_until", "-lead_units", "homes", "-units", "id"],
                name="candidate_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="matchcandidate",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["proposed", "needs_information"]),
                    models.Q(("band", "low"), _negated=True),
                    ("assigned_to__isnull", False),
                ),
                fields=[
                    "county",
                    "assigned_to",
                    "deferred_until",
                    "-lead_units",
                    "homes",
                    "-units",
                    "id",
                ],
                name="candidate_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="matchcandidate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deferred_by__isnull", True), ("deferred_until__isnull", True)),
                    models.Q(("deferred_by__isnull", False), ("deferred_until__isnull", False)),
                    _connector="OR",
                ),
                name="matchcandidate_deferred_until_with_deferred_by",
            ),
        ),
        migrations.AddField(
            model_name="daylist",
            name="county",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="counties.county"
            ),
        ),
        migrations.AddField(
            model_name="daylist",
            name="reviewer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decisionreason",
            name="county",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="counties.county"
            ),
        ),
        migrations.AddField(
            model_name="decisionreason",
            name="set_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decisionreasonevent",
            name="county",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="counties.county",
            ),
        ),
        migrations.AddField(
            model_name="decisionreasonevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="decisionreasonevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="matching.decisionreason",
            ),
        ),
        migrations.AddField(
            model_name="decisionreasonevent",
            name="set_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deputy",
            name="absent",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deputy",
            name="county",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="counties.county"
            ),
        ),
        migrations.AddField(
            model_name="deputy",
            name="deputy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deputy",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deputyevent",
            name="absent",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deputyevent",
            name="county",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="counties.county",
            ),
        ),
        migrations.AddField(
            model_name="deputyevent",
            name="deputy",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deputyevent",
            name="made_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deputyevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="deputyevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="matching.deputy",
            ),
        ),
        migrations.AddField(
            model_name="queueact",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="queueact",
            name="candidate",
            field=linkages.rows.CountyKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acts",
                to="matching.matchcandidate",
            ),
        ),
        migrations.AddField(
            model_name="queueact",
            name="county",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="counties.county"
            ),
        ),
        migrations.AddField(
            model_name="queueact",
            name="reviewer",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="queuesplit",
            name="county",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="counties.county"
            ),
        ),
        migrations.AddField(
            model_name="queuesplit",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="queuesplitevent",
            name="county",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="counties.county",
            ),
        ),
        migrations.AddField(
            model_name="queuesplitevent",
            name="made_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="queuesplitevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="queuesplitevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="matching.queuesplit",
            ),
        ),
        migrations.AddField(
            model_name="savedfilter",
            name="county",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="counties.county"
            ),
        ),
        migrations.AddField(
            model_name="savedfilter",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="savedfilterevent",
            name="county",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="counties.county",
            ),
        ),
        migrations.AddField(
            model_name="savedfilterevent",
            name="owner",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="savedfilterevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="savedfilterevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="matching.savedfilter",
            ),
        ),
        migrations.AddConstraint(
            model_name="daylist",
            constraint=models.UniqueConstraint(
                fields=("county", "reviewer", "day"), name="one_list_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionreason",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("county", "code"),
                name="reason_code_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionreason",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("off", True),
                    models.Q(
                        models.Q(("english", ""), _negated=True),
                        models.Q(("spanish", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="own_reason_in_both_languages",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decisionreason",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "matching_decisionreasonevent" ("code", "county_id", "english", "id", "off", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_at", "set_by_id", "since", "spanish", "until") VALUES (NEW."code", NEW."county_id", NEW."english", NEW."id", NEW."off", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."set_at", NEW."set_by_id", NEW."since", NEW."spanish", NEW."until"); RETURN NULL;',
                    hash="3f80db77855b31b464f80b12c9f04ad28817c6a2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1a8b9",
                    table="matching_decisionreason",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decisionreason",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "matching_decisionreasonevent" ("code", "county_id", "english", "id", "off", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_at", "set_by_id", "since", "spanish", "until") VALUES (NEW."code", NEW."county_id", NEW."english", NEW."id", NEW."off", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."set_at", NEW."set_by_id", NEW."since", NEW."spanish", NEW."until"); RETURN NULL;',
                    hash="0efa561952e5de61880014530001584adf9e9bef",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_919f9",
                    table="matching_decisionreason",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decisionreasonevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="80560cc82703dc26796f6fea56e189508e2d50a1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_986eb",
                    table="matching_decisionreasonevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="deputy",
            constraint=models.CheckConstraint(
                condition=models.Q(("absent", models.F("deputy")), _negated=True),
                name="deputy_is_somebody_else",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deputy",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "matching_deputyevent" ("absent_id", "county_id", "deputy_id", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "until") VALUES (NEW."absent_id", NEW."county_id", NEW."deputy_id", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."since", NEW."until"); RETURN NULL;',
                    hash="29532f24d0c9209ca94ed02cd92885913ab415fb",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_51bb4",
                    table="matching_deputy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deputy",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "matching_deputyevent" ("absent_id", "county_id", "deputy_id", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "until") VALUES (NEW."absent_id", NEW."county_id", NEW."deputy_id", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."since", NEW."until"); RETURN NULL;',
                    hash="8d0b13145bea313f789eba7cc8b45f3ea5c4ffa6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a2c0b",
                    table="matching_deputy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deputyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="dfaf7734fa972221ebc040a0786acbadb13c4e00",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b3f0f",
                    table="matching_deputyevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="queueact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verb", "defer"), _negated=True),
                    models.Q(("until__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="deferral_has_date_and_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="queueact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verb__in", ["give", "take_back"]), _negated=True),
                    ("reviewer__isnull", False),
                    _connector="OR",
                ),
                name="giving_names_a_reviewer",
            ),
        ),
        migrations.AddConstraint(
            model_name="queuesplit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("county",), name="one_standing_split"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="queuesplit",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "matching_queuesplitevent" ("by", "county_id", "id", "made_at", "made_by_id", "parts", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "until") VALUES (NEW."by", NEW."county_id", NEW."id", NEW."made_at", NEW."made_by_id", NEW."parts", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."since", NEW."until"); RETURN NULL;',
                    hash="ae98be29a372f59354da1ed2f848298c81294bc2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ba899",
                    table="matching_queuesplit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="queuesplit",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "matching_queuesplitevent" ("by", "county_id", "id", "made_at", "made_by_id", "parts", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "until") VALUES (NEW."by", NEW."county_id", NEW."id", NEW."made_at", NEW."made_by_id", NEW."parts", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."since", NEW."until"); RETURN NULL;',
                    hash="18743f3cae4cf6c3619c2d3b296571a58bf5e09a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1d171",
                    table="matching_queuesplit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="queuesplitevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b0501a04a74160355906ad27436eb2c040ca0356",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b9408",
                    table="matching_queuesplitevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(
                fields=("county", "owner", "name"), name="filter_name_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="savedfilter",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "matching_savedfilterevent" ("county_id", "id", "made_at", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "shared") VALUES (NEW."county_id", NEW."id", NEW."made_at", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."query", NEW."shared"); RETURN NULL;',
                    hash="7491c8aaab05edf2d6580d99d82296f9c12fcc81",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_687a3",
                    table="matching_savedfilter",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="savedfilter",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "matching_savedfilterevent" ("county_id", "id", "made_at", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "shared") VALUES (NEW."county_id", NEW."id", NEW."made_at", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."query", NEW."shared"); RETURN NULL;',
                    hash="e80c7186395b6a2684157fdd0db09560da118ac2",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c0548",
                    table="matching_savedfilter",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="savedfilterevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="435d31a60ee1cdb977a7618a0b73ee4e15db57cc",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3e87f",
                    table="matching_savedfilterevent",
                    when="BEFORE",
                ),
            ),
        ),
        *(Fence(name, "county", rights=rights) for name, rights in TABLES.items()),
        *(Fence(name, "county", rights=KEPT, keys=False) for name in HISTORIES),
        migrations.RunSQL(
            ONE_DEPUTY, "alter table matching_deputy drop constraint one_deputy_at_a_time"
        ),
        migrations.RunSQL([SEARCH_TABLES, *FENCES, KEYS, REFRESH, SEARCH, OWNERSHIP, FILL], [BACK]),
        migrations.RunSQL(DISPOSE, BEFORE),
    ]
