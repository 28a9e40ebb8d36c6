"""Every form of the program's pages that is sent carries the key by which it is done once."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates" / "assessments").rglob("*.html"))
FORMS = [
    pytest.param(form, id=f"{path.parent.name}/{path.name}:{number}")
    for path in TEMPLATES
    for number, form in enumerate(
        re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.DOTALL)
    )
]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_carries_its_key(form: str) -> None:
    assert ".hidden_fields %}" in form or "{{ form }}" in form or 'name="key"' in form
