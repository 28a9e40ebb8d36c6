"""The instrument of a round: as it was when the round began, with the sections that count."""

from dataclasses import replace

from assessments.instruments.reading import Instrument, Section, shaped
from assessments.models import Round


def instrument_of(asked: Round) -> Instrument:
    """What people of this round are asked. It was checked when the round began."""
    whole = shaped(asked.content)
    sections = tuple(
        section
        for section in whole.sections
        if (
            section.code in asked.sections_on
            if section.optional
            else section.code not in asked.sections_off
        )
    )
    counting = {section.code for section in sections}
    directions = tuple(
        replace(direction, sections=kept)
        for direction in whole.directions
        if (kept := tuple(code for code in direction.sections if code in counting))
    )
    return replace(whole, sections=sections, directions=directions)


def section_in(instrument: Instrument, code: str) -> Section | None:
    """The section with this code; None where it does not count in the round."""
    return next((section for section in instrument.sections if section.code == code), None)
