"""What a county may set about its extracts."""

from django.utils.translation import gettext_lazy as _

from linkages.parameters import Mark, Parameter

GUARD_SHARE = "records.guard_share"
GUARD_LEAST = "records.guard_least"
GUARD_SSN_POINTS = "records.guard_ssn_points"
GUARD_DAYS = "records.guard_days"
KEEP_FILE_DAYS = "records.keep_file_days"
PICKUP_KEEPS = "records.pickup_keeps"
REGIONAL = "records.regional"
WAITING_LIMIT = "records.waiting_limit"
QUARANTINE_DAYS = "records.quarantine_days"

PARAMETERS = [
    Parameter(
        GUARD_SHARE,
        float,
        0.3,
        _("Share of change that holds an extract"),
        _(
            "When an extract has this share more or fewer rows, people or households than the "
            "last one, it is held, and accepting it takes a reason. 0.3 is thirty percent."
        ),
        "Counties' practice of comparing row counts with the last run",
        Mark.PRACTICE,
        minimum=0.01,
        maximum=1.0,
    ),
    Parameter(
        GUARD_LEAST,
        int,
        10,
        _("Smallest change that holds an extract"),
        _("A change of fewer rows, people or households never holds one, whatever its share."),
        "Shares of small figures say little",
        Mark.OURS,
        minimum=1,
        maximum=10_000,
    ),
    Parameter(
        GUARD_SSN_POINTS,
        int,
        10,
        _("Change in missing Social Security numbers that holds an extract"),
        _(
            "In percentage points: 10 holds an extract in which 35% of the people have no number "
            "after one in which 20% had none."
        ),
        "A report that loses its number column reads like any other",
        Mark.OURS,
        minimum=1,
        maximum=100,
    ),
    Parameter(
        GUARD_DAYS,
        int,
        45,
        _("Age that holds an extract, in days"),
        _("From the date of the extract to the day on which it comes."),
        "Counties compare weekly or monthly",
        Mark.OURS,
        minimum=1,
        maximum=3650,
    ),
    Parameter(
        KEEP_FILE_DAYS,
        int,
        7,
        _("Days to keep a file after the decision, sealed"),
        _(
            "Only a file with refused rows is kept, so that the list of them can be made with "
            "their cells, identities masked. 0: not at all. After that only the row numbers and "
            "reasons remain."
        ),
        "Short life for what was sent",
        Mark.OURS,
        minimum=0,
        maximum=60,
    ),
    Parameter(
        PICKUP_KEEPS,
        bool,
        False,
        _("Keep picked-up files in the folder “taken”"),
        _(
            "Yes: a file that was picked up is moved there under a name that says nothing. No: it "
            "is deleted from the drop folder once its bytes are here, sealed."
        ),
        "Files of clients should not lie about",
        Mark.OURS,
    ),
    Parameter(
        REGIONAL,
        bool,
        False,
        _("Extract files cover several counties"),
        _(
            "Yes: rows of other counties are kept. No: they are quarantined. The upload form "
            "starts with this answer and can be changed for one file."
        ),
        "Regional consortia that draw one report for several counties",
        Mark.PRACTICE,
    ),
    Parameter(
        WAITING_LIMIT,
        int,
        10,
        _("Batches that may wait for a decision"),
        _("More are not taken until somebody accepts or rejects one."),
        "Limit on uploads for each county",
        Mark.OURS,
        minimum=1,
        maximum=100,
    ),
    Parameter(
        QUARANTINE_DAYS,
        int,
        180,
        _("Days to keep the list of refused rows"),
        _("It holds row numbers and reasons, nothing of the rows themselves."),
        "Short life for working lists",
        Mark.OURS,
        minimum=1,
        maximum=3650,
    ),
]
