"""The rules that hold in a county until it publishes its own: dated rows, with source and mark."""

from datetime import date

from cases.matching.rules.table import Condition, Kind, Rule, Verb

STATED = date(2026, 11, 23)
OFF = ("different",)
PRACTICE = "Counties’ practice of comparing extracts"


def _field(name: str, *among: str) -> Condition:
    return Condition(Kind.FIELD, name, among)


GIVEN: tuple[Rule, ...] = (
    Rule(
        "ssn_and_birth",
        Verb.NEVER,
        (_field("ssn", *OFF), Condition(Kind.APART, number=1)),
        source=PRACTICE,
        mark="P",
        dated=STATED,
    ),
    Rule(
        "other_child_of_one_day",
        Verb.NEVER,
        (
            _field("given", *OFF),
            _field("sex", *OFF),
            _field("born", "same"),
            _field("ssn", "missing", "near", "different"),
            _field("cin", "missing", "different"),
        ),
        source=PRACTICE,
        mark="P",
        dated=STATED,
    ),
    Rule(
        "adoption",
        Verb.SECOND,
        (
            _field("given", "same", "near"),
            _field("born", "same"),
            _field("surname", *OFF),
            _field("cin", *OFF),
            Condition(Kind.YOUNGER, number=18),
        ),
        source="W&IC 832, 18986.46; a CIN may change when a child is adopted",
        mark="M",
        dated=STATED,
    ),
    Rule(
        "estimated_birth",
        Verb.ASK,
        (Condition(Kind.ESTIMATED),),
        source=PRACTICE,
        mark="P",
        dated=STATED,
    ),
    Rule("twins", Verb.ASK, (Condition(Kind.TWIN),), source=PRACTICE, mark="P", dated=STATED),
    Rule(
        "cin_alone",
        Verb.ASK,
        (Condition(Kind.TIER, among=("A-",)),),
        source=PRACTICE,
        mark="P",
        dated=STATED,
    ),
    Rule(
        "deceased",
        Verb.ASK,
        (Condition(Kind.HOLD, among=("deceased",)),),
        source="",
        mark="I",
        dated=STATED,
    ),
)
