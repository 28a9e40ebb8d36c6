"""The catalogue covers what the decision can open, and nothing beyond it."""

import pytest

from cases.sharing.decision import CEILING, STORED
from cases.sharing.models import Audience, LegalBasis
from cases.sharing.policy import statutes
from cases.sharing.policy.table import CELLS, POSSIBLE, Cell, can_open
from linkages import parameters


def test_every_cell_that_can_open_has_a_statute_and_no_statute_goes_beyond() -> None:
    ceiling = {
        Cell(owner, category, audience)
        for audience, opened in CEILING.items()
        for owner, category in opened
    }
    assert set(CELLS) == ceiling
    assert {row.cell for row in POSSIBLE} == ceiling


@pytest.mark.parametrize("statute", statutes.OPENING, ids=lambda statute: statute.code)
def test_what_a_statute_claims_to_open_can_be_opened(statute: statutes.Statute) -> None:
    assert statute.opens
    for audience, categories in statute.opens.items():
        assert audience in Audience.values
        for category in categories:
            assert any(can_open(Cell(o, category, audience)) for o in ("cws", "calworks"))


@pytest.mark.parametrize(
    ("audience", "codes"),
    [
        ("pair", {"10850"}),
        ("coordinator", {"10850"}),
        ("mdt", {"830", "10850.1"}),
        ("cft", {"832"}),
        ("er_team", {"18961.7"}),
        ("index", {"18961.5"}),
    ],
)
def test_which_statute_carries_which_audience(audience: str, codes: set[str]) -> None:
    assert {row.code for row in POSSIBLE if row.audience == audience} == codes


def test_allegations_open_to_teams_under_the_two_statutes_of_teams_alone() -> None:
    carrying = {(row.code, row.audience) for row in POSSIBLE if row.category == "C6"}
    assert carrying == {("830", "mdt"), ("18961.7", "er_team")}


def test_codes_fit_their_column_and_are_told_once() -> None:
    codes = [each.code for each in (*statutes.OPENING, *statutes.OTHERS)]
    assert len(set(codes)) == len(codes)
    longest = LegalBasis._meta.get_field("code").max_length
    assert all(len(code) <= longest for code in codes)
    assert "827" in codes and "18986.40" in codes


def test_laws_that_open_nothing_open_nothing() -> None:
    for statute in statutes.OTHERS:
        assert not statute.opens
        assert set(statute.keeps) <= STORED


def test_limits_are_parameters_of_the_product() -> None:
    named = {name for each in statutes.OPENING for name in each.parameters}
    assert named == {"sharing.mdt_members", "sharing.er_team_members", "sharing.window_days"}
    assert named <= set(parameters.declared())
