"""Small extracts, uploaded by the county's analyst."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.records.models import ExtractBatch
from linkages.scope import rls

CWS_HEADER = (
    "county;client_id_19;last;first;dob;ssn;cin;gender;case_id_19;case_start;svc_component;"
    "placement_type;worker_id;unit;limited_access"
)
CALWORKS_HEADER = (
    "county;case_no;program_status;aid_code;begin;person_no;cin;ssn;last;first;dob;gender;role;"
    "wtw_status;ew_id"
)
OTHERS_HEADER = "case_id_19;client_id_19;relationship;last;first;dob;ssn;cin;in_home"


def key(number: int) -> str:
    """A CWS key of one's own for each number."""
    return f"Aa{number:05d}07n"


def child(number: int, **stated: str) -> dict[str, str]:
    """A row of the CWS file of children; `stated` replaces cells."""
    row = {
        "county": "99",
        "client_id_19": key(number),
        "last": "REYES",
        "first": f"LUIS{number}",
        "dob": "2016-05-02",
        "ssn": "",
        "cin": "",
        "gender": "M",
        "case_id_19": f"Cc{number:05d}07n",
        "case_start": "2026-01-05",
        "svc_component": "FM",
        "placement_type": "",
        "worker_id": "CW101",
        "unit": "CWS1",
        "limited_access": "N",
    }
    return row | stated


def aided(number: int, **stated: str) -> dict[str, str]:
    """A row of the CalWORKs file of persons."""
    row = {
        "county": "99",
        "case_no": f"1B{number:05d}",
        "program_status": "Active",
        "aid_code": "30",
        "begin": "2026-01-01",
        "person_no": "01",
        "cin": f"9{number:07d}A",
        "ssn": "",
        "last": "PINTO",
        "first": f"ROSA{number}",
        "dob": "1996-03-14",
        "gender": "F",
        "role": "",
        "wtw_status": "",
        "ew_id": "EW201",
    }
    return row | stated


def text(*rows: dict[str, str]) -> bytes:
    """Rows as a file in the layout of their columns."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    lines = [";".join(header)] + [";".join(row.get(name, "") for name in header) for row in rows]
    return ("\r\n".join(lines) + "\r\n").encode()


def named(content: bytes, name: str = "extract.csv") -> io.BytesIO:
    """A file as a browser sends one."""
    file = io.BytesIO(content)
    file.name = name
    return file


class Desk:
    """An analyst at work: uploads, reads, decides, all through the pages."""

    def __init__(self, client: Client, run_jobs: Callable[[str], Any], county: str) -> None:
        self.client, self.run_jobs, self.county = client, run_jobs, county

    def send(self, program: str, content: bytes, **given: Any) -> Any:
        """POST the upload form; returns the response."""
        fields = {"program": program, "file": named(content), "as_of": "2026-11-20", **given}
        return self.client.post(reverse("records:upload"), fields)

    def read(self, program: str, content: bytes, **given: Any) -> ExtractBatch:
        """Upload and read: the batch that waits for a decision, or failed."""
        response = self.send(program, content, **given)
        assert response.status_code == 302, response.context["form"].errors
        self.run_jobs(self.county)
        return self.batch(response.url.rsplit("/", 1)[1])

    def accept(self, batch: ExtractBatch) -> ExtractBatch:
        """Accept, with a reason where it is held."""
        return self._decide("accept", batch, reason="Looked at." if batch.held_for else "")

    def reject(self, batch: ExtractBatch) -> ExtractBatch:
        return self._decide("reject", batch, reason="Wrong week.")

    def roll_back(self, batch: ExtractBatch) -> ExtractBatch:
        return self._decide("roll_back", batch, reason="Wrong file.")

    def accepted(self, program: str, content: bytes, **given: Any) -> ExtractBatch:
        return self.accept(self.read(program, content, **given))

    def _decide(self, verb: str, batch: ExtractBatch, **given: str) -> ExtractBatch:
        response = self.client.post(reverse(f"records:{verb}", args=[batch.pk]), given)
        assert response.status_code == 302, response.content.decode()[:3000]
        self.run_jobs(self.county)
        return self.batch(batch.pk)

    def page(self, batch: ExtractBatch) -> str:
        response = self.client.get(reverse("records:batch", args=[batch.pk]))
        assert response.status_code == 200
        return response.content.decode()

    def batch(self, pk: Any) -> ExtractBatch:
        with rls(county=self.county):
            return ExtractBatch.objects.get(pk=pk)


@pytest.fixture
def desk(sign_in: Callable[[str], Client], run_jobs: Callable[[str], Any]) -> Desk:
    return Desk(sign_in("analyst@alder.example"), run_jobs, "alder")
