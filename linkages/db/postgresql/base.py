"""PostgreSQL with the scope of the moment set at every transaction start.

A middleware's `SET LOCAL` is lost, because the transaction opens after it has run.
"""

from django.db import Error
from django.db.backends.postgresql import base

from linkages.scope import apply


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper, which carries the scope into each transaction."""

    def set_autocommit(
        self,
        autocommit: bool,  # noqa: FBT001
        force_begin_transaction_with_broken_autocommit: bool = False,  # noqa: FBT001
    ) -> None:
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if autocommit:
            return
        try:
            apply(self)
        except Error:
            # A line that is dead, or that shows no scope, must not be used again: Django would
            # take it for one inside a transaction, and never replace it.
            self.close()
            raise
