"""Extracts, their pickups, profiles and quality."""

from tests.world.matrix.rows import Row, absent, first
from tests.world.matrix.who import ALL_ALDER, ANALYSTS, NOBODY, at_alder, both_counties

BATCHES = both_counties("admin", "admin2", "coordinator", "analyst", "privacy")
PLANNERS = both_counties("analyst", "admin", "admin2")
ALDERS_ANALYST = at_alder("analyst")
QUALITY_OPENERS = both_counties("coordinator", "cws.supervisor", "calworks.supervisor")
QUALITY = QUALITY_OPENERS | both_counties("analyst")
A_REJECTED_BATCH = first("records.ExtractBatch", state="rejected")
DESCRIBERS = both_counties("admin", "admin2", "analyst")
A_PROFILE = first("records.SourceProfile", state="in_use")
A_PROFILE_DRAFT = first("records.ProfileDraft")
# A published layout and a format: no row of Alder.
A_LAYOUT = lambda: ["cws-children"]  # noqa: E731
A_SAMPLE = lambda: ["cws-children", "xlsx"]  # noqa: E731

ROWS: dict[str, Row] = {
    "records:list": Row(get=BATCHES),
    "records:upload": Row(get=ANALYSTS, post=ANALYSTS),
    "records:batch": Row(get=BATCHES & ALL_ALDER, args=first("records.ExtractBatch")),
    "records:progress": Row(get=BATCHES & ALL_ALDER, args=first("records.ExtractBatch")),
    "records:accept": Row(get=ALDERS_ANALYST, post=ALDERS_ANALYST, args=A_REJECTED_BATCH),
    "records:reject": Row(get=ALDERS_ANALYST, post=ALDERS_ANALYST, args=A_REJECTED_BATCH),
    "records:roll_back": Row(get=ALDERS_ANALYST, post=ALDERS_ANALYST, args=A_REJECTED_BATCH),
    "records:try_again": Row(post=ALDERS_ANALYST, args=A_REJECTED_BATCH),
    "records:quality": Row(get=QUALITY),
    "records:quality_list": Row(get=QUALITY_OPENERS, args=lambda: ["birth_missing"]),
    "records:quality_file": Row(get=QUALITY_OPENERS, args=lambda: ["birth_missing"]),
    "records:quarantine": Row(get=BATCHES & ALL_ALDER, args=first("records.ExtractBatch")),
    "records:pickups": Row(get=PLANNERS),
    "records:plan_pickup": Row(get=PLANNERS, post=PLANNERS),
    "records:switch_pickup": Row(post=PLANNERS & ALL_ALDER, args=first("records.Pickup")),
    "records:pickup_now": Row(post=PLANNERS & ALL_ALDER, args=first("records.Pickup")),
    "records:proof": Row(get=BATCHES & ALL_ALDER, args=first("records.ExtractBatch")),
    "records:changes": Row(
        get=BATCHES & ALL_ALDER, args=first("records.ExtractBatch", state="accepted")
    ),
    "records:changes_file": Row(
        get=BATCHES & ALL_ALDER, args=first("records.ExtractBatch", state="accepted")
    ),
    "records:quarantine_workbook": Row(get=BATCHES & ALL_ALDER, args=first("records.ExtractBatch")),
    "records:profiles": Row(get=BATCHES),
    "records:start_profile": Row(get=DESCRIBERS, post=DESCRIBERS),
    "records:import_profile": Row(get=DESCRIBERS, post=DESCRIBERS),
    "records:draft_places": Row(get=ALDERS_ANALYST, post=ALDERS_ANALYST, args=A_PROFILE_DRAFT),
    "records:draft_columns": Row(get=ALDERS_ANALYST, post=ALDERS_ANALYST, args=A_PROFILE_DRAFT),
    "records:draft_codes": Row(get=ALDERS_ANALYST, post=ALDERS_ANALYST, args=A_PROFILE_DRAFT),
    "records:draft_preview": Row(get=ALDERS_ANALYST, post=ALDERS_ANALYST, args=A_PROFILE_DRAFT),
    "records:drop_draft": Row(post=NOBODY, args=absent),
    "records:profile": Row(get=BATCHES & ALL_ALDER, args=A_PROFILE),
    "records:new_version": Row(
        get=DESCRIBERS & ALL_ALDER, post=DESCRIBERS & ALL_ALDER, args=A_PROFILE
    ),
    "records:use_profile": Row(post=DESCRIBERS & ALL_ALDER, args=A_PROFILE),
    "records:retire_profile": Row(post=DESCRIBERS & ALL_ALDER, args=A_PROFILE),
    "records:compare_profiles": Row(get=BATCHES & ALL_ALDER, args=A_PROFILE),
    "records:export_profile": Row(get=BATCHES & ALL_ALDER, args=A_PROFILE),
    "records:profile_sheet": Row(get=BATCHES & ALL_ALDER, args=A_PROFILE),
    "records:print_profile_sheet": Row(post=BATCHES & ALL_ALDER, args=A_PROFILE),
    "records:sheets": Row(get=BATCHES),
    "records:sheet": Row(get=BATCHES, args=A_LAYOUT),
    "records:print_sheet": Row(post=BATCHES, args=A_LAYOUT),
    "records:sample": Row(get=BATCHES, args=A_SAMPLE),
    "records:id_pairs": Row(get=BATCHES, post=ANALYSTS),
}
