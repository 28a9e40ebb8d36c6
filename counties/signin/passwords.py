"""What is too easy to guess though it is long enough and on no list."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class NotRepeated:
    """Refuses a word typed twice, a pattern, or a handful of characters."""

    FEWEST = 5

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        lower = password.lower()
        # A text repeats itself with some period if it occurs within its own double.
        if len(set(lower)) < self.FEWEST or lower in (lower + lower)[1:-1]:
            raise ValidationError(
                _("This password repeats itself and is too common."), code="password_repeats"
            )

    def get_help_text(self) -> str:
        return _("Your password must not be one short word over and over.")
