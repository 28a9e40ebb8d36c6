"""What a county may set about its extracts."""

from django.utils.translation import gettext_lazy as _

from linkages.parameters import Mark, Parameter

GUARD_SHARE = "records.guard_share"
REGIONAL = "records.regional"
WAITING_LIMIT = "records.waiting_limit"
QUARANTINE_DAYS = "records.quarantine_days"

PARAMETERS = [
    Parameter(
        GUARD_SHARE,
        float,
        0.3,
        _("Share of change that calls for a second look"),
        _(
            "When an extract has this share more or fewer rows or people than the last one, the "
            "batch page says so before anybody accepts it. 0.3 is thirty percent."
        ),
        "Counties' practice of comparing row counts with the last run",
        Mark.PRACTICE,
        minimum=0.01,
        maximum=1.0,
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
