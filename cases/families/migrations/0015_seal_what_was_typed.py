"""Seal what was typed at closings, pauses, new beginnings and hand-offs, and empty what is open.

County by county, each in a transaction of its own. Backwards the words of the rows are opened again;
histories stay without them.
"""

import json
from collections.abc import Callable
from typing import Any

from django.db import migrations, transaction
from django.db.models import Q

from linkages.scope import rls
from linkages.sealing import Unopenable, seal, unseal

# Model to the columns that held words in the open.
TYPED = {
    "Closing": ("note",),
    "Hold": ("note",),
    "Reopening": ("note",),
    "HandOff": ("asked", "needed"),
}
# History tables are written once; this is the one time that something is taken out of them.
HISTORIES = (("families_closingevent", "note"), ("families_holdevent", "note"),
             ("families_episodeevent", "close_note"))  # fmt: skip
LET = """
select set_config('pgtrigger.ignore', (
  coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}')::text[] || array(
    select tgname::text from pg_trigger where tgrelid = any(%s::regclass[])
      and (tgname ~ '^pgtrigger_append_only_' or tgname ~ '^pgtrigger_update_update_')
  ))::text, true)
"""


def each_county(work: Callable[[Any, Any, str], None]) -> Callable[[Any, Any], None]:
    """`work` in every county, as somebody of that county."""

    def run(apps: Any, schema_editor: Any) -> None:
        for county in apps.get_model("counties", "County").objects.values_list("pk", flat=True):
            with transaction.atomic(), rls(county=county):
                work(apps, schema_editor, county)

    return run


def seal_words(apps: Any, schema_editor: Any, county: str) -> None:
    """Rows, then what their histories hold of them."""
    for name, columns in TYPED.items():
        model = apps.get_model("families", name)
        typed = Q(*((f"{column}__gt", "") for column in columns), _connector=Q.OR)
        for row in model.objects.filter(typed, county=county).iterator():
            said = {column: getattr(row, column) for column in columns}
            content = json.dumps(said).encode()
            row.words = seal(content, model=name.lower(), field="words", row=row.pk)
            for column in columns:
                setattr(row, column, "")
            row.save(update_fields=["words", *columns])
    with schema_editor.connection.cursor() as cursor:
        tables = [table for table, _column in HISTORIES]
        cursor.execute(LET, [[*tables, "families_episode"]])
        cursor.execute("update families_episode set close_note = '' where close_note > ''")
        for table, column in HISTORIES:
            cursor.execute(f"update {table} set {column} = '' where {column} > ''")


def open_words(apps: Any, schema_editor: Any, county: str) -> None:
    """Rows as the release before reads them."""
    del schema_editor
    for name, columns in TYPED.items():
        model = apps.get_model("families", name)
        for row in model.objects.filter(county=county).exclude(words=b"").iterator():
            try:
                content = unseal(row.words, model=name.lower(), field="words", row=row.pk)
            except Unopenable:
                continue
            said = json.loads(content)
            for column in columns:
                setattr(row, column, said.get(column, ""))
            row.words = b""
            row.save(update_fields=["words", *columns])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("counties", "0009_partners"),
        ("families", "0014_words_under_seal"),
    ]

    operations = [migrations.RunPython(each_county(seal_words), each_county(open_words))]
