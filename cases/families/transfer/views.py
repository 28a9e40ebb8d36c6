"""Pages on which a family is sent to another county, or taken from one."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cases.families.closing.acts import NotAllowed
from cases.families.models import Transfer
from cases.families.transfer import acts, copying, receiving
from cases.families.transfer.forms import AnswerForm, OfferForm
from cases.families.viewing import open_family
from cases.sharing.chain import viewer_of
from cases.sharing.models import Disclosure
from counties.permissions import Permission, may, require, require_here
from linkages import audit
from linkages.forms import HouseForm, Stale, done_before, once

Key = uuid.UUID
PURPOSE = "family"
COLUMNS = [
    gettext_lazy("Transfer"),
    gettext_lazy("County"),
    gettext_lazy("Moved on"),
    gettext_lazy("State"),
    gettext_lazy("Copy"),
]
LISTED = 200


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, family_id: Key) -> HttpResponse:
    """Offer a copy of a family to the county to which it moved."""
    view = open_family(request.user, family_id)
    require(request.user, Permission.TRANSFER_FAMILY, view.family)
    if view.episode is None or view.episode.closed_on is not None:
        raise Http404
    counties = [(county.pk, county.name) for county in acts.destinations(request.user)]
    draft = f"transfer:{view.family.pk}"
    form = OfferForm(_posted(request), counties=counties, draft_name=draft)

    def act() -> str:
        given = form.cleaned_data
        move = acts.Move(given["to_county"], given["moved_on"], given["reason"])
        made = acts.offer(request.user, view, move)
        return _said(request, made.pk)

    refused, answer = _carry_out(request, form, act)
    if answer is not None:
        return answer
    form.restore(request.user)
    family = reverse("families:family", args=[family_id])
    context = {
        "view": view,
        "name": view.name,
        "form": form,
        "refused": refused,
        "family_url": family,
        "autosave": reverse("save_draft", args=[draft]),
        "breadcrumbs": [{"label": view.family.token, "url": family}, {"label": _("Transfer")}],
    }
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "families/transfer/offer.html", context, status=status)


@require_GET
def transfers(request: HttpRequest) -> HttpResponse:
    """What this county was offered, and what it offered."""
    require_here(request.user, Permission.TRANSFER_FAMILY)
    coming = list(_listed(acts.offered_to(request.user)))
    going = list(_listed(acts.sent_by(request.user)))
    copies = dict(receiving.received_by(request.user).values_list("transfer", "pk"))
    audit.note({row.pk for row in [*coming, *going]}, purpose=PURPOSE)
    context = {
        "coming": [(row, copies.get(row.pk)) for row in coming],
        "going": going,
        "columns": COLUMNS,
        "going_columns": COLUMNS[:-1],
    }
    return render(request, "families/transfer/transfers.html", context)


@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, transfer_id: Key) -> HttpResponse:
    """One transfer: the receiver answers, the sender takes it back."""
    user = request.user
    require_here(user, Permission.TRANSFER_FAMILY)
    going = acts.sent_by(user).filter(pk=transfer_id).first()
    found = going or get_object_or_404(acts.offered_to(user), pk=transfer_id)
    form: HouseForm = HouseForm(_posted(request)) if going else AnswerForm(_posted(request))

    def act() -> str:
        if going:
            acts.take_back(user, found.pk)
        elif form.cleaned_data["act"] == AnswerForm.ACCEPT:
            acts.accept(user, found.pk)
        else:
            acts.decline(user, found.pk, form.cleaned_data["act"], form.cleaned_data["note"])
        return _said(request, found.pk)

    refused, answer = _carry_out(request, form, act)
    if answer is not None:
        return answer
    found.refresh_from_db()
    audit.note({found.pk}, purpose=PURPOSE)
    copy = receiving.received_by(user).filter(transfer=found.pk).first()
    context = {
        "transfer": found,
        "going": going is not None,
        "form": form if found.state == Transfer.State.OFFERED else None,
        "refused": refused,
        "copy": copy,
        "breadcrumbs": [
            {"label": _("Transfers"), "url": reverse("families:transfers")},
            {"label": found.token},
        ],
    }
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "families/transfer/transfer.html", context, status=status)


@require_GET
def received(request: HttpRequest, received_id: Key) -> HttpResponse:
    """The copy of a family from another county: read, never changed."""
    user = request.user
    if not (may(user, Permission.TRANSFER_FAMILY) or may(user, Permission.VIEW_RESTRICTED)):
        raise PermissionDenied(Permission.TRANSFER_FAMILY)
    rows = receiving.received_by(user).select_related("from_county", "family")
    found = get_object_or_404(rows, pk=received_id)
    known = copying.known_to(user)
    content = copying.opened(found.content, model="received", row=found.pk)
    _account(user, found.pk, known)
    context = {
        "received": found,
        "copy": copying.shown(content, known),
        "breadcrumbs": [
            {"label": _("Transfers"), "url": reverse("families:transfers")},
            {"label": found.token},
        ],
    }
    return render(request, "families/transfer/received.html", context)


def _account(user: Any, received_id: Key, known: frozenset[tuple[str, str]]) -> None:
    """Write down that another county's facts were shown: under the copy, since nobody here is
    known to be them."""
    audit.note({received_id}, purpose=PURPOSE)
    viewer = viewer_of(user)
    Disclosure.objects.bulk_create(
        Disclosure(
            county_id=user.working_in.county_id,
            event=audit.current().id,
            recipient=user.pk,
            recipient_program=viewer.program,
            person=received_id,
            owner=owner,
            categories=sorted(category for program, category in known if program == owner),
            bases=["transfer"],
            purpose=PURPOSE,
            channel=Disclosure.Channel.SCREEN,
        )
        for owner in sorted({program for program, _category in known})
    )


def _listed(rows: Any) -> Any:
    return rows.defer("content").select_related("from_county", "to_county")[:LISTED]


def _carry_out(
    request: HttpRequest, form: HouseForm, act: Callable[[], str]
) -> tuple[str, HttpResponse | None]:
    if request.method != "POST" or not form.is_valid():
        return "", None
    try:
        return "", once(request, form, act)
    except (Stale, NotAllowed) as refusal:
        return str(refusal), done_before(request, form)


def _said(request: HttpRequest, transfer_id: Key) -> str:
    messages.success(request, _("It is on record."))
    return reverse("families:transfer", args=[transfer_id])


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
