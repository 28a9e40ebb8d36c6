"""The people of the demonstration: who they are, in one table. Password: see PASSWORD."""

from dataclasses import dataclass

from counties.permissions import Role
from linkages.programs import Program

PASSWORD = "linkages-demo"  # noqa: S105  the demonstration's, refused in production

STATE = "state"
COUNTIES = {"alder": ("Alder", "99"), "birch": ("Birch", "98")}


@dataclass(frozen=True, slots=True)
class Persona:
    """One demonstration account in each county, or one at the state."""

    handle: str
    role: Role
    program: Program
    title: str
    title_es: str


CWS, CALWORKS, JOINT = Program.CWS, Program.CALWORKS, Program.JOINT

COUNTY_PERSONAS = (
    Persona("admin", Role.ADMIN, JOINT, "County administrator", "Administración del condado"),
    Persona("admin2", Role.ADMIN, JOINT, "Second administrator", "Segunda administración"),
    Persona("coordinator", Role.COORDINATOR, JOINT, "Linkages coordinator", "Coordinación"),
    Persona("cws.worker", Role.WORKER, CWS, "CWS social worker", "Trabajo social, CWS"),
    Persona("cws.worker2", Role.WORKER, CWS, "CWS social worker", "Trabajo social, CWS"),
    Persona("cws.supervisor", Role.SUPERVISOR, CWS, "CWS supervisor", "Supervisión, CWS"),
    Persona("calworks.worker", Role.WORKER, CALWORKS, "CalWORKs worker", "Trabajo, CalWORKs"),
    Persona("calworks.worker2", Role.WORKER, CALWORKS, "CalWORKs worker", "Trabajo, CalWORKs"),
    Persona(
        "calworks.supervisor",
        Role.SUPERVISOR,
        CALWORKS,
        "CalWORKs supervisor",
        "Supervisión, CalWORKs",
    ),
    Persona("liaison", Role.LIAISON, JOINT, "Liaison", "Enlace"),
    Persona("analyst", Role.ANALYST, JOINT, "Analyst", "Análisis de datos"),
    Persona("privacy", Role.PRIVACY, JOINT, "Privacy officer", "Privacidad"),
    Persona(
        "restricted",
        Role.RESTRICTED,
        JOINT,
        "Restricted-case coordinator",
        "Coordinación de casos restringidos",
    ),
    Persona("cochair.cws", Role.COCHAIR, CWS, "Co-chair, CWS", "Copresidencia, CWS"),
    Persona(
        "cochair.calworks", Role.COCHAIR, CALWORKS, "Co-chair, CalWORKs", "Copresidencia, CalWORKs"
    ),
    Persona("sponsor.cws", Role.SPONSOR, CWS, "Executive sponsor, CWS", "Patrocinio, CWS"),
    Persona(
        "sponsor.calworks",
        Role.SPONSOR,
        CALWORKS,
        "Executive sponsor, CalWORKs",
        "Patrocinio, CalWORKs",
    ),
    Persona("counsel", Role.COUNSEL, JOINT, "County counsel", "Asesoría legal"),
    Persona("partner", Role.PARTNER, JOINT, "Community partner", "Organización comunitaria"),
)

STATE_PERSONAS = (
    Persona("oversight", Role.OVERSIGHT, JOINT, "State oversight", "Supervisión estatal"),
    Persona("editor", Role.EDITOR, JOINT, "State content editor", "Edición estatal"),
    Persona("assistance", Role.ASSISTANCE, JOINT, "Technical assistance", "Asistencia técnica"),
)


def accounts() -> list[tuple[str, str, Persona]]:
    """(e-mail, county key, persona) of every demonstration account."""
    rows = [
        (f"{persona.handle}@{county}.example", county, persona)
        for county in COUNTIES
        for persona in COUNTY_PERSONAS
    ]
    return rows + [(f"{p.handle}@{STATE}.example", STATE, p) for p in STATE_PERSONAS]
