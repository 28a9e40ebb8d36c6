"""A profile as a file, so that counties can share it: nothing in it is about anybody."""

import json
from typing import Any

from django.utils.translation import gettext as _

from cases.records import words
from cases.records.models import SourceProfile, System
from cases.records.profiles.acts import Report
from cases.records.reading.layouts import COLUMN_LIMIT, squeeze
from cases.records.reading.profile import NAME_LENGTH, Profile, ProfileError, from_json

FORM = "linkages-profile-1"
SIZE_LIMIT = 1_000_000  # bytes
REPORT_LENGTH = 80


class NotAProfile(Exception):
    """The file is no profile that can be used. str(error) is for the screen."""


def written(profile: SourceProfile) -> bytes:
    """A version as JSON, without the county, the people and the days."""
    stated = {
        "form": FORM,
        "system": profile.system,
        "report": profile.report,
        "headers": profile.headers,
        "profile": profile.content,
    }
    return (json.dumps(stated, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def read(content: bytes) -> tuple[Report, Profile]:
    """The report and its profile that a file states; nothing of it is taken on trust. Raises
    NotAProfile."""
    try:
        stated = json.loads(content)
    except (ValueError, RecursionError) as trouble:
        raise NotAProfile(_("This file is not a profile: it is not JSON.")) from trouble
    if not isinstance(stated, dict) or stated.get("form") != FORM:
        raise NotAProfile(_("This file is not a profile of Linkages."))
    try:
        profile = from_json(stated.get("profile"))
    except ProfileError as trouble:
        raise NotAProfile(told(trouble)) from trouble
    system, report = stated.get("system"), _text(stated.get("report"), REPORT_LENGTH)
    if system not in System.values or not report:
        raise NotAProfile(_("The file does not say which report of which system it describes."))
    return Report(system, report, "", _headers(stated.get("headers", []), profile)), profile


def told(trouble: ProfileError) -> str:
    """What is wrong with a profile, in a sentence."""
    return words.sentence(trouble.code, trouble.params) + "."


def _text(stated: Any, limit: int) -> str:
    fits = isinstance(stated, str) and len(stated) <= limit and stated.isprintable()
    return stated.strip() if fits else ""


def _headers(stated: Any, profile: Profile) -> tuple[str, ...]:
    """Names of columns as the report spells them: those that the profile knows."""
    listed = stated if isinstance(stated, list) else []
    names = (_text(each, NAME_LENGTH) for each in listed[:COLUMN_LIMIT])
    known = set(profile.columns) | {squeeze(place.name) for place in profile.places}
    return tuple(name for name in dict.fromkeys(names) if name and squeeze(name) in known)
