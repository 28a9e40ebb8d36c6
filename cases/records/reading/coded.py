"""The coded cells of the identity header, read by our tables and the county's own spellings."""

from collections.abc import Mapping
from types import MappingProxyType

from cases.people.identity import Program
from cases.records.reading import codes

OwnCodes = Mapping[str, Mapping[str, str]]  # field -> squeezed text -> code
NO_CODES: OwnCodes = MappingProxyType({})


class Coded:
    """One reader for each coded column; each gives a code, an empty string for an empty cell, or
    None for a text that is in no table."""

    def __init__(self, program: Program, own: OwnCodes) -> None:
        is_cws = program is Program.CWS

        def read(name: str, table: Mapping[str, str]) -> codes.Codes:
            return codes.Codes(table, own.get(name, codes.NO_SPELLINGS))

        roles = codes.CWS_ROLES if is_cws else codes.CALWORKS_ROLES
        self.role = read("role", roles)
        self.relationship = read("relationship", roles)
        self.component = read("service_component", codes.SERVICE_COMPONENTS)
        self.sex = read("sex", codes.SEXES)
        self.access = read("limited_access", codes.ACCESS)
        self.whereabouts = read("placement_type", codes.WHEREABOUTS)
        self.estimated = read("born_estimated", codes.ANSWERS)
        self.in_home = read("in_home", codes.ANSWERS)
        self.hispanic = read("hispanic", codes.ANSWERS)
        self._disposition = read("disposition", codes.OUTCOMES)
        self._response = read("response_type", codes.OUTCOMES)
        self._not_loaded = codes.Codes(codes.NOT_LOADED)
        self._role_reporter = codes.Codes(codes.REPORTERS, _reporters(own.get("role", {})))
        self._relation_reporter = codes.Codes(
            codes.REPORTERS, _reporters(own.get("relationship", {}))
        )

    def came_to_nothing(self, disposition: str, response: str, component: str) -> bool:
        """Whether a row is about a report that is not loaded."""
        return bool(
            (disposition and (self._disposition(disposition) or "loaded") != "loaded")
            or (response and (self._response(response) or "loaded") != "loaded")
            or self._not_loaded(component)
        )

    def reported(self, role: str, relationship: str) -> bool:
        """Whether a row is about the person who reported."""
        return bool(self._role_reporter(role) or self._relation_reporter(relationship))


def _reporters(own: Mapping[str, str]) -> Mapping[str, str]:
    return {text: code for text, code in own.items() if code == "reporter"}
