"""The header of a plan: county, contacts, days, goal, links to other plans of the county."""

import re
from collections.abc import Callable

from django.utils.translation import override

from linkages.bilingual import LANGUAGES
from workplans.plans.populations import POPULATIONS
from workplans.running.importing import words
from workplans.running.importing.building import Building
from workplans.running.importing.cells import Line, Value
from workplans.running.importing.dates import day_of
from workplans.running.importing.forms_of_lines import OBJECTIVE, PROGRAMS, Label, label_of
from workplans.running.importing.words import plain

SEVERAL = re.compile(r"\s*(?:\n|;|/|\band\b|\by\b|&)\s*")
SEVERAL_ADDRESSES = re.compile(r"\s*(?:\n|;|/|,|\s|\band\b|\by\b|&)\s*")
IN_BRACKETS = re.compile(r"(.*?)\s*[(,–—-]\s*([^()]+?)\)?\Z", re.DOTALL)
NEIGHBORS = words.by_word(words.NEIGHBOR)
CHOICES = {
    "kind": words.by_word(words.KIND),
    "starter": words.by_word(words.STARTER),
}


def _populations() -> dict[str, str]:
    """Codes of target populations by themselves and by their words in every language."""
    found = {plain(code): code for code in POPULATIONS}
    for language in LANGUAGES:
        with override(language):
            found |= {plain(str(label)): code for code, label in POPULATIONS.items()}
    return found


class HeaderReader:
    """Takes labeled lines. `pending` is a label whose words come on the next line."""

    def __init__(self, building: Building) -> None:
        self.building = building
        self.pending = ""
        self._counts = {"phone": 0, "email": 0}
        self._row_contact: dict[str, str] | None = None

    def take(self, line: Line, first: int, label: Label) -> None:
        """A line that begins with a label: label, value, label, value …"""
        self.pending = ""
        self._row_contact = None
        if label.key == "link":
            self._link(line, first)
            return
        columns = sorted(column for column in line.cells if column > first)
        current, fresh = label, True
        self._set(current, label.rest, line.place(first)) if label.rest else None
        for column in columns:
            value = line.cells[column]
            found = None if fresh and not current.rest else label_of(str(value))
            if found:
                current, fresh = found, True
                if found.rest:
                    self._set(found, found.rest, line.place(column))
            else:
                self._set(current, value, line.place(column))
                fresh = False
        if not columns and not label.rest:
            self.pending = label.key if label.key in ("goal", "contact", "county") else ""

    def goes_on(self, line: Line) -> bool:
        """Whether these are the words of a label on the line above."""
        if self.pending != "goal" or len(line.cells) > 1:
            self.pending = ""
            return False
        (column,) = line.cells
        if OBJECTIVE.match(str(line.cells[column])):
            return False
        self._set(Label("goal"), line.cells[column], line.place(column))
        return True

    def _set(self, label: Label, value: Value, place: str) -> None:
        text = value if isinstance(value, str) else value.isoformat()
        setters: dict[str, Callable[[str, str, str], None]] = {
            "contact": self._contact,
            "phone": self._phone,
            "email": self._email,
        }
        if label.key in setters:
            setters[label.key](text, label.program, place)
        elif label.key in ("starts_on", "dated"):
            self._day(label.key, value, place)
        elif label.key in CHOICES:
            self._choice(label.key, text, place)
        elif label.key == "populations":
            self._populations(text, place)
        elif label.key in self.building.header and label.key != "goal":
            self.building.keep(place, text)
        elif label.key in ("county", "name", "site", "goal"):
            before = self.building.header.get(label.key, "")
            self.building.header[label.key] = f"{before}\n{text}".strip()
        else:
            self.building.keep(place, text)

    def _day(self, key: str, value: Value, place: str) -> None:
        if day := day_of(value, end=False):
            self.building.header[key] = day
        else:
            self.building.say("bad_day", place, text=str(value))
            self.building.keep(place, f"{words.ours(words.HEADER, key, 'en')}: {value}")

    def _choice(self, key: str, text: str, place: str) -> None:
        if found := CHOICES[key].get(plain(text)):
            self.building.header[key] = found
        else:
            self.building.say("bad_word", place, text=text)
            self.building.keep(place, f"{words.ours(words.HEADER, key, 'en')}: {text}")

    def _populations(self, text: str, place: str) -> None:
        """By our codes or our words, with commas or without; others have no place in a plan."""
        known = _populations()
        found = list(self.building.header.get("populations", ()))
        for line in re.split(r"[;\n]", text):
            whole = known.get(plain(line))
            parts = [whole] if whole else [known.get(plain(part)) for part in line.split(",")]
            if all(parts):
                found += [part for part in parts if part]
            elif line.strip():
                self.building.say("bad_word", place, text=line.strip())
                label = words.ours(words.HEADER, "populations", "en")
                self.building.keep(place, f"{label}: {line.strip()}")
        self.building.header["populations"] = tuple(dict.fromkeys(found))

    def _contact(self, text: str, program: str, place: str) -> None:
        names = [text] if program else [part for part in SEVERAL.split(text) if part]
        for name in names:
            own, named = program, name
            if not own and (parts := IN_BRACKETS.match(name)) and plain(parts[2]) in PROGRAMS:
                named, own = parts[1], PROGRAMS[plain(parts[2])]
            contact = {"name": named, "program": own, "place": place}
            self.building.contacts.append(contact)
            self._row_contact = contact

    def _phone(self, text: str, program: str, place: str) -> None:
        self._spread("phone", text, program, place, SEVERAL)

    def _email(self, text: str, program: str, place: str) -> None:
        self._spread("email", text, program, place, SEVERAL_ADDRESSES)

    def _spread(
        self, key: str, text: str, program: str, place: str, parting: re.Pattern[str]
    ) -> None:
        """To the contact of the same line, or of this program, or one after the other."""
        beside = self._row_contact
        if beside is not None and beside["program"] and key not in beside:
            beside[key] = text
            return
        contacts = self.building.contacts
        for part in [part for part in parting.split(text) if part]:
            matching = [each for each in contacts if program and each["program"] == program]
            at = self._counts[key]
            found = matching[0] if matching else contacts[at] if at < len(contacts) else None
            if found is None or key in found:
                self.building.keep(place, f"{words.ours(words.HEADER, key, 'en')}: {part}")
                continue
            found[key] = part
            self._counts[key] = at + 1

    def _link(self, line: Line, first: int) -> None:
        """Which plan, its title, its address, and the objective that serves it."""
        neighbor, title, address, objective = (
            str(line.cells.get(first + by, "")) for by in (1, 2, 3, 4)
        )
        place = line.place(first)
        kind = NEIGHBORS.get(plain(neighbor))
        if kind is None:
            self.building.say("bad_word", place, text=neighbor)
            self.building.keep(place, " | ".join((neighbor, title, address, objective)))
            return
        if address and not address.startswith(("http:", "https:")):
            self.building.say("bad_link", place, text=address)
            self.building.keep(place, address)
            address = ""
        self.building.links.append(
            {"neighbor": kind, "title": title or neighbor, "link": address, "number": objective}
        )
