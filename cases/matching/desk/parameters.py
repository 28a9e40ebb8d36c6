"""What a county may set about its review desk."""

from django.utils.translation import gettext_lazy as _

from linkages.parameters import Mark, Parameter

DAY_SIZE = "matching.day_size"
DAY_OLDEST = "matching.day_oldest_first"
UNDO_SECONDS = "matching.undo_seconds"
UNDO_GRACE = "matching.undo_grace_seconds"

PARAMETERS = [
    Parameter(
        DAY_SIZE,
        int,
        20,
        _("Pairs on a reviewer’s list of the day"),
        _("The list is made once a day, of the pairs that were given to the reviewer."),
        "",
        Mark.OURS,
        minimum=1,
        maximum=100,
    ),
    Parameter(
        DAY_OLDEST,
        bool,
        False,
        _("The list of the day begins with the oldest pairs"),
        _("Yes: pairs found first come first. No: the most certain come first."),
        "",
        Mark.OURS,
    ),
    Parameter(
        UNDO_SECONDS,
        int,
        10,
        _("Seconds in which a decision can be undone"),
        _("Later a link is cut, with a reason, and any other decision is made anew."),
        "",
        Mark.OURS,
        minimum=5,
        maximum=120,
    ),
    Parameter(
        UNDO_GRACE,
        int,
        20,
        _("Seconds of grace for an undo on a slow line"),
        _(
            "Added where it is checked, and open as long to people without scripts and to those "
            "who need more time."
        ),
        "",
        Mark.OURS,
        minimum=0,
        maximum=300,
    ),
]
