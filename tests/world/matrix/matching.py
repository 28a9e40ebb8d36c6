"""The desk of pairs, its deputies, and the county's rules."""

from typing import Any

from tests.world.matrix.rows import Row, absent, first
from tests.world.matrix.who import ALL_ALDER, ANALYSTS, NOBODY, REVIEWERS, both_counties

JUDGES = both_counties("analyst", *REVIEWERS)
GIVERS = both_counties("coordinator", "analyst", "restricted")
REASON_SETTERS = both_counties("admin", "admin2", "coordinator")
AN_OPEN_PAIR = first(
    "matching.MatchCandidate",
    state="proposed",
    band__in=["certain", "review"],
    cws__restriction="N",
    calworks__restriction="N",
)
SIDES = ("cws", "calworks")
A_LINKED_PAIR = first(
    "matching.MatchCandidate",
    state="linked",
    **{f"{side}__{kind}": "N" for side in SIDES for kind in ("restriction", "shield")},
)
RULE_READERS = both_counties("admin", "admin2", "coordinator", "analyst", "privacy", "counsel")
RULE_SETTERS = both_counties("admin", "admin2", "coordinator")
UNDOERS = both_counties("coordinator", "analyst")
THE_RULES = first("matching.RuleEdition")
A_RULE_RUN = first("matching.RuleRun")
A_DRAWN_SAMPLE = first("matching.Sample")
A_SAMPLED_PAIR = first("matching.SampledPair")


def a_rule() -> list[Any]:
    """A rule of Alder's edition."""
    return [*THE_RULES(), "twins"]


def pairs_of_a_rule() -> list[Any]:
    """The open pairs that it holds."""
    return [*a_rule(), "open"]


ROWS: dict[str, Row] = {
    "matching:review": Row(get=JUDGES),
    "matching:runs": Row(get=JUDGES),
    "matching:start": Row(post=ANALYSTS),
    "matching:progress": Row(get=JUDGES & ALL_ALDER, args=first("matching.MatchRun")),
    "matching:pair": Row(get=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:decide": Row(post=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:undo": Row(post=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:household": Row(get=JUDGES & ALL_ALDER, post=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:beside": Row(get=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:defer": Row(get=JUDGES & ALL_ALDER, post=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:resume": Row(post=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:give": Row(post=GIVERS & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:give_back": Row(post=GIVERS & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:past": Row(get=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:find": Row(post=JUDGES),
    "matching:keep_filter": Row(post=JUDGES),
    "matching:forget_filter": Row(post=NOBODY, args=absent),
    "matching:hand_out": Row(get=GIVERS),
    "matching:give_selection": Row(post=GIVERS),
    "matching:split": Row(post=GIVERS),
    "matching:end_split": Row(post=GIVERS),
    "matching:take_back_all": Row(
        post=GIVERS & ALL_ALDER, args=first("counties.User", email="restricted@alder.example")
    ),
    "matching:deputies": Row(get=JUDGES, post=JUDGES),
    "matching:end_deputy": Row(post=NOBODY, args=absent),
    "matching:decisions": Row(get=GIVERS),
    "matching:decisions_file": Row(get=GIVERS),
    "matching:reasons": Row(get=JUDGES | REASON_SETTERS, post=REASON_SETTERS),
    "matching:switch_reason": Row(post=REASON_SETTERS, args=lambda: ["unknown"]),
    "matching:rules": Row(get=RULE_READERS),
    "matching:start_rules": Row(post=RULE_SETTERS),
    "matching:stop_linking": Row(post=RULE_SETTERS),
    "matching:rule_edition": Row(get=RULE_READERS & ALL_ALDER, args=THE_RULES),
    "matching:ask_rules": Row(post=RULE_SETTERS & ALL_ALDER, args=THE_RULES),
    "matching:rule_progress": Row(get=RULE_READERS & ALL_ALDER, args=THE_RULES),
    "matching:rule_threshold": Row(
        get=RULE_SETTERS & ALL_ALDER, post=RULE_SETTERS & ALL_ALDER, args=THE_RULES
    ),
    "matching:publish_rules": Row(post=RULE_SETTERS & ALL_ALDER, args=THE_RULES),
    "matching:restore_rules": Row(
        get=RULE_SETTERS & ALL_ALDER, post=RULE_SETTERS & ALL_ALDER, args=THE_RULES
    ),
    "matching:withdraw_rules": Row(
        get=RULE_SETTERS & ALL_ALDER, post=RULE_SETTERS & ALL_ALDER, args=THE_RULES
    ),
    "matching:rule": Row(get=RULE_SETTERS & ALL_ALDER, post=RULE_SETTERS & ALL_ALDER, args=a_rule),
    "matching:drop_rule": Row(post=RULE_SETTERS & ALL_ALDER, args=a_rule),
    "matching:rule_pairs": Row(get=UNDOERS & ALL_ALDER, args=pairs_of_a_rule),
    "matching:rule_runs": Row(get=JUDGES),
    "matching:rule_run": Row(get=JUDGES & ALL_ALDER, args=A_RULE_RUN),
    "matching:rule_run_progress": Row(get=JUDGES & ALL_ALDER, args=A_RULE_RUN),
    "matching:looked_through": Row(post=JUDGES & ALL_ALDER, args=A_RULE_RUN),
    "matching:undo_rule_run": Row(
        get=UNDOERS & ALL_ALDER, post=UNDOERS & ALL_ALDER, args=A_RULE_RUN
    ),
    "matching:agree": Row(post=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:confirm_link": Row(post=JUDGES & ALL_ALDER, args=AN_OPEN_PAIR),
    "matching:samples": Row(get=RULE_READERS, post=UNDOERS),
    "matching:sample": Row(get=RULE_READERS & ALL_ALDER, args=A_DRAWN_SAMPLE),
    "matching:second_look": Row(get=JUDGES),
    "matching:second_word": Row(post=JUDGES & ALL_ALDER, args=A_SAMPLED_PAIR),
    "matching:cut": Row(get=JUDGES & ALL_ALDER, post=JUDGES & ALL_ALDER, args=A_LINKED_PAIR),
}
