"""What people decided about pairs."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.matching.models.candidates import MatchCandidate
from cases.matching.models.rules import RuleRun
from cases.matching.models.runs import MatchModel
from linkages.rows import CountyKey, CountyRow


class MatchDecision(CountyRow):
    """What somebody decided about a pair, what was shown, and what both sides said then.

    Rows are only ever added. The marks let a later run say which identifying fact has changed.
    """

    class Verb(models.TextChoices):
        LINK = "link", _("Link")
        NOT_SAME = "not_same", _("Not the same")
        NEEDS_INFORMATION = "needs_information", _("Needs information")
        CUT = "cut", _("Cut")
        UNDO = "undo", _("Undo")
        CONFIRM = "confirm", _("Confirm")

    class Reason(models.TextChoices):
        NAMESAKE = "namesake", _("Two people with the same name")
        RELATIVE = "relative", _("A relative: parent, brother, sister or cousin")
        TWIN = "twin", _("A twin")
        SSN_OF_OTHER = "ssn_of_other", _("One record carries somebody else's SSN")
        DATA_ERROR = "data_error", _("A mistake in one of the extracts")
        OTHER = "other", _("Another reason, see the note")

    candidate = CountyKey(MatchCandidate, related_name="decisions")
    verb = models.CharField(max_length=17, choices=Verb)
    # One of ours or one of the county's own: see `desk.reasons`.
    reason = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=500, blank=True)
    state_before = models.CharField(max_length=17, choices=MatchCandidate.State)
    state_after = models.CharField(max_length=17, choices=MatchCandidate.State)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    model = CountyKey(MatchModel, related_name="+", db_index=False)
    # {"bits", "band", "tier", "probability", "evidence": [[field, level, bits], …]}
    shown = models.JSONField()
    cws_marks = models.BinaryField()
    calworks_marks = models.BinaryField()
    undoes = CountyKey("self", null=True, related_name="undone_by")
    # Decisions of one act, such as a household's, are undone together.
    together = models.UUIDField(null=True)
    stood_in_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Linked by the county's rule; `decided_by` is then whoever published it.
    rule_run = CountyKey(RuleRun, null=True, related_name="decisions", db_index=False)

    class Meta:
        ordering = ["decided_at"]
        indexes = [
            models.Index(
                fields=["county", "rule_run"],
                name="decision_by_rule",
                condition=models.Q(rule_run__isnull=False),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["county", "undoes"], name="undone_once"),
            models.CheckConstraint(
                name="refusal_names_a_reason",
                condition=~models.Q(verb="not_same") | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.verb
