"""How good what a source states was, batch by batch, for the trend."""

from django.db import models

from cases.records.models.batches import ExtractBatch
from linkages.rows import CountyKey, CountyRow


class QualityFigure(CountyRow):
    """How many of the records that a batch left standing failed one check. Never changed.

    Counted at its acceptance, without restricted people. `scheme` is the numbering of the records,
    by which source systems are told apart.
    """

    batch = CountyKey(ExtractBatch, related_name="quality")
    scheme = models.CharField(max_length=16)
    code = models.CharField(max_length=24)
    count = models.PositiveIntegerField()
    total = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "batch", "scheme", "code"], name="quality_once_a_batch"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.count}"
