"""Row-level security for the project's own tables; the audit as a partitioned, append-only table."""

from django.db import migrations

from linkages.fence import Fence

FUNCTIONS = """
create function linkages_append_only() returns trigger language plpgsql
set search_path = pg_catalog as $$
begin
  raise exception 'rows of % are never changed or deleted', tg_table_name;
end $$;

create function linkages_month_partitions(parent text, day date, months int) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  first date := date_trunc('month', day)::date;
  starts date;
  part text;
begin
  if parent not in ('linkages_auditevent', 'sharing_disclosure') then
    raise exception 'not a table kept by months';
  end if;
  for i in 0..months loop
    starts := (first + make_interval(months => i))::date;
    part := parent || to_char(starts, '"_"YYYY"_"MM');
    if to_regclass('public.' || part) is null then
      execute format(
        'create table public.%I partition of public.%I for values from (%L) to (%L)',
        part, parent,
        starts::timestamp at time zone 'America/Los_Angeles',
        (starts + interval '1 month')::timestamp at time zone 'America/Los_Angeles');
      execute format('alter table public.%I enable row level security', part);
      execute format('alter table public.%I force row level security', part);
      execute format('revoke all on public.%I from lk_app', part);
    end if;
  end loop;
end $$;
"""

AUDIT = """
create table linkages_auditevent (
  id uuid not null,
  county_id varchar(32) not null references counties_county (id),
  at timestamptz not null,
  user_id uuid,
  action varchar(80) not null,
  result varchar(8) not null,
  subjects uuid[] not null,
  bases varchar(40)[] not null,
  purpose varchar(40) not null,
  reason varchar(400) not null,
  origin inet,
  primary key (id, at)
) partition by range (at);
create table linkages_auditevent_other partition of linkages_auditevent default;
alter table linkages_auditevent_other enable row level security;
alter table linkages_auditevent_other force row level security;
revoke all on linkages_auditevent_other from lk_app;
create index linkages_auditevent_when on linkages_auditevent (county_id, at);
create index linkages_auditevent_whose on linkages_auditevent using gin (subjects);
create trigger append_only before update or delete on linkages_auditevent
  for each row execute function linkages_append_only();
create trigger never_emptied before truncate on linkages_auditevent
  for each statement execute function linkages_append_only();
select linkages_month_partitions('linkages_auditevent', current_date, 3);
"""

APPEND = "select, insert"


class Migration(migrations.Migration):
    dependencies = [("linkages", "0001_initial"), ("counties", "0001_initial")]

    operations = [
        migrations.RunSQL(
            FUNCTIONS,
            "drop function linkages_month_partitions; drop function linkages_append_only cascade",
        ),
        migrations.RunSQL(AUDIT, "drop table linkages_auditevent"),
        Fence("AuditEvent", "county", rights=APPEND, keys=False),
        Fence("AuditSeal", "county", rights=APPEND),
        Fence("Event", "county"),
        Fence("ParameterValue", "county", rights=APPEND),
        Fence("ParameterValueEvent", "county", rights=APPEND, keys=False),
        Fence("Document", "county"),
        Fence("Job", "county"),
        Fence("Draft", "own"),
        Fence("Submission", "own"),
    ]
