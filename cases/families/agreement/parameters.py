"""How often and how soon a family may be asked again, and what a refusal narrows."""

from django.utils.translation import gettext_lazy as _

from linkages.parameters import Mark, Parameter

REASK_DAYS = "families.reask_days"
REASK_MOST = "families.reask_most"
NARROWS = "families.refusal_narrows"

PARAMETERS = [
    Parameter(
        name=REASK_DAYS,
        kind=int,
        default=90,
        label=_("Days after a refusal within which a family may be asked again"),
        help=_("A refusal in one episode also counts this long in the next one."),
        source="Linkages practice",
        mark=Mark.LOW,
        minimum=0,
        maximum=365,
    ),
    Parameter(
        name=REASK_MOST,
        kind=int,
        default=2,
        label=_("How often an adult may be asked again after a refusal"),
        help=_("After that only the adult can bring it up again."),
        source="Linkages practice",
        mark=Mark.LOW,
        minimum=0,
        maximum=10,
    ),
    Parameter(
        name=NARROWS,
        kind=bool,
        default=False,
        label=_("A refusal narrows what statutes share about the adult to identity"),
        help=_("Releases that the adult signed hold as they say. Ends when the adult agrees."),
        source="County counsel",
        mark=Mark.OURS,
    ),
]
