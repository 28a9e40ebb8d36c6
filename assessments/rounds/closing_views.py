"""The end of a round: what is still open, and the signatures of both co-chairs."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments.models import Round
from assessments.rounds import agreeing, closing
from assessments.rounds.carrying import carry_out, not_now, page, pressed, round_for
from assessments.rounds.instrument import instrument_of
from counties.permissions import Permission, may
from linkages.bilingual import said
from linkages.forms import HouseForm

State = Round.State


@require_http_methods(["GET", "POST"])
def close_round(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """What is open, who signed, and the co-chair's own signature."""
    asked = round_for(request, round_id, Permission.VIEW_ASSESSMENTS)
    if request.method == "POST":
        round_for(request, round_id, Permission.CLOSE_ROUND)
    if asked.state != State.CONSENSUS:
        return not_now(request, asked)
    instrument = instrument_of(asked)
    left = agreeing.open_items(asked)
    signed = closing.signatures(asked)
    signs = may(request.user, Permission.CLOSE_ROUND)
    form = HouseForm(request.POST or None, version=closing.agreed_version(asked))
    context = {
        "form": form,
        "left": [(code, said(instrument.items[code].words)) for code in left],
        "total": len(instrument.items),
        "unknown": instrument.scale.unknown,
        "keeps": may(request.user, Permission.KEEP_ROUND),
        "signs": signs,
        "refused": closing.may_sign(request.user, signed) if signs else "",
        "signed": [(program, signed.get(program)) for program in closing.BOTH],
        "button": HouseForm(),
    }
    show = page(request, "close_round", context, asked)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        version = form.cleaned_data["version"]
        closed = closing.sign(request.user, asked.pk, version=version)
        messages.success(
            request,
            _("Both co-chairs have signed: the assessment is closed.")
            if closed.state == State.CLOSED
            else _("Signed. The other program’s co-chair signs next."),
        )
        return reverse("assessments:round", args=[asked.pk])

    return carry_out(request, form, done, show)


@require_POST
def leave_unknown(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Say of what is open that the team does not know yet."""
    asked = round_for(request, round_id, Permission.KEEP_ROUND)
    back = reverse("assessments:close_round", args=[asked.pk])

    def done() -> str:
        count = agreeing.leave_unknown(request.user, asked.pk)
        told = ngettext(
            "%(count)s item is now “We do not know yet”.",
            "%(count)s items are now “We do not know yet”.",
            count,
        )
        messages.success(request, told % {"count": count})
        return back

    return pressed(request, done, back)
