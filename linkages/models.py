"""The tables of the project itself; each lives with its noun."""

from linkages.audit import AuditEvent
from linkages.documents import Document
from linkages.drafts import Draft, Submission
from linkages.events import Event
from linkages.jobs import Job
from linkages.looks import Look
from linkages.mail import Mail
from linkages.parameters import ParameterValue
from linkages.seals import AuditSeal
from linkages.watches import Watermark

__all__ = [
    "AuditEvent",
    "AuditSeal",
    "Document",
    "Draft",
    "Event",
    "Job",
    "Look",
    "Mail",
    "ParameterValue",
    "Submission",
    "Watermark",
]
