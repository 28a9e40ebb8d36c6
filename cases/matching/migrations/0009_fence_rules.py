"""Row-level security for rules and samples. What was published, linked, sampled or said stays: the
only columns that take an update are those of an edition's life and of a run's end or undoing.

A pair that goes, by a run or by disposal, takes along what was said of it.
"""

from django.db import migrations

from linkages.fence import Fence, FenceKey

KEPT = "select, insert"
GOES_ALONG = "select, insert, delete"
EDITION = (
    "select, insert, update (state, rules, threshold, sample_id, reason, effective_on, "
    "published_by, published_at, stopped_by, stopped_at)"
)
RUN = (
    "select, insert, update (job, finished_at, undo_job, undo_asked_by, undo_asked_at, "
    "undo_reason, undone_at)"
)
FORGET = """
create function matching_forget_words() returns trigger language plpgsql as $$
begin
  delete from matching_sampleword w using matching_sampledpair p, gone g
  where p.county_id = g.county_id and p.candidate = g.id
    and w.county_id = p.county_id and w.pair_id = p.id;
  delete from matching_sampledpair p using gone g
  where p.county_id = g.county_id and p.candidate = g.id;
  delete from matching_agreement a using gone g
  where a.county_id = g.county_id and a.candidate = g.id;
  return null;
end $$;
create trigger matching_words_go_along after delete on matching_matchcandidate
  referencing old table as gone for each statement execute function matching_forget_words();
"""
KEEP = """
drop trigger matching_words_go_along on matching_matchcandidate;
drop function matching_forget_words();
"""


class Migration(migrations.Migration):
    dependencies = [("matching", "0008_rules_and_samples"), ("counties", "0004_fence_teams")]

    operations = [
        Fence("RuleEdition", "county", rights=EDITION),
        Fence("RuleEditionEvent", "county", rights=KEPT, keys=False),
        Fence("RulePreview", "county"),
        Fence("RuleRun", "county", rights=RUN),
        Fence("RuleRunEvent", "county", rights=KEPT, keys=False),
        Fence("Agreement", "county", rights=GOES_ALONG),
        Fence("Sample", "county", rights=KEPT),
        Fence("SampledPair", "county", rights=GOES_ALONG),
        Fence("SampleWord", "county", rights=GOES_ALONG),
        FenceKey("MatchDecision", "rule_run"),
        migrations.RunSQL(FORGET, KEEP),
    ]
