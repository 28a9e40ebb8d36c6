"""Django's own command; a database that holds nothing yet takes seconds, not a minute."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from linkages.db.states import StateOnDemand


class Command(migrate.Command):
    """Every migration of an empty database over states that make models on demand."""

    def handle(self, *args: Any, **options: Any) -> None:
        asked = ("app_label", "plan", "check_unapplied", "fake", "fake_initial", "prune")
        if not any(options[word] for word in asked):
            self._fill_an_empty_database(options)
        # What is left, and what apps do after migrations: rights, kinds of content.
        super().handle(*args, **options)

    def _fill_an_empty_database(self, options: dict[str, Any]) -> None:
        connection = connections[options["database"]]
        self.verbosity = options["verbosity"]
        executor = MigrationExecutor(connection, self.migration_progress_callback)
        if executor.loader.applied_migrations or executor.loader.detect_conflicts():
            return
        start = StateOnDemand(real_apps=executor.loader.unmigrated_apps)
        executor.migrate(executor.loader.graph.leaf_nodes(), state=start)
