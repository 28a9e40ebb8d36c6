"""Log lines that say where something failed, never with what.

The text of an exception can carry what somebody typed or a row held: a database error quotes the
values that broke a constraint. So only the type and the places are written.
"""

import logging
import traceback
from types import TracebackType


class DiscreetFormatter(logging.Formatter):
    """Formats a record; of an exception, its types and the lines it passed through."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        kinds = []
        error = ei[1]
        while error is not None:
            kinds.append(type(error).__name__)
            error = error.__cause__ or error.__context__
        places = [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(ei[2])
        ]
        return "\n".join([" from ".join(kinds), *places])

    def format(self, record: logging.LogRecord) -> str:
        # Celery's own message repeats the exception and the traceback in its arguments.
        if record.name == "celery.app.trace" and record.exc_info:
            record = logging.makeLogRecord(
                {**record.__dict__, "msg": "a task failed", "args": None, "exc_text": None}
            )
        return super().format(record)
