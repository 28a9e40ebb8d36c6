"""Row-level security for what decides about sharing. Nothing signed, seen or asked can be changed:
a release's only columns that take an update are those of its revocation."""

from django.db import migrations

from linkages.fence import Fence, FenceKey

DATED = "select, insert, update (until)"
KEPT = "select, insert"
# Table to the app role's rights.
TABLES = {
    "PolicyEdition": (
        "select, insert, update (state, rows, reason, effective_on, published_by, published_at)"
    ),
    "MatchingAuthority": DATED,
    "Consent": "select, insert, update (revoked_at, revoked_by, revoked_how)",
    "Narrowing": DATED,
    "Roster": "select, insert, update (authorized_on, until)",
    "RosterSubject": KEPT,
    "Seat": DATED,
    "Extension": KEPT,
    "NamedReader": "select, insert, delete",
    "StaffRelation": DATED,
    "Shield": DATED,
    "IndexStandard": DATED,
    "Designation": DATED,
    "LookUp": KEPT,
    "Alert": "select, insert, update (count, last_at, settled_at, settled_by, finding)",
    "MonthlyReview": "select, insert, update (signed_by, signed_at, note)",
}
UNTRACKED = {"PolicyEdition", "RosterSubject", "Extension", "LookUp"}
HISTORIES = [f"{name}Event" for name in TABLES if name not in UNTRACKED]


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0005_who_may_see_what"),
        ("people", "0005_shield"),
        ("counties", "0004_fence_teams"),
    ]

    operations = [
        *(Fence(name, "county", rights=rights) for name, rights in TABLES.items()),
        *(Fence(name, "county", rights=KEPT, keys=False) for name in HISTORIES),
        FenceKey("Assignment", "team"),
        FenceKey("LegalBasis", "edition"),
    ]
