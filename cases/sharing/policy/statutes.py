"""The statutes that matter for sharing between the two programs, in plain words.

`opens` lies within `decision.CEILING` and covers it; a test holds both. A statute that opens
nothing is listed because counsel will look for it, with why it opens nothing here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.sharing.models import Audience
from linkages.parameters import Mark

Words = Promise | str

PLANNING = frozenset({"C1", "C2", "C3", "C5"})


@dataclass(frozen=True, slots=True)
class Statute:
    """One law as it works here.

    `code` is what a legal basis carries; `opens` says to which audience it can open which
    categories; `keeps` names categories that it closes to everybody without a release.
    `parameters` are the county's numbers that limit it.
    """

    code: str
    name: str
    allows: Words
    limits: tuple[Words, ...]
    source: Words
    mark: Mark
    opens: Mapping[str, frozenset[str]] = field(default_factory=dict)
    keeps: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()


OPENING = (
    Statute(
        "10850",
        "W&IC 10850",
        _(
            "Records of public social services are confidential. They may be used and shared for "
            "purposes directly connected with running those services, which include protective "
            "services of the county."
        ),
        (
            _("Every reading states its purpose and is kept in the account of disclosures."),
            _("Only people linked in both programs; lists never leave the two programs."),
            _("A person can be narrowed to identity."),
        ),
        _("Text of the statute; a county’s handbook of business practice"),
        Mark.HIGH,
        opens={Audience.PAIR: PLANNING, Audience.COORDINATOR: PLANNING},
    ),
    Statute(
        "10850.1",
        "W&IC 10850.1",
        _(
            "Work of a multidisciplinary team that prevents, finds or treats child abuse counts as "
            "running public social services."
        ),
        (
            _("Only members seated in a complete team, about the people the team is about."),
            _("No allegations and no court reports: those need W&IC 830."),
        ),
        _("Legislative digest of AB 2322"),
        Mark.HIGH,
        opens={Audience.MDT: frozenset({"C1", "C5"})},
        parameters=("sharing.mdt_members",),
    ),
    Statute(
        "830",
        "W&IC 830, 18951",
        _(
            "Trained members of a child abuse team may share confidential information, also from "
            "juvenile court, when whoever holds it reasonably believes that it matters for "
            "preventing, finding or treating abuse."
        ),
        (
            _("Nothing is shared while fewer members than the law asks for are seated."),
            _("The team writes down why the information is relevant."),
            _("Only the people the team is about, and only while the seat lasts."),
        ),
        _("Committee analysis of AB 406"),
        Mark.HIGH,
        opens={Audience.MDT: frozenset({"C1", "C5", "C6", "C12"})},
        parameters=("sharing.mdt_members",),
    ),
    Statute(
        "832",
        "W&IC 832",
        _(
            "Members of a child and family team may share relevant information in confidence, "
            "in order to plan. Each participant who can consent signs an authorization."
        ),
        (
            _("Opens on the day of the authorization and ends with the team or the seat."),
            _("Adoption records are never part of it; they are not stored."),
        ),
        _("Text of the statute"),
        Mark.HIGH,
        opens={Audience.CFT: frozenset({"C1", "C5", "C12"})},
    ),
    Statute(
        "18961.7",
        "W&IC 18961.7",
        _(
            "A county’s team may share while a report of abuse is investigated or a detention is "
            "decided, for a limited number of days after the report."
        ),
        (
            _("The window closes by itself; only written good cause extends it."),
            _("By telephone or mail, a member’s identity is verified first."),
            _("The county needs a protocol of its own for this team."),
        ),
        _("Committee analysis of AB 406"),
        Mark.HIGH,
        opens={Audience.ER_TEAM: frozenset({"C1", "C5", "C6"})},
        parameters=("sharing.er_team_members", "sharing.window_days"),
    ),
    Statute(
        "18961.5",
        "W&IC 18961.5",
        _(
            "A county may keep an index of families at risk: name, address, phone and birth date, "
            "each agency’s case number, the assigned employee with phone, and dates of contact. "
            "Nothing else."
        ),
        (
            _("Off until the county’s standard of “at risk” is recorded."),
            _("Only for staff designated by letter of an agency’s director."),
            _("Every search is recorded and watched."),
        ),
        _("Text of the statute"),
        Mark.HIGH,
        opens={Audience.INDEX: frozenset({"C1"})},
    ),
)

OTHERS = (
    Statute(
        "827",
        "W&IC 827",
        _(
            "Lists who may inspect a juvenile case file. Program staff who only coordinate a plan "
            "are not on the list; anybody else needs a court order."
        ),
        (
            _("Opens nothing here. Hearing dates that planning needs are C5, not court papers."),
            _("Petitions and court reports are C6: for a team under W&IC 830 or 18961.7 only."),
        ),
        _("Text of the statute for the list; what follows from it here is our reading"),
        Mark.MEDIUM,
        keeps=("C6",),
    ),
    Statute(
        "18986.40",
        "W&IC 18986.40–18986.46",
        _(
            "An integrated children’s services program may keep one record of services, once the "
            "family has given one informed authorization for all who take part."
        ),
        (_("Opens nothing by itself: the family’s authorization is recorded as a release."),),
        _("Text of the statute"),
        Mark.HIGH,
    ),
    Statute(
        "11167",
        "Penal Code 11167, 11167.5",
        _("Who reported abuse, and the report itself, go to listed recipients only."),
        (
            _("The reporter is never stored."),
            _("Somebody known by a report alone does not exist for the other program."),
        ),
        _("Text of the statute"),
        Mark.MEDIUM,
        keeps=("C6",),
    ),
    Statute(
        "5328",
        "W&IC 5328 · Civil Code 56.10 · 45 CFR 164.508",
        _("Medical and mental health information needs the person’s own authorization."),
        (_("Only by release, in writing."),),
        _("Texts of the statutes; HIPAA and W&IC 5328 read in part"),
        Mark.MEDIUM,
        keeps=("C8",),
    ),
    Statute(
        "42cfr2",
        "42 CFR Part 2",
        _("Records of substance use treatment need written consent; each disclosure carries it."),
        (_("Only by release, with a signature of its own."),),
        _("Text of 42 CFR 2.31 and 2.32"),
        Mark.HIGH,
        keeps=("C9",),
    ),
    Statute(
        "1037",
        "34 USC 12291(b)(2) · Evidence Code 1037 · W&IC 11495.1",
        _(
            "What is known of domestic violence leaves a program only by the survivor’s own, "
            "time-limited release."
        ),
        (_("Only to those the survivor names. Flags of it are never imported."),),
        _("Texts of the statutes"),
        Mark.HIGH,
        keeps=("C10",),
    ),
    Statute(
        "6924",
        "Family Code 6924, 6929 · Health and Safety Code 124260",
        _("Services that a minor of 12 or older consented to are the minor’s own to release."),
        (_("A parent’s release never covers them."),),
        _("Texts of the statutes"),
        Mark.HIGH,
        keeps=("C11",),
    ),
    Statute(
        "49076",
        "Education Code 49076 · 20 USC 1232g",
        _("Pupil records need a parent’s consent or an exception such as the one for CWS."),
        (_("CWS’s own; to a complete team by statute, to anybody else by release."),),
        _("Read in part"),
        Mark.MEDIUM,
        keeps=("C12",),
    ),
)

BY_CODE = {statute.code: statute for statute in OPENING}


def carriers(audience: str, category: str) -> Iterator[Statute]:
    """The statutes that can open a category to an audience."""
    return (each for each in OPENING if category in each.opens.get(audience, frozenset()))


def name_of(code: str) -> str:
    """A statute by its usual name; an unknown code as it stands."""
    return BY_CODE[code].name if code in BY_CODE else code
