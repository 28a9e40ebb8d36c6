"""What a county may set about linking by rule."""

from django.utils.translation import gettext_lazy as _

from linkages.parameters import Mark, Parameter

LINK_BY_RULE = "matching.link_certain_by_rule"
KEPT_BACK = "matching.rule_keeps_back"
SAMPLE_SIZE = "matching.rule_sample_size"

PARAMETERS = [
    Parameter(
        LINK_BY_RULE,
        bool,
        False,
        _("The county’s rule links almost certain pairs"),
        _(
            "Off: people decide every pair. On: after each run the published rule links pairs at "
            "or above its threshold, and people look through what it linked."
        ),
        "Counties’ practice of confirming every match by hand",
        Mark.PRACTICE,
    ),
    Parameter(
        KEPT_BACK,
        float,
        0.02,
        _("Share of pairs that the rule leaves to people by chance"),
        _(
            "So that people go on seeing pairs of every kind, and nobody can tell from an open "
            "pair why the rule did not link it. 0.02 is two in a hundred."
        ),
        "",
        Mark.OURS,
        minimum=0.0,
        maximum=0.5,
    ),
    Parameter(
        SAMPLE_SIZE,
        int,
        50,
        _("Pairs that people review before the rule may link"),
        _("A threshold can only be set on a reviewed sample of at least this many pairs."),
        "",
        Mark.OURS,
        minimum=11,
        maximum=5000,
    ),
]
