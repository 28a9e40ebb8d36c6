"""Every form of assessments and plans that is sent carries the key by which it is done once."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = sorted(
    path
    for room in ("assessments", "workplans")
    for path in (Path(settings.BASE_DIR) / "templates" / room).rglob("*.html")
)
KEYS = (".hidden_fields %}", "{{ form }}", "_form }}", ".form }}", 'name="key"', "{% own_key %}")
FORMS = [
    pytest.param(form, id=f"{path.parent.name}/{path.name}:{number}")
    for path in TEMPLATES
    for number, form in enumerate(
        re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.DOTALL)
    )
]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_carries_its_key(form: str) -> None:
    assert any(key in form for key in KEYS)
