"""Words that somebody typed beside a choice, kept on the row under seal."""

import json

from django.db import models

from linkages.rows import CountyRow
from linkages.sealing import Unopenable, seal, unseal


class SealedWords(CountyRow):
    """A row with words under a seal of its own: history tables hold them sealed, too."""

    words = models.BinaryField(default=bytes, db_default=b"")

    class Meta:
        abstract = True

    def put(self, **said: str) -> None:
        """Seal what was typed, field by field; nothing where all of it is empty."""
        if any(said.values()):
            content = json.dumps(said).encode()
            self.words = seal(content, model=self._bound, field="words", row=self.pk)

    @property
    def said(self) -> dict[str, str]:
        """What was typed; empty for nothing, and when the seal no longer opens."""
        if not self.words:
            return {}
        try:
            opened = unseal(self.words, model=self._bound, field="words", row=self.pk)
        except Unopenable:
            return {}
        found: dict[str, str] = json.loads(opened)
        return found

    @property
    def _bound(self) -> str:
        return str(self._meta.model_name)
