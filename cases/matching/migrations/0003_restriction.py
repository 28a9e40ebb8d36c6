"""Candidates know whether one of their records is sealed or sensitive, at the same instant."""

from django.db import migrations, models

FOLLOW = """
create function matching_follow_restriction() returns trigger language plpgsql as $$
begin
  update matching_matchcandidate c
  set restricted = exists (
    select from people_programrecord r where r.county_id = c.county_id
    and r.id in (c.cws_id, c.calworks_id) and r.restriction <> 'N')
  where c.county_id = new.county_id and c.cws_id = new.id and new.program = 'cws'
     or c.county_id = new.county_id and c.calworks_id = new.id and new.program = 'calworks';
  return null;
end $$;
create trigger matching_restriction after update of restriction on people_programrecord
  for each row when (old.restriction is distinct from new.restriction)
  execute function matching_follow_restriction();
update matching_matchcandidate c set restricted = true
where exists (
  select from people_programrecord r where r.county_id = c.county_id
  and r.id in (c.cws_id, c.calworks_id) and r.restriction <> 'N');
"""
FORGET = """
drop trigger matching_restriction on people_programrecord;
drop function matching_follow_restriction();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("counties", "0002_fence"),
        ("matching", "0002_fence"),
        ("people", "0002_fence"),
    ]

    operations = [
        migrations.AddField(
            model_name="matchcandidate",
            name="restricted",
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(FOLLOW, FORGET),
        migrations.AddIndex(
            model_name="matchcandidate",
            index=models.Index(
                fields=["county", "-lead_units", "homes", "-units", "id"],
                name="candidate_waiting",
                condition=models.Q(
                    ("restricted", False),
                    ("state__in", ["proposed", "needs_information"]),
                    models.Q(("band", "low"), _negated=True),
                ),
            ),
        ),
    ]
