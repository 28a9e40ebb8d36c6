"""Row-level security for sharing; disclosures as a partitioned, append-only table."""

from django.db import migrations

from linkages.fence import Fence

DISCLOSURES = """
create table sharing_disclosure (
  id uuid not null,
  county_id varchar(32) not null references counties_county (id),
  at timestamptz not null,
  event uuid not null,
  recipient uuid not null,
  recipient_program varchar(8) not null,
  person uuid not null,
  owner varchar(8) not null,
  categories varchar(3)[] not null,
  bases varchar(40)[] not null,
  purpose varchar(40) not null,
  channel varchar(8) not null,
  primary key (id, at)
) partition by range (at);
create table sharing_disclosure_other partition of sharing_disclosure default;
alter table sharing_disclosure_other enable row level security;
alter table sharing_disclosure_other force row level security;
revoke all on sharing_disclosure_other from lk_app;
create index sharing_disclosure_person on sharing_disclosure (county_id, person, at);
create trigger append_only before update or delete on sharing_disclosure
  for each row execute function linkages_append_only();
create trigger never_emptied before truncate on sharing_disclosure
  for each statement execute function linkages_append_only();
select linkages_month_partitions('sharing_disclosure', current_date, 3);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0001_initial"),
        ("people", "0002_fence"),
        ("linkages", "0002_fence_and_append_only"),
    ]

    operations = [
        migrations.RunSQL(DISCLOSURES, "drop table sharing_disclosure"),
        Fence("Disclosure", "county", rights="select, insert", keys=False),
        Fence("Assignment", "county"),
        Fence("AssignmentEvent", "county", rights="select, insert", keys=False),
        Fence("LegalBasis", "county"),
        Fence("LegalBasisEvent", "county", rights="select, insert", keys=False),
    ]
