"""Pages that belong to no app above the platform."""

from tests.world.matrix.rows import Row, absent
from tests.world.matrix.who import EVERYONE, NOBODY

ROWS: dict[str, Row] = {
    "today": Row(get=EVERYONE),
    "healthz": Row(get=EVERYONE, open_to_strangers=True),
    "keep_alive": Row(get=EVERYONE, post=EVERYONE),
    "save_draft": Row(post=EVERYONE, args=lambda: ["match-note:x"]),
    "job_progress": Row(get=NOBODY, args=absent),
    "documents": Row(get=EVERYONE),
    "document": Row(get=NOBODY, args=absent),
    "document_file": Row(get=NOBODY, args=absent),
    "set_language": Row(get=EVERYONE, post=EVERYONE, open_to_strangers=True),
    "end_session": Row(post=NOBODY, args=lambda: ["0" * 32]),
}
