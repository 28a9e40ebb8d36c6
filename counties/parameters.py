"""What a county may set about its staff's access."""

from django.utils.translation import gettext_lazy as _

from linkages.parameters import Mark, Parameter

IDLE_MINUTES = "counties.idle_minutes"
INVITATION_DAYS = "counties.invitation_days"

PARAMETERS = [
    Parameter(
        IDLE_MINUTES,
        int,
        15,
        _("Minutes without a touch after which a session ends"),
        _("It is announced two minutes before. What was typed is kept. Never more than 20."),
        "CDSS–county Privacy and Security Agreement: at most 20 minutes",
        Mark.MEDIUM,
        minimum=5,
        maximum=20,
    ),
    Parameter(
        INVITATION_DAYS,
        int,
        7,
        _("Days for which an invitation is good"),
        _("After that a new one has to be sent."),
        "Our choice",
        Mark.OURS,
        minimum=1,
        maximum=30,
    ),
]
