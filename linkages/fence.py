"""Row-level security by class of table: one migration operation writes it all.

`Fence("Model")` adds the policy of the model's class, a unique (county, id), foreign keys that
carry the county (plain ones bypass row-level security), grants for the app role, and the same
policy on the model's history table. A test walks every table and every key.
"""

from enum import StrEnum
from typing import Any

from django.db import models
from django.db.migrations.operations.base import Operation

APP_ROLE = "lk_app"
COUNTY_NOW = "(select nullif(current_setting('app.county', true), ''))"
USER_NOW = "(select nullif(current_setting('app.user', true), '')::uuid)"


class RowClass(StrEnum):
    """Who may see a row, as far as the database is concerned."""

    COUNTY = "county"
    CATALOGUE = "catalogue"
    STAFF = "staff"
    OWN = "own"
    ENVELOPE = "envelope"
    PUBLISHED = "published"
    PRIVATE = "private"
    GLOBAL = "global"


_EITHER_END = f"from_county_id = {COUNTY_NOW} or to_county_id = {COUNTY_NOW}"

# using, with check. STAFF: one's own memberships before a county is chosen, the county's after.
# ENVELOPE: both ends see it; only the sender begins one. PUBLISHED: drafts are their author's,
# the rest everybody's. PRIVATE: one person's own words within a county, such as an answer.
POLICIES: dict[RowClass, tuple[str, str]] = {
    RowClass.COUNTY: (f"county_id = {COUNTY_NOW}", f"county_id = {COUNTY_NOW}"),
    RowClass.CATALOGUE: (
        f"county_id is null or county_id = {COUNTY_NOW}",
        f"county_id = {COUNTY_NOW}",
    ),
    RowClass.STAFF: (
        f"user_id = {USER_NOW} or county_id = {COUNTY_NOW}",
        f"county_id = {COUNTY_NOW}",
    ),
    RowClass.OWN: (f"user_id = {USER_NOW}", f"user_id = {USER_NOW}"),
    RowClass.ENVELOPE: (_EITHER_END, _EITHER_END),
    RowClass.PUBLISHED: (
        f"county_id = {COUNTY_NOW} or state = 'published'",
        f"county_id = {COUNTY_NOW}",
    ),
    RowClass.PRIVATE: (
        f"county_id = {COUNTY_NOW} and user_id = {USER_NOW}",
        f"county_id = {COUNTY_NOW} and user_id = {USER_NOW}",
    ),
}


def policy_sql(table: str, row_class: RowClass) -> list[str]:
    """Statements that fence one table; nothing for GLOBAL."""
    if row_class == RowClass.GLOBAL:
        return []
    using, check = POLICIES[row_class]
    statements = [
        f'alter table "{table}" enable row level security',
        f'alter table "{table}" force row level security',
        f'create policy fence on "{table}" using ({using}) with check ({check})',
    ]
    if row_class == RowClass.ENVELOPE:
        statements.append(
            f'create policy sender on "{table}" as restrictive for insert '
            f"with check (from_county_id = {COUNTY_NOW})"
        )
    return statements


def belongs_to_county(model: type[models.Model]) -> bool:
    """Whether every row of this table names its county. Read off the columns, since the models
    that a migration sees have lost everything else."""
    return any(f.name == "county" and not f.null for f in model._meta.local_fields)


def county_keys(model: type[models.Model]) -> list[models.ForeignKey]:
    """The foreign keys of a county's table that lead to another county's table."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and belongs_to_county(field.related_model)
    ]


def key_sql(model: type[models.Model]) -> list[str]:
    """Composite foreign keys to the county's parents of this table."""
    return [composite_key_sql(model, field) for field in county_keys(model)]


def unique_sql(table: str) -> str:
    """What composite keys point at."""
    return f'alter table "{table}" add constraint "{table[:50]}_county_id" unique (county_id, id)'


def composite_key_sql(model: type[models.Model], field: models.ForeignKey) -> str:
    """One foreign key that carries the county: plain ones bypass row-level security."""
    table, target = model._meta.db_table, field.related_model._meta.db_table
    return (
        f'alter table "{table}" add constraint "{table[:38]}_{field.column[:15]}_fence" '
        f'foreign key (county_id, "{field.column}") references "{target}" (county_id, id) '
        "deferrable initially deferred"
    )


def grant_sql(table: str, rights: str) -> list[str]:
    """What the app role may do with a table, and nothing else."""
    return [
        f'revoke all on "{table}" from {APP_ROLE}',
        f'grant {rights} on "{table}" to {APP_ROLE}',
    ]


class Fence(Operation):
    """Put a table behind the fence of its class. `rights` are the app role's grants.

    History tables take `keys=False`: their `id` is that of the tracked row, many times over.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(
        self,
        name: str,
        row_class: str,
        *,
        rights: str = "select, insert, update, delete",
        keys: bool = True,
    ) -> None:
        self.name = name
        self.row_class = RowClass(row_class)
        self.rights = rights
        self.keys = keys

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        arguments = {"rights": self.rights, "keys": self.keys}
        return "Fence", [self.name, self.row_class.value], arguments

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing that Django's state of models knows about."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        statements = policy_sql(model._meta.db_table, self.row_class)
        statements += grant_sql(model._meta.db_table, self.rights)
        if self.keys and belongs_to_county(model):
            statements.append(unique_sql(model._meta.db_table))
            # At the end of the migration, when every parent has what its children point at.
            schema_editor.deferred_sql += key_sql(model)
        for statement in statements:
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = from_state.apps.get_model(app_label, self.name)
        table = model._meta.db_table
        if self.keys and belongs_to_county(model):
            for field in county_keys(model):
                name = f"{table[:38]}_{field.column[:15]}_fence"
                schema_editor.execute(
                    f'alter table "{table}" drop constraint "{name}"', params=None
                )
            schema_editor.execute(
                f'alter table "{table}" drop constraint "{table[:50]}_county_id"', params=None
            )
        if self.row_class != RowClass.GLOBAL:
            schema_editor.execute(f'drop policy fence on "{table}"', params=None)
            if self.row_class == RowClass.ENVELOPE:
                schema_editor.execute(f'drop policy sender on "{table}"', params=None)
            schema_editor.execute(f'alter table "{table}" disable row level security', params=None)

    def describe(self) -> str:
        return f"Fence {self.name} by class {self.row_class}"


class FenceKey(Operation):
    """Give a foreign key that was added later its composite constraint."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, name: str, field: str) -> None:
        self.name = name
        self.field = field

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return "FenceKey", [self.name, self.field], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing that Django's state of models knows about."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        statement = composite_key_sql(model, model._meta.get_field(self.field))
        schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = from_state.apps.get_model(app_label, self.name)
        table, column = model._meta.db_table, model._meta.get_field(self.field).column
        schema_editor.execute(
            f'alter table "{table}" drop constraint "{table[:38]}_{column[:15]}_fence"', params=None
        )

    def describe(self) -> str:
        return f"Let {self.name}.{self.field} carry the county"
