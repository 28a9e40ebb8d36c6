"""The demonstration's directory: what families of the two fictional counties can get.

Alder keeps a long list with drafts on their way; Birch a short one, with more for all offices.
"""

from datetime import date, timedelta
from typing import Any

from cases.families.directory import acts
from cases.families.models import Service, ServiceEdition
from cases.sharing.restricting.demo import at_work
from counties.models import Office
from counties.personas import COUNTIES
from linkages import calendar

# code, topics, paid by, languages, (English, Spanish) of: name, what, who, how to get it
SERVICES: tuple[tuple[str, tuple[str, ...], str, tuple[str, ...], tuple[tuple[str, str], ...]], ...]
SERVICES = (
    ("housing-search", ("housing",), "calworks", ("en", "es"), (
        ("Housing search and first rent", "Búsqueda de vivienda y primera renta"),
        ("Help to find a place, and the first month with deposit.",
         "Ayuda para encontrar un lugar, y el primer mes con depósito."),
        ("Families on CalWORKs who lost their home.",
         "Familias con CalWORKs que perdieron su vivienda."),
        ("Ask your CalWORKs worker.", "Pregunte a su trabajador de CalWORKs."))),
    ("family-reunification-rent", ("housing",), "cws", ("en", "es"), (
        ("Rent while children are away", "Renta mientras los niños están fuera"),
        ("Keeps the home to which children return, up to 6 months.",
         "Conserva la vivienda a la que vuelven los niños, hasta 6 meses."),
        ("Parents with a plan to bring children home.",
         "Padres con un plan para que los niños vuelvan a casa."),
        ("Ask your social worker.", "Pregunte a su trabajador social."))),
    ("child-care-stage-1", ("child_care",), "calworks", ("en", "es", "zh"), (
        ("Child care while you work or learn", "Cuidado infantil mientras trabaja o estudia"),
        ("Pays the child care of your choice for 12 months.",
         "Paga el cuidado infantil que usted elija por 12 meses."),
        ("Parents in Welfare-to-Work.", "Padres en Welfare-to-Work."),
        ("Ask your CalWORKs worker.", "Pregunte a su trabajador de CalWORKs."))),
    ("bus-pass", ("transport", "work"), "both", ("en", "es"), (
        ("Bus pass", "Pase de autobús"),
        ("A monthly pass for classes, visits and work.",
         "Un pase mensual para clases, visitas y trabajo."),
        ("Families of either program.", "Familias de cualquiera de los programas."),
        ("Your worker orders it.", "Su trabajador lo pide."))),
    ("safety-line", ("safety",), "community", ("en", "es"), (
        ("Talk to somebody, day and night", "Hable con alguien, de día y de noche"),
        ("Advice and a safe place, in confidence.", "Consejo y un lugar seguro, en confianza."),
        ("Everybody.", "Todas las personas."),
        ("Call. Nobody asks for your name.", "Llame. Nadie le pide su nombre."))),
    ("counseling", ("mental",), "both", ("en", "es", "vi"), (
        ("Counseling for parents", "Consejería para madres y padres"),
        ("Talks alone or in a group, once a week.",
         "Pláticas a solas o en grupo, una vez por semana."),
        ("Families of either program.", "Familias de cualquiera de los programas."),
        ("Call to make an appointment.", "Llame para hacer una cita."))),
    ("recovery-mothers", ("substance", "parenting"), "cws", ("en",), (
        ("Recovery with your child beside you", "Recuperación con su hijo a su lado"),
        ("Day program with child care on site.", "Programa de día con cuidado infantil."),
        ("Mothers with a child below 3.", "Madres con un hijo menor de 3 años."),
        ("Ask your social worker.", "Pregunte a su trabajador social."))),
    ("parenting-class", ("parenting",), "cws", ("en", "es"), (
        ("Parenting class", "Clase de crianza"),
        ("Ten evenings with a meal; children are looked after.",
         "Diez tardes con comida; se cuida a los niños."),
        ("Families with an open CWS case.", "Familias con un caso abierto de CWS."),
        ("Ask your social worker.", "Pregunte a su trabajador social."))),
    ("job-center", ("work",), "calworks", ("en", "es"), (
        ("Job center", "Centro de empleo"),
        ("Courses, help with applications, work clothes.",
         "Cursos, ayuda con solicitudes, ropa de trabajo."),
        ("Everybody who looks for work.", "Toda persona que busca trabajo."),
        ("Come in on weekdays.", "Venga en días hábiles."))),
    ("food-pantry", ("food",), "community", ("en", "es", "hmn"), (
        ("Food pantry", "Despensa de alimentos"),
        ("Groceries for a week, once a month.", "Alimentos para una semana, una vez al mes."),
        ("Everybody.", "Todas las personas."),
        ("No papers needed.", "No se piden papeles."))),
    ("legal-aid", ("legal", "housing"), "community", ("en", "es"), (
        ("Legal help with rent and benefits", "Ayuda legal con renta y beneficios"),
        ("A lawyer looks at your letters.", "Un abogado revisa sus cartas."),
        ("Families with low income.", "Familias de bajos ingresos."),
        ("Call for an appointment.", "Llame para una cita."))),
)  # fmt: skip
KEPT = {"alder": tuple(row[0] for row in SERVICES), "birch": (
    "housing-search", "bus-pass", "safety-line", "counseling", "food-pantry", "job-center",
)}  # fmt: skip
AREA = {"alder": "555-02", "birch": "555-03"}
BILINGUAL = ("name", "what", "who", "reach")


def seed(today: date) -> None:
    """Fill the directory of both counties; safe to run again."""
    today = min(today, calendar.today())
    for county in COUNTIES:
        with at_work("coordinator", county) as keeper:
            if Service.objects.filter(county=county).exists():
                continue
            for place, row in enumerate(each for each in SERVICES if each[0] in KEPT[county]):
                draft = acts.write(keeper, row[0], _given(county, place, row, today))
                acts.publish(keeper, draft, version=draft.version)
            _on_their_way(keeper, county, today)


def _given(county: str, place: int, row: Any, today: date) -> dict[str, Any]:
    code, topics, paid_by, languages, texts = row
    words = {}
    for field, (english, spanish) in zip(BILINGUAL, texts, strict=True):
        words |= {field: english, f"{field}_es": spanish}
    offices = []
    if county == "alder" and code == "parenting-class":
        first = Office.objects.filter(county=county).order_by("code").first()
        offices = [first.code] if first else []
    return words | {
        "topics": list(topics),
        "paid_by": paid_by,
        "languages": list(languages),
        "phone": f"{AREA[county]}{place:02}",
        "web": "" if "safety" in topics else f"{code}.{county}.example",
        "offices": offices,
        "valid_from": today - timedelta(days=300),
        "valid_until": today + timedelta(days=20) if code == "bus-pass" else None,
    }


def _on_their_way(keeper: Any, county: str, today: date) -> None:
    """A new draft without its Spanish, a next edition, one past its last day, one withdrawn."""
    given = {
        "name": "Summer camp for brothers and sisters",
        "what": "Two weeks together for children who live apart.",
        "who": "", "reach": "Ask your social worker.",
        "topics": ["parenting"], "paid_by": "cws", "valid_from": today,
    }  # fmt: skip
    acts.write(keeper, "sibling-camp", given)
    next_one = ServiceEdition.objects.get(service__code="food-pantry", county=county)
    acts.write(keeper, "food-pantry", acts.values_of(next_one) | {"phone": f"{AREA[county]}90"})
    both = {"paid_by": "community", "topics": ["work"], "phone": f"{AREA[county]}91"}
    for code, name, name_es, until in (
        ("spring-fair", "Spring job fair", "Feria de empleo", today - timedelta(days=200)),
        ("old-hotline", "Old telephone line", "Línea anterior", None),
    ):
        words = {"name": name, "name_es": name_es, "what": "One day.", "what_es": "Un día."}
        days = {"valid_from": today - timedelta(days=300), "valid_until": until}
        draft = acts.write(keeper, code, words | both | days)
        acts.publish(keeper, draft, version=draft.version)
        if until is None:
            acts.withdraw(keeper, draft.service)
