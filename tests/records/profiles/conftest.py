"""An analyst who describes reports, page by page, without a browser."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cases.records.models import ProfileDraft, SourceProfile
from linkages.scope import rls

ODD = (
    b"Run on 11/28/2026;;;;;;;;;\r\nPers Ref;Fam Name;1st;Born;Soc;Gndr;Kase;Opened;Comp;Secret\r\n"
)
# A report whose columns nobody knows and whose codes are its own.
ROWS = (
    "0601-5692-6627-8000483;REYES;LUIS;02/05/2016;900-55-1234;B;Cc00001a7n;"
    "05/01/2026;Fam Maint X;open",
    "0031-4206-2756-0001736;PINTO;ANA;31/03/2018;900-55-1235;G;Cc00001a7n;"
    "05/01/2026;Fam Maint X;open",
    "8m7hS7i07n;VANG;MAI;08/01/2021;;G;Cc00002a7n;06/02/2026;FR;open",
)
SEALED = "7Rgxy9S00T;ZQSECRET;ZQCLOSED;09/09/2019;900-55-9999;G;Cc00002a7n;06/02/2026;FR;sealed"


def report(*rows: str) -> bytes:
    """The odd report as its tool writes it."""
    return ODD + b"".join(f"{row}\r\n".encode() for row in rows or ROWS)


def file_of(content: bytes, name: str = "report.csv") -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


MEANS = {
    "Pers Ref": "client_id",
    "Fam Name": "surname",
    "1st": "given",
    "Born": "born",
    "Soc": "ssn",
    "Gndr": "sex",
    "Kase": "case_id",
    "Opened": "case_start",
    "Comp": "service_component",
    "Secret": "limited_access",
}


class Describer:
    """Goes through the wizard by its pages."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def start(self, content: bytes, name: str = "report.csv", **given: Any) -> Any:
        fields = {
            "system": "cws_cms",
            "report": "Open cases, weekly",
            "grain": "cws_children",
            "shape": "",
            "sample": file_of(content, name),
            **given,
        }
        return self.client.post(reverse("records:start_profile"), fields)

    def begun(self, content: bytes, **given: Any) -> ProfileDraft:
        response = self.start(content, **given)
        assert response.status_code == 302, response.context["form"].errors
        return self.draft()

    def draft(self) -> ProfileDraft:
        with rls(county="alder"):
            return ProfileDraft.objects.first()

    def page(self, step: str, draft: ProfileDraft) -> str:
        response = self.client.get(reverse(f"records:draft_{step}", args=[draft.pk]))
        assert response.status_code == 200, response.content.decode()
        return response.content.decode()

    def choose(self, step: str, draft: ProfileDraft, by_label: dict[str, str]) -> Any:
        """POST a step with what is filled in on its page, changed by the labels of selects."""
        address = reverse(f"records:draft_{step}", args=[draft.pk])
        form = self.client.get(address).context["form"]
        fields = {
            name: field.initial if (field.initial is not None) else ""
            for name, field in form.fields.items()
        }
        for name, field in form.fields.items():
            if str(field.label) in by_label:
                fields[name] = by_label[str(field.label)]
        return self.client.post(address, fields)

    def described(self, content: bytes, **save: Any) -> SourceProfile:
        """The odd report, described to the end and saved."""
        draft = self.begun(content)
        assert self.choose("columns", draft, MEANS).status_code == 302
        codes = {
            "Sex: B": "M",
            "Sex: G": "F",
            "Service component: Fam Maint X": "FM",
            "Order of dates": "dmy",
        }
        assert self.choose("codes", draft, codes).status_code == 302
        address = reverse("records:draft_preview", args=[draft.pk])
        response = self.client.post(address, {"note": "", "in_use": "on", **save})
        assert response.status_code == 302, response.content.decode()
        with rls(county="alder"):
            return SourceProfile.objects.get(pk=response.url.rsplit("/", 1)[1])


def plain(page: str) -> str:
    """The words of a page in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture(autouse=True)
def december() -> Any:
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield


@pytest.fixture
def describer(sign_in: Callable[[str], Client]) -> Describer:
    return Describer(sign_in("analyst@alder.example"))
