"""Disposal: its trace, legal holds, tombstones, and the one function that removes records.

The function runs as the owner, who alone may take rows out of histories; the app may only call it.
Row-level security is forced and binds the owner too, so it reaches the county of the setting and
no other. Drafts belong to persons, so it visits those of the county's staff one after another.
"""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from linkages.fence import Fence

# $1 county, $2 records, $3 their pairs. In this order: what points at rows goes before them.
STEPS = {
    "neighbors": """
        insert into matching_unsettledrecord (id, county_id, program, version)
        select k.id, k.county_id, k.program, k.version from matching_keyedrecord k
        where k.county_id = $1 and k.id <> all($2) and k.id in (
          select unnest(array[n.cws_id, n.calworks_id]) from matching_matchcandidate n
          where n.county_id = $1 and (n.id = any($3) or n.homes <> 0 and n.homes in (
            select c.homes from matching_matchcandidate c
            where c.county_id = $1 and c.id = any($3))))
        on conflict (id) do nothing""",
    "decisions": """
        delete from matching_matchdecision where county_id = $1 and candidate_id = any($3)""",
    "candidates": "delete from matching_matchcandidate where county_id = $1 and id = any($3)",
    "keys": "delete from matching_matchkey where county_id = $1 and record = any($2)",
    "keyed_records": "delete from matching_keyedrecord where county_id = $1 and id = any($2)",
    "unsettled": "delete from matching_unsettledrecord where county_id = $1 and id = any($2)",
    "holds": "delete from matching_legalhold where county_id = $1 and record = any($2)",
    "staged_rows": "delete from records_stagedrow where county_id = $1 and record = any($2)",
    "changes": "delete from records_recordchange where county_id = $1 and record_id = any($2)",
    "assignments": "delete from sharing_assignment where county_id = $1 and record_id = any($2)",
    "assignment_history": """
        delete from sharing_assignmentevent where county_id = $1 and record_id = any($2)""",
    # What was printed about others while they were linked to one of these records.
    "documents_of_linked": """
        delete from linkages_document d
        using people_link l, people_programrecord r
        where d.county_id = $1 and l.county_id = $1 and r.county_id = $1
          and (l.cws_id = any($2) or l.calworks_id = any($2)) and r.id in (l.cws_id, l.calworks_id)
          and d.subject = r.person_id and d.requested_at <= coalesce(l.cut_at, 'infinity')
          and coalesce(d.rendered_at, 'infinity') >= l.linked_at""",
    "links": """
        delete from people_link
        where county_id = $1 and (cws_id = any($2) or calworks_id = any($2))""",
    "link_history": """
        delete from people_linkevent
        where county_id = $1 and (cws_id = any($2) or calworks_id = any($2))""",
    "ssns": """
        delete from people_sealedssn s using people_recordversion v
        where s.county_id = $1 and v.county_id = $1 and v.id = s.version_id
          and v.record_id = any($2)""",
    "versions": "delete from people_recordversion where county_id = $1 and record_id = any($2)",
    "records": "delete from people_programrecord where county_id = $1 and id = any($2)",
    # Nobody, unless a link that is there to be cut would bring them back.
    "people": """
        delete from people_person p where p.county_id = $1
          and not exists (select from people_programrecord r
                          where r.county_id = $1 and r.person_id = p.id)
          and not exists (select from people_link l
                          where l.county_id = $1 and l.absorbed_id = p.id)""",
    "documents": """
        delete from linkages_document d where d.county_id = $1
          and (d.subject = any($2 || $3) or d.kind like 'sharing.%' and not exists (
            select from people_person p where p.county_id = $1 and p.id = d.subject))""",
}
RUN = "\n".join(
    f"""  execute $step${statement}$step$ using here, records, pairs;
  get diagnostics rows = row_count;
  told := told || jsonb_build_object('{name}', rows);"""
    for name, statement in STEPS.items()
)
DISPOSE = f"""
create function matching_dispose(records uuid[]) returns jsonb language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  here text := nullif(current_setting('app.county', true), '');
  caller text := coalesce(current_setting('app.user', true), '');
  ignored text := coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{{}}');
  pairs uuid[];
  forms text[];
  member uuid;
  rows bigint;
  drafts bigint := 0;
  told jsonb := '{{}}';
begin
  if here is null then
    raise exception 'Disposal needs a county.';
  end if;
  select coalesce(array_agg(id), '{{}}'), coalesce(array_agg('match-note:' || id), '{{}}')
  into pairs, forms from matching_matchcandidate
  where county_id = here and (cws_id = any(records) or calworks_id = any(records));
  perform set_config('pgtrigger.ignore', (
    select array_agg(tgname::text)::text from pg_trigger
    where tgname ~ '^pgtrigger_append_only_'
      and tgrelid in ('people_linkevent'::regclass, 'sharing_assignmentevent'::regclass)), true);
{RUN}
  perform set_config('pgtrigger.ignore', ignored, true);
  for member in select distinct user_id from counties_membership where county_id = here loop
    perform set_config('app.user', member::text, true);
    delete from linkages_draft where user_id = member and form = any(forms);
    get diagnostics rows = row_count;
    drafts := drafts + rows;
  end loop;
  perform set_config('app.user', caller, true);
  return told || jsonb_build_object('drafts', drafts);
end $$;
revoke all on function matching_dispose(uuid[]) from public;
grant execute on function matching_dispose(uuid[]) to lk_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("counties", "0002_fence"),
        ("linkages", "0002_fence_and_append_only"),
        ("people", "0002_fence"),
        ("records", "0002_fence"),
        ("sharing", "0004_search"),
        ("matching", "0003_restriction"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Disposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("retention", "The retention period has ended"),
                            ("sealing_order", "A court ordered the records sealed"),
                        ],
                        max_length=13,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("counts", models.JSONField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counties.county",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ground", "sealing_order"), ("second__isnull", True)),
                            models.Q(
                                ("ground", "retention"),
                                ("second__isnull", False),
                                models.Q(("second", models.F("by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="scheduled_disposal_by_two",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record", models.UUIDField()),
                ("reason", models.CharField(max_length=300)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counties.county",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["county", "record"], name="hold_of_record")],
            },
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.BinaryField(max_length=32)),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counties.county",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("county", "digest"), name="tombstone_once")
                ],
            },
        ),
        Fence("Disposal", "county", rights="select, insert"),
        Fence("LegalHold", "county", rights="select, insert, update"),
        Fence("Tombstone", "county", rights="select, insert"),
        migrations.RunSQL(DISPOSE, "drop function matching_dispose(uuid[])"),
    ]
