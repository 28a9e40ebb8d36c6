"""A county's decision steps and commitments, and the results of its assessments."""

from tests.world.matrix.rows import Row, first
from tests.world.matrix.who import BOARD, EVERYONE, at_alder, both_counties

KEEPERS = ("coordinator", "cochair.cws", "cochair.calworks")
SPONSORS = ("sponsor.cws", "sponsor.calworks")
PLANNERS = (
    "admin",
    "admin2",
    "coordinator",
    "cws.supervisor",
    "calworks.supervisor",
    "liaison",
    "analyst",
    *BOARD,
)
A_CLOSED_ROUND = first("assessments.Round", state="closed")
CWS_COMMITMENT = first("assessments.Commitment", program="cws", withdrawn_on=None)

ROWS: dict[str, Row] = {
    "assessments:program": Row(get=EVERYONE - both_counties("partner")),
    "assessments:decision_step": Row(
        get=both_counties(*KEEPERS), post=both_counties(*KEEPERS), args=lambda: [1]
    ),
    "assessments:commit": Row(get=both_counties(*SPONSORS), post=both_counties(*SPONSORS)),
    "assessments:confirm_commitment": Row(post=at_alder("sponsor.cws"), args=CWS_COMMITMENT),
    "assessments:withdraw_commitment": Row(
        get=at_alder("sponsor.cws"), post=at_alder("sponsor.cws"), args=CWS_COMMITMENT
    ),
    "assessments:results": Row(get=at_alder(*PLANNERS), args=A_CLOSED_ROUND),
    "assessments:results_file": Row(get=at_alder(*PLANNERS), args=A_CLOSED_ROUND),
    "assessments:decide_round": Row(
        get=at_alder(*KEEPERS), post=at_alder(*KEEPERS), args=A_CLOSED_ROUND
    ),
    "assessments:sign_decision": Row(post=at_alder(*SPONSORS), args=A_CLOSED_ROUND),
    "assessments:results_brief": Row(post=at_alder(*PLANNERS), args=A_CLOSED_ROUND),
    "assessments:results_sheet": Row(post=at_alder(*PLANNERS), args=A_CLOSED_ROUND),
}
