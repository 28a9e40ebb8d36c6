"""Who may do what: one vocabulary, one table. The only place that compares a role with anything.

Seeing the other program's facts is not a permission. That is decided fact by fact in
`cases.sharing`; a permission only opens the page on which the decision is asked for.
"""

from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from counties.models import User


class CountyOwned(Protocol):
    """Anything that belongs to one county."""

    county_id: str


class Role(models.TextChoices):
    """What somebody does in a county's Linkages program."""

    ADMIN = "admin", _("County administrator")
    COORDINATOR = "coordinator", _("Linkages coordinator")
    WORKER = "worker", _("Caseworker")
    SUPERVISOR = "supervisor", _("Supervisor")
    LIAISON = "liaison", _("Liaison")
    ANALYST = "analyst", _("Analyst")
    PRIVACY = "privacy", _("Privacy officer")
    RESTRICTED = "restricted", _("Restricted-case coordinator")
    COCHAIR = "cochair", _("Co-chair")
    SPONSOR = "sponsor", _("Executive sponsor")
    COUNSEL = "counsel", _("County counsel")
    PARTNER = "partner", _("Community partner")
    OVERSIGHT = "oversight", _("State oversight")
    EDITOR = "editor", _("State content editor")
    ASSISTANCE = "assistance", _("Technical assistance")


class Permission(models.TextChoices):
    """One name per act, the same word as on the button and in the history."""

    VIEW_BATCH = "records.view_batch", _("See extract batches")
    UPLOAD_EXTRACT = "records.upload_extract", _("Upload an extract")
    DECIDE_BATCH = "records.decide_batch", _("Accept, reject or roll back a batch")
    EDIT_PROFILE = "records.edit_profile", _("Describe how a source system’s file reads")
    PLAN_PICKUP = "records.plan_pickup", _("Plan the pickup of extracts from a folder")
    VIEW_QUALITY = "records.view_quality", _("See the quality of what sources state")
    CORRECT_FACT = "people.correct_fact", _("Correct what an extract states, and settle conflicts")
    REVIEW_MATCH = "matching.review_match", _("Review match candidates")
    CUT_LINK = "matching.cut_link", _("Cut a link")
    RUN_MATCHING = "matching.run_matching", _("Start a matching run")
    ASSIGN_PAIR = "matching.assign_pair", _("Give pairs to reviewers")
    DRAW_SAMPLE = "matching.draw_sample", _("Draw a sample for a second look")
    VIEW_RULES = "matching.view_rules", _("See the county’s matching rules")
    SET_RULES = "matching.set_rules", _("Write and publish matching rules")
    UNDO_RUN = "matching.undo_run", _("Undo what a rule linked")
    DISPOSE_RECORDS = "matching.dispose_records", _("Dispose of records")
    VIEW_PERSON = "sharing.view_person", _("Open a person")
    SEARCH_PEOPLE = "people.search_people", _("Search for a person")
    REQUEST_DOCUMENT = "linkages.request_document", _("Make a document")
    VIEW_RESTRICTED = "sharing.view_restricted", _("See sealed and sensitive people")
    LOOK_UP = "sharing.look_up", _("Ask whether the other side knows somebody")
    NARROW_SHARING = "sharing.narrow_sharing", _("Narrow a person’s sharing to identity")
    VIEW_ROSTERS = "sharing.view_rosters", _("See teams and their members")
    KEEP_ROSTER = "sharing.keep_roster", _("Open a team and seat its members")
    EXTEND_WINDOW = "sharing.extend_window", _("Extend a report’s window for good cause")
    RESTRICT_PERSON = "sharing.restrict_person", _("Restrict a person and name who may see them")
    KEEP_STAFF_RELATIONS = (
        "sharing.keep_staff_relations",
        _("Record staff who are clients or relatives of clients"),
    )
    VIEW_POLICY = "sharing.view_policy", _("See legal bases")
    SET_POLICY = (
        "sharing.set_policy",
        _("Switch legal bases on and off, designate, record authority"),
    )
    VIEW_ACCOUNT = "sharing.view_account", _("See who saw what of a person")
    EXPLAIN_ACCESS = "sharing.explain_access", _("See what a member of staff can see, and why")
    VIEW_INCIDENTS = "sharing.view_incidents", _("See incidents")
    KEEP_INCIDENT = "sharing.keep_incident", _("Record an incident and what was done")
    CLOSE_INCIDENT = "sharing.close_incident", _("Close an incident that somebody else kept")
    VIEW_ALERTS = "sharing.view_alerts", _("See alerts")
    SETTLE_ALERT = "sharing.settle_alert", _("Settle an alert")
    VIEW_REVIEWS = "sharing.view_reviews", _("See monthly reviews")
    SIGN_REVIEW = "sharing.sign_review", _("Sign a unit’s monthly review")
    VIEW_FAMILY = "families.view_family", _("Open a family")
    SHAPE_FAMILY = "families.shape_family", _("Join and split families")
    VIEW_FAMILY_RULES = "families.view_rules", _("See how families are put together")
    VIEW_WAVES = "families.view_waves", _("See what was released to workers")
    RELEASE_FAMILIES = "families.release_families", _("Release families to workers, and set quotas")
    VIEW_ELIGIBLE = "families.view_eligible", _("See families that may be eligible for aid")
    ANSWER_FAMILY = "families.answer_family", _("Accept, decline or hand on a family")
    REASSIGN_FAMILY = "families.reassign_family", _("Give families to other workers")
    SET_PRIORITY = "families.set_priority", _("Set a family’s priority")
    WORK_FAMILY = "families.work_family", _("Record contacts, notes, tasks and agreement")
    VIEW_SERVICES = "families.view_services", _("See the directory of services")
    KEEP_SERVICES = "families.keep_services", _("Keep the directory of services")
    SUGGEST_FAMILY = "families.suggest_family", _("Suggest that a family is mutual")
    SETTLE_SUGGESTION = "families.settle_suggestion", _("Settle suggestions and event notices")
    KEEP_SOURCE_FLAGS = "families.keep_source_flags", _("Keep the list of source flags")
    SETTLE_OBSTACLE = "families.settle_obstacle", _("Answer what was said about rules")
    CLOSE_FAMILY = "families.close_family", _("Close and reopen joint work with a family")
    CONFIRM_CLOSING = "families.confirm_closing", _("Confirm that joint work with a family ends")
    KEEP_LETTERS = (
        "families.keep_letters",
        _("Keep the checklist for closing, and see sample letters"),
    )
    TRANSFER_FAMILY = "families.transfer_family", _("Send a family to another county, or take one")
    VIEW_INSTRUMENTS = "assessments.view_instruments", _("See assessment instruments")
    EDIT_INSTRUMENT = "assessments.edit_instrument", _("Write and publish assessment instruments")
    VIEW_ASSESSMENTS = "assessments.view_assessments", _("See assessments and their results")
    KEEP_ROUND = (
        "assessments.keep_round",
        _("Begin an assessment, invite people, lead the consensus"),
    )
    ANSWER_ROUND = "assessments.answer_round", _("Answer an assessment")
    CLOSE_ROUND = "assessments.close_round", _("Close an assessment for one program")
    SIGN_DECISION = "assessments.sign_decision", _("Sign what an assessment led to")
    KEEP_PROGRAM = "assessments.keep_program", _("Record the county’s four decision steps")
    COMMIT = "assessments.commit", _("Commit a program to Linkages")
    VIEW_CATALOGUE = "workplans.view_catalogue", _("See topic areas and objectives")
    EDIT_CATALOGUE = "workplans.edit_catalogue", _("Write and publish topic areas and objectives")
    VIEW_PLAN = "workplans.view_plan", _("See work plans")
    EDIT_PLAN = "workplans.edit_plan", _("Write and amend a work plan")
    UPDATE_STEP = "workplans.update_step", _("Report on steps that one leads")
    APPROVE_PLAN = "workplans.approve_plan", _("Approve a work plan for one program")
    KEEP_MEETING = "workplans.keep_meeting", _("Call meetings and write minutes")
    VIEW_STAFF = "counties.view_staff", _("See staff and roles")
    KEEP_STAFF = "counties.keep_staff", _("Invite staff, give roles and end them")
    APPROVE_ROLE = "counties.approve_role", _("Approve a role that a second person must approve")
    HAND_OVER = "counties.hand_over", _("Hand over a leaver’s open work")
    VIEW_PARAMETERS = "linkages.view_parameters", _("See the county's parameters")
    SET_PARAMETER = "linkages.set_parameter", _("Set a parameter")


_CASEWORK = frozenset(
    {
        Permission.VIEW_PERSON,
        Permission.SEARCH_PEOPLE,
        Permission.REQUEST_DOCUMENT,
        Permission.LOOK_UP,
        Permission.NARROW_SHARING,
        Permission.VIEW_ROSTERS,
        Permission.VIEW_FAMILY,
        Permission.WORK_FAMILY,
        Permission.VIEW_SERVICES,
        Permission.VIEW_FAMILY_RULES,
    }
)
# Whoever works in a county's Linkages program may be asked, and may lead a step of its plan.
_TEAM = frozenset(
    {
        Permission.ANSWER_ROUND,
        Permission.VIEW_PLAN,
        Permission.VIEW_CATALOGUE,
        Permission.UPDATE_STEP,
    }
)
_PLANNING = _TEAM | {
    Permission.VIEW_INSTRUMENTS,
    Permission.VIEW_ASSESSMENTS,
    Permission.REQUEST_DOCUMENT,
}
_LEADING = _PLANNING | {
    Permission.KEEP_ROUND,
    Permission.KEEP_PROGRAM,
    Permission.EDIT_PLAN,
    Permission.KEEP_MEETING,
}
_REVIEW = frozenset({Permission.REVIEW_MATCH, Permission.CUT_LINK}) | _CASEWORK

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: _PLANNING
    | frozenset(
        {
            Permission.VIEW_BATCH,
            Permission.VIEW_STAFF,
            Permission.VIEW_PARAMETERS,
            Permission.SET_PARAMETER,
            Permission.VIEW_POLICY,
            Permission.EXPLAIN_ACCESS,
            Permission.EDIT_PROFILE,
            Permission.PLAN_PICKUP,
            Permission.VIEW_RULES,
            Permission.SET_RULES,
            Permission.VIEW_FAMILY_RULES,
            Permission.VIEW_WAVES,
            Permission.KEEP_SERVICES,
            Permission.KEEP_SOURCE_FLAGS,
            Permission.SETTLE_OBSTACLE,
            Permission.KEEP_LETTERS,
            Permission.VIEW_SERVICES,
            Permission.KEEP_STAFF,
            Permission.APPROVE_ROLE,
            Permission.HAND_OVER,
        }
    ),
    Role.COORDINATOR: _REVIEW
    | _LEADING
    | {
        Permission.SHAPE_FAMILY,
        Permission.VIEW_WAVES,
        Permission.RELEASE_FAMILIES,
        Permission.REASSIGN_FAMILY,
        Permission.SET_PRIORITY,
        Permission.KEEP_SERVICES,
        Permission.KEEP_SOURCE_FLAGS,
        Permission.SETTLE_OBSTACLE,
        Permission.SETTLE_SUGGESTION,
        Permission.CLOSE_FAMILY,
        Permission.CONFIRM_CLOSING,
        Permission.KEEP_LETTERS,
        Permission.TRANSFER_FAMILY,
        Permission.VIEW_BATCH,
        Permission.VIEW_PARAMETERS,
        Permission.VIEW_POLICY,
        Permission.KEEP_ROSTER,
        Permission.VIEW_QUALITY,
        Permission.ASSIGN_PAIR,
        Permission.DRAW_SAMPLE,
        Permission.VIEW_RULES,
        Permission.SET_RULES,
        Permission.UNDO_RUN,
    },
    Role.WORKER: _CASEWORK
    | _TEAM
    | {
        Permission.CORRECT_FACT,
        Permission.ANSWER_FAMILY,
        Permission.SUGGEST_FAMILY,
        Permission.VIEW_ELIGIBLE,
        Permission.CLOSE_FAMILY,
    },
    Role.SUPERVISOR: _CASEWORK
    | _PLANNING
    | {
        Permission.ANSWER_FAMILY,
        Permission.SUGGEST_FAMILY,
        Permission.VIEW_ELIGIBLE,
        Permission.CLOSE_FAMILY,
        Permission.CONFIRM_CLOSING,
        Permission.SHAPE_FAMILY,
        Permission.REASSIGN_FAMILY,
        Permission.SET_PRIORITY,
        Permission.HAND_OVER,
        Permission.KEEP_ROSTER,
        Permission.EXTEND_WINDOW,
        Permission.VIEW_REVIEWS,
        Permission.SIGN_REVIEW,
        Permission.VIEW_QUALITY,
        Permission.CORRECT_FACT,
    },
    Role.LIAISON: _REVIEW
    | _PLANNING
    | {
        Permission.KEEP_ROSTER,
        Permission.ANSWER_FAMILY,
        Permission.SET_PRIORITY,
        Permission.SETTLE_SUGGESTION,
    },
    Role.ANALYST: _PLANNING
    | frozenset(
        {
            Permission.VIEW_BATCH,
            Permission.UPLOAD_EXTRACT,
            Permission.DECIDE_BATCH,
            Permission.RUN_MATCHING,
            Permission.REVIEW_MATCH,
            Permission.CUT_LINK,
            Permission.REQUEST_DOCUMENT,
            Permission.EDIT_PROFILE,
            Permission.PLAN_PICKUP,
            Permission.VIEW_QUALITY,
            Permission.ASSIGN_PAIR,
            Permission.DRAW_SAMPLE,
            Permission.VIEW_RULES,
            Permission.UNDO_RUN,
        }
    ),
    Role.PRIVACY: _TEAM
    | frozenset(
        {
            Permission.VIEW_BATCH,
            Permission.VIEW_PARAMETERS,
            Permission.DISPOSE_RECORDS,
            Permission.VIEW_POLICY,
            Permission.VIEW_ACCOUNT,
            Permission.EXPLAIN_ACCESS,
            Permission.VIEW_ALERTS,
            Permission.SETTLE_ALERT,
            Permission.VIEW_REVIEWS,
            Permission.KEEP_STAFF_RELATIONS,
            Permission.VIEW_RULES,
            Permission.VIEW_INCIDENTS,
            Permission.KEEP_INCIDENT,
            Permission.CLOSE_INCIDENT,
        }
    ),
    Role.RESTRICTED: _REVIEW
    | _TEAM
    | {
        Permission.VIEW_RESTRICTED,
        # What is suggested or happens about restricted people goes to nobody else.
        Permission.SETTLE_SUGGESTION,
        # Nobody else can give a restricted pair, or a restricted family, to anybody.
        Permission.ASSIGN_PAIR,
        Permission.SHAPE_FAMILY,
        Permission.REASSIGN_FAMILY,
        Permission.CLOSE_FAMILY,
        Permission.CONFIRM_CLOSING,
        Permission.DISPOSE_RECORDS,
        Permission.RESTRICT_PERSON,
        Permission.KEEP_STAFF_RELATIONS,
        Permission.KEEP_ROSTER,
        Permission.VIEW_ACCOUNT,
        Permission.VIEW_INCIDENTS,
        Permission.KEEP_INCIDENT,
        Permission.CLOSE_INCIDENT,
    },
    Role.COCHAIR: _LEADING | {Permission.VIEW_PARAMETERS, Permission.CLOSE_ROUND},
    Role.SPONSOR: _PLANNING
    | {
        Permission.VIEW_PARAMETERS,
        Permission.SIGN_DECISION,
        Permission.COMMIT,
        Permission.APPROVE_PLAN,
    },
    Role.PARTNER: frozenset({Permission.ANSWER_ROUND}),
    Role.COUNSEL: _TEAM
    | frozenset(
        {
            Permission.VIEW_PARAMETERS,
            Permission.VIEW_POLICY,
            Permission.SET_POLICY,
            Permission.VIEW_INCIDENTS,
            Permission.CLOSE_INCIDENT,
            Permission.VIEW_RULES,
        }
    ),
    Role.OVERSIGHT: frozenset({Permission.VIEW_INSTRUMENTS, Permission.VIEW_CATALOGUE}),
    Role.EDITOR: frozenset(
        {
            Permission.VIEW_INSTRUMENTS,
            Permission.EDIT_INSTRUMENT,
            Permission.VIEW_CATALOGUE,
            Permission.EDIT_CATALOGUE,
            Permission.REQUEST_DOCUMENT,
        }
    ),
    Role.ASSISTANCE: frozenset({Permission.VIEW_INSTRUMENTS, Permission.VIEW_CATALOGUE}),
}


# Roles that open clients' facts: a second administrator approves whoever gets one.
SECOND_APPROVAL = frozenset(
    {
        Role.COORDINATOR,
        Role.WORKER,
        Role.SUPERVISOR,
        Role.LIAISON,
        Role.ANALYST,
        Role.PRIVACY,
        Role.RESTRICTED,
    }
)
# Roles of the state's desk, which no county has.
STATE_ROLES = frozenset({Role.OVERSIGHT, Role.EDITOR, Role.ASSISTANCE})


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that grant an act."""
    return frozenset(role for role, granted in GRANTS.items() if permission in granted)


def may(user: "User", permission: Permission) -> bool:
    """Whether the role in which this person works now grants the act in the working county."""
    working = user.working_in
    return working is not None and permission in GRANTS[Role(working.role)]


def require(user: "User", permission: Permission, obj: CountyOwned) -> None:
    """The gate a view calls after scope (404): raises PermissionDenied (403)."""
    if not user.has_perm(permission, obj):
        raise PermissionDenied(permission)


def require_here(user: "User", permission: Permission) -> None:
    """The same gate for acts that begin without an object, such as a list or an upload."""
    if not may(user, permission):
        raise PermissionDenied(permission)
