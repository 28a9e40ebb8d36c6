"""A row's history no longer costs an exception.

pghistory's function asks for a setting that nobody has set, at every row, and catches what it gets.
In a transaction that has put off foreign keys PostgreSQL then looks through everything put off so
far: 20,000 rows took longer than all the rest of putting families together. Asked this way, a
setting that nobody has set is null. The same is done for pgtrigger's in linkages.settings.
"""

from django.db import migrations

ASK = """
create or replace function _pgh_attach_context() returns uuid language plpgsql as $$
declare
  context uuid := nullif(current_setting('pghistory.context_id', true), '');
  said jsonb := nullif(current_setting('pghistory.context_metadata', true), '');
begin
  if context is null or said is null then
    return null;
  end if;
  insert into pghistory_context (id, metadata, created_at, updated_at)
  values (context, said, now(), now())
  on conflict (id) do update set metadata = excluded.metadata, updated_at = excluded.updated_at
    where pghistory_context.metadata <> excluded.metadata;
  return context;
end $$;
"""
CATCH = """
create or replace function _pgh_attach_context() returns uuid language plpgsql as $$
declare
  context uuid;
  said jsonb;
begin
  begin
    context := current_setting('pghistory.context_id');
    said := current_setting('pghistory.context_metadata');
  exception when others then
  end;
  if context is null or said is null then
    return null;
  end if;
  insert into pghistory_context (id, metadata, created_at, updated_at)
  values (context, said, now(), now())
  on conflict (id) do update set metadata = excluded.metadata, updated_at = excluded.updated_at
    where pghistory_context.metadata <> excluded.metadata;
  return context;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("linkages", "0007_look"), ("pghistory", "0007_auto_20250421_0444")]

    operations = [migrations.RunSQL(ASK, CATCH)]
