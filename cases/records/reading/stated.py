"""The cells of a row that say who somebody is."""

from typing import NamedTuple


class Stated(NamedTuple):
    """The cells of a row that say who somebody is, as they stood, trimmed."""

    county: str
    client_id: str
    cares_id: str
    old_id: str
    cin: str
    case_id: str
    household_id: str
    case_no: str
    person_no: str
    surname: str
    given: str
    middle: str
    suffix: str
    born: str
    born_estimated: str
    died: str
    ssn: str
    sex: str
    street: str
    city: str
    postal: str
    phone: str
    role: str
    relationship: str
    in_home: str
    language_spoken: str
    language_written: str
    limited_access: str
    race_ethnicity: str
    hispanic: str
    race_source: str
    tribe: str
    tribal_inquiry: str
    disposition: str
    response_type: str
    service_component: str
    placement_type: str
