"""Small instruments for tests: R5 and N2 of the proposals, word for word in their figures."""

from assessments.instruments.reading import (
    Anchor,
    Band,
    Direction,
    Instrument,
    Item,
    Scale,
    Scoring,
    Section,
)

BANDS = {
    Scoring.READINESS: (("ready", 75), ("prepare", 50), ("groundwork", 25), ("not_now", 0)),
    Scoring.RENOVATION: (("strength", 80), ("solid", 60), ("renovate", 40), ("rebuild", 0)),
    Scoring.SUSTAINABILITY: (),
    Scoring.CHECKLIST: (),
}
SCALES = {
    Scoring.READINESS: (1, 4),
    Scoring.RENOVATION: (1, 5),
    Scoring.SUSTAINABILITY: (1, 5),
    Scoring.CHECKLIST: (0, 1),
}


def item(code: str, weight: int, *objectives: str, gate: bool = False, stops: bool = False) -> Item:
    words = {"en": f"Statement {code}", "es": f"Afirmación {code}"}
    return Item(code, words, {"en": "", "es": ""}, weight, gate, stops, objectives)


def section(code: str, *items: Item, optional: bool = False) -> Section:
    title = {"en": f"Section {code}", "es": f"Sección {code}"}
    return Section(code, title, optional, items)


def instrument(scoring: Scoring, *sections: Section, directions: tuple = ()) -> Instrument:
    lowest, highest = SCALES[scoring]
    renovates = scoring is Scoring.RENOVATION
    words = {"en": "Words", "es": "Palabras"}
    return Instrument(
        code=scoring.value,
        number=1,
        title=words,
        purpose=words,
        scoring=scoring,
        scale=Scale(
            tuple(Anchor(point, words) for point in range(lowest, highest + 1)),
            unknown=scoring is Scoring.READINESS,
            not_applicable=renovates,
        ),
        sections=sections,
        bands=tuple(Band(code, low, words) for code, low in BANDS[scoring]),
        directions=tuple(Direction(code, words, tuple(parts)) for code, parts in directions),
        asks_trend=renovates,
        asks_importance=renovates,
        asks_forces=renovates,
        again_after=12 if renovates else 6,
        mark="I",
        source={"en": "Tests", "es": "Pruebas"},
    )


R5 = section(
    "R5",
    item("R5.1", 3, "T06-1", gate=True),
    item("R5.2", 2, "T06-1"),
    item("R5.3", 2, "T06-2"),
    item("R5.4", 2, "T06-2"),
)
N2 = section(
    "N2",
    item("N2.1", 3, "T02-1"),
    item("N2.2", 3, "T02-3"),
    item("N2.3", 2, "X2-1"),
    item("N2.4", 2, "X3-1"),
)
