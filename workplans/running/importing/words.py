"""The words of the template, in both languages: what we write first, and what else we understand.

Not gettext: a county sends a file in one language to somebody who reads in the other, so a reader
needs both at once. Keys are ours; the first word of a language is the one that we write.
"""

import re
import unicodedata
from collections.abc import Mapping

Words = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]

HEADER: Words = {
    "title": (("Linkages work plan", "Linkages Work Plan Template"), ("Plan de trabajo Linkages",)),
    "county": (("County", "County name"), ("Condado",)),
    "name": (("Name of the plan", "Plan"), ("Nombre del plan",)),
    "kind": (("Kind of plan",), ("Clase de plan",)),
    "site": (("Site", "Location"), ("Sitio", "Oficina")),
    "starts_on": (("First day of the plan", "Start of the plan", "Plan start"),
                  ("Primer día del plan", "Inicio del plan")),
    "contact": (("Contact person", "Contact", "Contacts", "Contact persons", "Contact person(s)",
                 "Contact name"),
                ("Persona de contacto", "Contacto", "Contactos", "Personas de contacto")),
    "phone": (("Phone", "Phone(s)", "Phones", "Telephone", "Phone number"),
              ("Teléfono", "Teléfonos")),
    "email": (("Email", "Email(s)", "Emails", "E-mail", "E-mail address"),
              ("Correo electrónico", "Correo", "Correos electrónicos")),
    "dated": (("Date", "Dated"), ("Fecha",)),
    "goal": (("Linkages goal for the next 12 months", "Linkages goal", "Goal", "12-month goal",
              "Goal for the next 12 months", "Implementation goal"),
             ("Meta de Linkages para los próximos 12 meses", "Meta", "Meta de Linkages")),
    "starter": (("How the goal begins",), ("Cómo empieza la meta",)),
    "populations": (("Target populations", "Target population"),
                    ("Poblaciones meta", "Población meta")),
    "topics": (("Work plan topic areas", "Topic areas", "Work plan topics",
                "Select the work plan topic areas"),
               ("Áreas temáticas del plan de trabajo", "Áreas temáticas")),
    "topic": (("Topic area", "Work plan topic area", "Topic"), ("Área temática", "Tema")),
    "category": (("Category", "Building block"), ("Categoría", "Bloque")),
    "link": (("Other plan of the county",), ("Otro plan del condado",)),
    "other": (("Other",), ("Otra", "Otro")),
}  # fmt: skip

COLUMNS: Words = {
    "number": (("No.", "No", "Number", "#"), ("N.º", "Número", "Núm.", "Nº")),
    "objective": (("Objective", "Implementation objective", "Implementation objectives",
                   "Objectives"),
                  ("Objetivo", "Objetivo de implementación", "Objetivos")),
    "code": (("Code in the catalogue",), ("Código del catálogo",)),
    "serves_goal": (("How it serves the goal",), ("Cómo sirve a la meta",)),
    "capacity": (("Capacity",), ("Capacidad",)),
    "set_status": (("Status of the objective",), ("Estado del objetivo",)),
    "set_status_note": (("Why this status",), ("Por qué este estado",)),
    "product": (("Product", "Products", "Deliverable", "Product/deliverable"),
                ("Producto", "Productos")),
    "owner": (("Owner of the product",), ("Responsable del producto",)),
    "state": (("State of the product",), ("Estado del producto",)),
    "link": (("Address of the product",), ("Dirección del producto",)),
    "shared": (("Shared with counties",), ("Compartido con condados",)),
    "step": (("Action step", "Action steps", "Task", "Tasks", "Step", "Steps", "Activity",
              "Activities", "Action"),
             ("Paso", "Pasos", "Paso de acción", "Tarea", "Tareas", "Actividad")),
    "lead": (("Lead", "Person responsible", "Responsible person", "Responsible", "Who",
              "Lead person", "Person(s) responsible", "Responsible party"),
             ("Responsable", "Persona responsable", "Quién")),
    "lead_program": (("Lead’s program", "Program"), ("Programa de responsable", "Programa")),
    "co_lead": (("Co-lead", "Co-lead of the other program", "Co lead"), ("Corresponsable",)),
    "co_lead_program": (("Co-lead’s program",), ("Programa de corresponsable",)),
    "resources": (("Resources", "Resources needed", "Resource"), ("Recursos",)),
    "starts_on": (("Start", "Start date", "Begins", "From"), ("Inicio", "Comienza", "Desde")),
    "due_on": (("Due", "Due date", "End", "End date", "Timeframe", "Timeline", "Target date",
                "Completion date", "By when", "Deadline", "Time frame"),
               ("Fecha límite", "Fin", "Vence", "Plazo", "Para cuándo")),
    "status": (("Status", "Progress"), ("Estado", "Avance")),
    "reason": (("Reason", "Why"), ("Motivo",)),
    "needs": (("Starts after", "Depends on", "Dependencies", "Waits for"),
              ("Empieza después de", "Depende de", "Dependencias")),
    "sees": (("See objective", "See"), ("Ver objetivo", "Ver")),
    "help_title": (("Help", "Planning Guide"), ("Ayuda", "Guía")),
    "help_link": (("Address of the help",), ("Dirección de la ayuda",)),
    "comment": (("Comments", "Comment", "Notes", "Note", "Update", "Updates"),
                ("Comentarios", "Comentario", "Notas")),
}  # fmt: skip

STATUS: Words = {
    "not_started": (("Not started", "Open", "Planned", "To do", "Pending"),
                    ("Sin empezar", "No iniciado", "Pendiente")),
    "in_progress": (("In progress", "Started", "Ongoing", "Underway", "On track", "In process"),
                    ("En curso", "En progreso", "En proceso")),
    "blocked": (("Blocked", "On hold", "Stuck", "Delayed"), ("Bloqueado", "Detenido")),
    "done": (("Done", "Complete", "Completed", "Finished"),
             ("Hecho", "Terminado", "Completado", "Listo")),
    "dropped": (("Dropped", "Cancelled", "Canceled", "Deleted"),
                ("Descartado", "Cancelado", "Abandonado")),
}  # fmt: skip

STATE: Words = {
    "planned": (("Planned",), ("Previsto",)),
    "draft": (("Draft",), ("Borrador",)),
    "approved": (("Approved", "Final"), ("Aprobado",)),
}

PROGRAM: Words = {
    "cws": (("CWS", "Child Welfare Services", "Child welfare", "CW"),
            ("CWS", "Bienestar infantil")),
    "calworks": (("CalWORKs", "CalWORKS", "WTW", "Welfare-to-Work"), ("CalWORKs",)),
    "joint": (("Both programs", "Both", "Joint"), ("Ambos programas", "Ambos")),
}  # fmt: skip

KIND: Words = {
    "launch": (("Launch",), ("Inicio",)),
    "renovation": (("Renovation",), ("Renovación",)),
}

STARTER: Words = {
    "launch": (("Launch with one population at one site",),
               ("Empezar con una población en un sitio",)),
    "expand": (("Expand to more sites",), ("Ampliar a más sitios",)),
    "extend": (("Extend to another population",), ("Extender a otra población",)),
    "strengthen": (("Strengthen one area",), ("Fortalecer un área",)),
    "own": (("In our own words",), ("Con nuestras palabras",)),
}  # fmt: skip

NEIGHBOR: Words = {
    "sip": (("System Improvement Plan", "SIP"), ("Plan de Mejora del Sistema", "SIP")),
    "cal_sip": (("Cal-SIP (CalWORKs)", "Cal-SIP"), ("Cal-SIP (CalWORKs)", "Cal-SIP")),
    "prevention": (("Prevention plan",), ("Plan de prevención",)),
    "stabilization": (("Family Stabilization plan",), ("Plan de Estabilización Familiar",)),
    "other": (("Another plan",), ("Otro plan",)),
}

TICKS = frozenset({"x", "✓", "✔", "☑", "☒", "yes", "sí", "si", "true", "1", "[x]", "(x)"})
UNTICKED = frozenset({"☐", "no", "false", "0", "[ ]", "[]", "( )", "()", "_"})


def plain(text: str) -> str:
    """Folded for comparison: small letters, no accents, no sign at the ends, single spaces."""
    folded = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return re.sub(r"\s+", " ", letters).strip(" .:;*-–—\t\n")


def ours(words: Words, key: str, language: str) -> str:
    """The word that we write in a language."""
    english, spanish = words[key]
    return (spanish if language == "es" else english)[0]


def by_word(words: Words) -> dict[str, str]:
    """Every word that we understand, folded, to its key; the first that says it wins."""
    found: dict[str, str] = {}
    for key, languages in words.items():
        for each in (word for language in languages for word in language):
            found.setdefault(plain(each), key)
    return found
