"""Row-level security for extract batches and what they bring."""

from django.db import migrations

from linkages.fence import Fence


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("people", "0002_fence")]

    operations = [
        Fence("ExtractBatch", "county"),
        Fence("ExtractBatchEvent", "county", rights="select, insert", keys=False),
        Fence("ExtractFile", "county"),
        Fence("UploadChunk", "county"),
        Fence("QuarantinedRow", "county"),
        Fence("StagedRow", "county"),
        Fence("RecordChange", "county", rights="select, insert"),
    ]
