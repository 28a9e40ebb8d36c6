"""The county's matching rules: what holds, its editions, what a draft would do, publishing."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.matching.engine import UNITS
from cases.matching.models import RuleEdition, RulePreview
from cases.matching.rules import automatic, editions, pages, preview, words
from cases.matching.rules.editions import Author, NotAllowed, Publication
from cases.matching.rules.forms import CODE, PublishForm, RuleForm, ThresholdForm
from cases.matching.rules.parameters import LINK_BY_RULE, SAMPLE_SIZE
from cases.matching.rules.table import Rule, replaced, without
from cases.matching.second.judging import Results, finished_to_link, results
from cases.matching.second.words import group_name
from counties.permissions import Permission, may, require, require_here
from linkages import parameters
from linkages.calendar import today
from linkages.forms import HouseForm, Stale, done_before, once
from linkages.views import progress_of

State = RuleEdition.State
NEW = "new"


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """What holds today, whether the rule links by itself, and all editions."""
    require_here(request.user, Permission.VIEW_RULES)
    return _rules(request)


def _rules(request: HttpRequest, refusal: str = "") -> HttpResponse:
    user = request.user
    county = user.working_in.county_id
    known = editions.editions_of(county)
    now = editions.ruling_on(county, today())
    may_set = may(user, Permission.SET_RULES)
    draft = editions.draft_of(known)
    version = editions.version_of(known)
    context = {
        "ruling": now,
        "lines": pages.lines(now.rules),
        "columns": pages.RULE_COLUMNS,
        "pending": editions.pending(known),
        "draft": draft,
        "start": HouseForm(version=version) if may_set and draft is None else None,
        "linking": _linking(user, now),
        "stop": HouseForm() if may_set and _can_stop(known) else None,
        "questioned": _questioned(user, now.edition),
        "history": pages.history(known),
        "history_columns": pages.HISTORY_COLUMNS,
        "runs_url": reverse("matching:rule_runs") if may(user, Permission.REVIEW_MATCH) else "",
        "refusal": refusal,
    }
    return render(request, "matching/rules/rules.html", context, status=409 if refusal else 200)


def _linking(user: Any, now: editions.Ruling) -> dict[str, Any]:
    """Whether the rule links by itself, and if not, what is missing."""
    county = user.working_in.county_id
    page = reverse("counties:parameter", args=[LINK_BY_RULE])
    return {
        "on": automatic.switched_on(county, now),
        "parameter_url": page if may(user, Permission.VIEW_PARAMETERS) else "",
        "threshold": pages.bits(now.threshold),
        "has_threshold": now.threshold is not None,
        "stopped": now.edition is not None and now.edition.stopped_at is not None,
        "sample": now.edition.sample if now.edition else None,
    }


def _can_stop(known: list[RuleEdition]) -> bool:
    published = [each for each in known if each.state == State.PUBLISHED]
    return any(each.threshold is not None and each.stopped_at is None for each in published)


def _questioned(user: Any, edition: RuleEdition | None) -> list[pages.Effect]:
    """Rules in force that put linked pairs in question."""
    found = RulePreview.objects.filter(edition=edition).first() if edition else None
    if edition is None or found is None:
        return []
    told = pages.effects(user, edition, found, editions.rules_of(edition))
    return [each for each in told if each.linked]


def _author(request: HttpRequest, form: HouseForm) -> Author:
    seen = form.cleaned_data["version"]
    return Author(request.user.working_in.county_id, request.user.pk, seen)


def _decided(
    request: HttpRequest,
    form: HouseForm,
    act: Callable[[], str],
    refused: Callable[[str], HttpResponse],
) -> HttpResponse:
    """Carry out an act once; whoever comes second is told what the first one did."""
    try:
        return once(request, form, act)
    except (Stale, NotAllowed) as refusal:
        # The same form sent twice at once: the slower one is shown what the first did.
        return done_before(request, form) or refused(str(refusal))


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin a draft with what holds today."""
    require_here(request.user, Permission.SET_RULES)
    form = HouseForm(request.POST)
    if not form.is_valid():
        return _rules(request, _("Look at the page again, then decide."))

    def act() -> str:
        draft = editions.start(_author(request, form))
        return reverse("matching:rule_edition", args=[draft.pk])

    return _decided(request, form, act, lambda refusal: _rules(request, refusal))


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Switch linking by rule off at once."""
    require_here(request.user, Permission.SET_RULES)
    form = HouseForm(request.POST)
    if not form.is_valid():
        return _rules(request, _("Look at the page again, then decide."))

    def act() -> str:
        editions.stop_linking(request.user.working_in.county_id, request.user.pk)
        messages.success(request, _("Switched off. The rule links nothing from this moment."))
        return reverse("matching:rules")

    return once(request, form, act)


def _edition(request: HttpRequest, edition_id: uuid.UUID, permission: Permission) -> RuleEdition:
    """An edition within scope (404) and rights (403)."""
    require_here(request.user, permission)
    mine = RuleEdition.objects.visible_to(request.user).select_related("restores", "sample")
    found = get_object_or_404(mine, pk=edition_id)
    require(request.user, permission, found)
    return found


@require_GET
def edition(request: HttpRequest, edition_id: uuid.UUID) -> HttpResponse:
    """An edition: its rules, what it does to the county's pairs, how it is published."""
    return _page(request, _edition(request, edition_id, Permission.VIEW_RULES))


def _page(
    request: HttpRequest,
    found: RuleEdition,
    publish: PublishForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    known = editions.editions_of(found.county_id)
    may_set = may(request.user, Permission.SET_RULES)
    is_draft = found.state == State.DRAFT
    before = _before(known, found)
    shown = editions.preview_of(found)
    context: dict[str, Any] = {
        "edition": found,
        "heading": pages.heading(found),
        "lede": pages.lede(found),
        "is_draft": is_draft,
        "may_set": may_set,
        "lines": pages.lines(editions.rules_of(found)),
        "columns": pages.RULE_COLUMNS,
        "threshold": pages.bits(found.threshold) if found.threshold is not None else "",
        "sample": found.sample,
        "sample_said": _sample_said(found),
        "dropped": pages.dropped(found, before),
        "preview": shown,
        "effects": pages.effects(request.user, found, shown, before) if shown else [],
        "effect_columns": pages.EFFECT_COLUMNS,
        "progress": _progress(found),
        "pending": editions.pending(known) if is_draft else None,
        "withdrawable": may_set and editions.withdrawable(found),
        "restorable": may_set and editions.restorable(known, found),
        "form": publish,
        "ask": HouseForm(version=editions.version_of(known)) if may_set else None,
        "breadcrumbs": pages.crumbs(pages.heading(found)),
        "refusal": refusal,
    }
    if shown and found.threshold is not None and found.sample is not None:
        context["expected"] = pages.expected_wrong(shown.would_link, results(found.sample))
    if is_draft and may_set and publish is None:
        context["form"] = PublishForm(version=editions.version_of(known))
    status = 409 if refusal else 422 if publish is not None else 200
    return render(request, "matching/rules/edition.html", context, status=status)


def _sample_said(found: RuleEdition) -> str:
    return pages.sample_words(found.sample, results(found.sample)) if found.sample else ""


def _before(known: list[RuleEdition], found: RuleEdition) -> tuple[Rule, ...]:
    """What an edition is compared with: a published one with what held before it, any other with
    what is in force today."""
    if found.state == State.PUBLISHED:
        return editions.rules_of(editions.predecessor(known, found))
    return editions.ruling_on(found.county_id, today()).rules


def _progress(found: RuleEdition) -> dict[str, Any] | None:
    job = preview.running(found)
    if job is None:
        return None
    return progress_of(job) | {
        "url": reverse("matching:rule_progress", args=[found.pk]),
        "page_url": reverse("matching:rule_edition", args=[found.pk]),
    }


@require_GET
def progress(request: HttpRequest, edition_id: uuid.UUID) -> HttpResponse:
    """How far a preview is, as a fragment that asks for itself again."""
    found = _edition(request, edition_id, Permission.VIEW_RULES)
    shown = _progress(found)
    if shown is None:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return render(request, "matching/_progress.html", shown)


@require_POST
def ask(request: HttpRequest, edition_id: uuid.UUID) -> HttpResponse:
    """Work out what an edition does to the county's pairs."""
    found = _edition(request, edition_id, Permission.SET_RULES)
    form = HouseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, refusal=_("Look at the page again, then decide."))

    def act() -> str:
        preview.request(found, request.user.pk)
        return reverse("matching:rule_edition", args=[found.pk]) + "#effects"

    return once(request, form, act)


@require_GET
def pairs(request: HttpRequest, edition_id: uuid.UUID, code: str, which: str) -> HttpResponse:
    """The pairs that a rule holds or questions, for those who review."""
    require_here(request.user, Permission.REVIEW_MATCH)
    found = _edition(request, edition_id, Permission.VIEW_RULES)
    rule = next((each for each in editions.rules_of(found) if each.code == code), None)
    shown = RulePreview.objects.filter(edition=found).first()
    if rule is None or shown is None or which not in ("open", "linked"):
        raise Http404
    listed = pages.listed_pairs(request.user, shown, code, which)
    edition_url = reverse("matching:rule_edition", args=[found.pk])
    context = {
        "rule": pages.lines([rule])[0],
        "faces": pages.faces(request.user, listed),
        "which": which,
        "looked": HouseForm() if which == "linked" else None,
        "breadcrumbs": pages.crumbs((pages.heading(found), edition_url), _("Pairs")),
    }
    return render(request, "matching/rules/pairs.html", context)


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, edition_id: uuid.UUID, code: str) -> HttpResponse:
    """Add a rule to a draft, or change one."""
    found = _edition(request, edition_id, Permission.SET_RULES)
    if not CODE.match(code):
        raise Http404
    rules_now = editions.rules_of(found)
    was = next((each for each in rules_now if each.code == code), None)
    if was is None and code != NEW:
        raise Http404
    form = RuleForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        given = form.rule(code if was else f"r{uuid.uuid4().hex[:12]}")

        def act() -> str:
            editions.change(_author(request, form), found.pk, replaced(rules_now, given))
            messages.success(request, _("The draft is saved. Nothing of it holds yet."))
            return reverse("matching:rule_edition", args=[found.pk])

        return _decided(request, form, act, lambda refusal: _gone_on(request, found, refusal))
    if form is None:
        known = editions.editions_of(found.county_id)
        if found.state != State.DRAFT:
            return _page(request, found, refusal=_("This edition is no draft any more."))
        initial = RuleForm.initial_of(was) if was else {"verb": "ask", "mark": "I"}
        form = RuleForm(version=editions.version_of(known), initial=initial)
    return _rule_page(request, found, form, was)


def _gone_on(request: HttpRequest, found: RuleEdition, refusal: str) -> HttpResponse:
    found.refresh_from_db()
    return _page(request, found, refusal=refusal)


def _rule_page(
    request: HttpRequest, found: RuleEdition, form: RuleForm, was: Rule | None
) -> HttpResponse:
    edition_url = reverse("matching:rule_edition", args=[found.pk])
    context = {
        "edition": found,
        "form": form,
        "was": words.sentence(was) if was else "",
        "drop_url": reverse("matching:drop_rule", args=[found.pk, was.code]) if was else "",
        "cancel_url": edition_url,
        "breadcrumbs": pages.crumbs(
            (pages.heading(found), edition_url), _("Change a rule") if was else _("Add a rule")
        ),
    }
    status = 422 if form.is_bound else 200
    return render(request, "matching/rules/rule.html", context, status=status)


@require_POST
def drop(request: HttpRequest, edition_id: uuid.UUID, code: str) -> HttpResponse:
    """Take a rule out of a draft."""
    found = _edition(request, edition_id, Permission.SET_RULES)
    form = HouseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, refusal=_("Look at the page again, then decide."))

    def act() -> str:
        left = without(editions.rules_of(found), code)
        editions.change(_author(request, form), found.pk, left)
        messages.success(request, _("The draft is saved. Nothing of it holds yet."))
        return reverse("matching:rule_edition", args=[found.pk])

    return _decided(request, form, act, lambda refusal: _gone_on(request, found, refusal))


@require_http_methods(["GET", "POST"])
def threshold(request: HttpRequest, edition_id: uuid.UUID) -> HttpResponse:
    """Let a draft's rule link pairs from so much evidence, on a reviewed sample; or nothing."""
    found = _edition(request, edition_id, Permission.SET_RULES)
    smallest = parameters.value(SAMPLE_SIZE, county=found.county_id, on=today())
    reviewed = finished_to_link(found.county_id, smallest)
    samples = [(sample, pages.sample_words(sample, said)) for sample, said in reviewed]
    form = None
    if request.method == "POST":
        form = ThresholdForm(request.POST, samples=samples)
        if form.is_valid():
            bound = form

            def act() -> str:
                units, sample = bound.chosen()
                editions.set_threshold(_author(request, bound), found.pk, units, sample)
                messages.success(request, _("The draft is saved. Nothing of it holds yet."))
                return reverse("matching:rule_edition", args=[found.pk])

            return _decided(request, form, act, lambda refusal: _gone_on(request, found, refusal))
    elif found.state != State.DRAFT:
        return _page(request, found, refusal=_("This edition is no draft any more."))
    if form is None:
        known = editions.editions_of(found.county_id)
        initial = {
            "sample": str(found.sample_id or ""),
            "threshold": None if found.threshold is None else found.threshold / UNITS,
        }
        version = editions.version_of(known)
        form = ThresholdForm(samples=samples, version=version, initial=initial)
    edition_url = reverse("matching:rule_edition", args=[found.pk])
    context = {
        "edition": found,
        "form": form,
        "has_samples": bool(samples),
        "smallest": smallest,
        "reviewed": [{"sample": sample, "groups": _group_rows(said)} for sample, said in reviewed],
        "group_columns": pages.GROUP_COLUMNS,
        "cancel_url": edition_url,
        "breadcrumbs": pages.crumbs((pages.heading(found), edition_url), _("Linking by rule")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "matching/rules/threshold.html", context, status=status)


def _group_rows(said: Results) -> list[dict[str, str]]:
    return [
        {"group": group_name(group), "wrong": pages.interval(share)} for group, share in said.groups
    ]


@require_POST
def publish(request: HttpRequest, edition_id: uuid.UUID) -> HttpResponse:
    """Let a draft hold from a day on."""
    found = _edition(request, edition_id, Permission.SET_RULES)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, found, publish=form)

    def act() -> str:
        editions.publish(_author(request, form), found.pk, _publication(form))
        messages.success(request, _published_words(form))
        return reverse("matching:rules")

    return _decided(request, form, act, lambda refusal: _gone_on(request, found, refusal))


def _publication(form: PublishForm) -> Publication:
    return Publication(form.cleaned_data["effective_on"], form.cleaned_data["reason"])


def _published_words(form: PublishForm) -> str:
    if form.cleaned_data["effective_on"] > today():
        return _("Published. It takes effect on its day by itself.")
    return _("Published. It is in force from this moment.")


@require_http_methods(["GET", "POST"])
def restore(request: HttpRequest, edition_id: uuid.UUID) -> HttpResponse:
    """Roll back: publish an earlier edition anew, having seen what that does."""
    found = _edition(request, edition_id, Permission.SET_RULES)
    known = editions.editions_of(found.county_id)
    form = PublishForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():

        def act() -> str:
            editions.roll_back(_author(request, form), found.pk, _publication(form))
            messages.success(request, _published_words(form))
            return reverse("matching:rules")

        return _decided(request, form, act, lambda refusal: _gone_on(request, found, refusal))
    if not editions.restorable(known, found):
        refusal = _("Only an edition that held once and holds no longer can come back.")
        return _page(request, found, refusal=refusal)
    before = editions.ruling_on(found.county_id, today()).rules
    shown = editions.preview_of(found)
    edition_url = reverse("matching:rule_edition", args=[found.pk])
    context = {
        "edition": found,
        "form": form or PublishForm(version=editions.version_of(known)),
        "preview": shown,
        "effects": pages.effects(request.user, found, shown, before) if shown else [],
        "effect_columns": pages.EFFECT_COLUMNS,
        "dropped": pages.dropped(found, before),
        "progress": _progress(found),
        "ask": HouseForm(version=editions.version_of(known)),
        "breadcrumbs": pages.crumbs((pages.heading(found), edition_url), _("Roll back")),
    }
    status = 422 if form is not None else 200
    return render(request, "matching/rules/restore.html", context, status=status)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, edition_id: uuid.UUID) -> HttpResponse:
    """Take back a draft, or a published edition before its day."""
    found = _edition(request, edition_id, Permission.SET_RULES)
    form = HouseForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():

        def act() -> str:
            editions.withdraw(_author(request, form), found.pk)
            messages.success(request, _("Withdrawn. What is in force stays as it is."))
            return reverse("matching:rules")

        return _decided(request, form, act, lambda refusal: _gone_on(request, found, refusal))
    if not editions.withdrawable(found):
        refusal = _("What has taken effect cannot be withdrawn. Roll it back instead.")
        return _page(request, found, refusal=refusal)
    known = editions.editions_of(found.county_id)
    context = {
        "question": _("Withdraw edition %(number)s?") % {"number": found.number},
        "consequences": [
            _("Nothing of it takes effect. What is in force stays as it is."),
            _("It stays in the list of editions and cannot be published any more."),
        ],
        "verb": _("Withdraw"),
        "form": HouseForm(version=editions.version_of(known)),
        "cancel_url": reverse("matching:rule_edition", args=[found.pk]),
        "breadcrumbs": pages.crumbs(_("Withdraw")),
    }
    return render(request, "uswds/confirm.html", context)
