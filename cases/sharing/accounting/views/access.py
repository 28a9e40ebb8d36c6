"""What a member of staff can see, and why: for administrators and the privacy officer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cases.sharing.accounting import explaining
from cases.sharing.accounting.forms import AccessForm
from cases.sharing.accounting.people import people_explained_to
from counties.models import Membership
from counties.permissions import Permission, require_here
from linkages import audit

PURPOSE = "explain"
COLUMNS = [
    gettext_lazy("Category"),
    gettext_lazy("For them"),
    gettext_lazy("Why"),
    gettext_lazy("What would open it"),
]
KIND_COLUMNS = [gettext_lazy("By which business"), gettext_lazy("People")]


@require_http_methods(["GET", "POST"])
def access(request: HttpRequest) -> HttpResponse:
    """One person, category by category, or the whole of what somebody can open, in numbers."""
    require_here(request.user, Permission.EXPLAIN_ACCESS)
    members = {str(each.user_id): each for each in explaining.staff_of(request.user)}
    choices = [
        (key, f"{each.user.name} · {each.get_role_display()}") for key, each in members.items()
    ]
    form = AccessForm(request.POST if request.method == "POST" else None, staff=choices)
    context: dict[str, Any] = {"form": form, "columns": COLUMNS, "kind_columns": KIND_COLUMNS}
    if form.is_valid():
        member = members[form.cleaned_data["staff"]]
        context |= _answer(request.user, member, form.cleaned_data["token"])
    return render(request, "sharing/accounting/access.html", context)


def _answer(asker: Any, member: Membership, token: str) -> dict[str, Any]:
    """What the page shows of the answer. Whom nobody may ask about is the same as nobody."""
    audit.note({member.user_id}, purpose=PURPOSE)
    context: dict[str, Any] = {"member": member, "token": token, "answered": True}
    staff = explaining.at_work(member)
    among = people_explained_to(asker)
    if not token:
        return context | {"caseload": explaining.caseload(staff, among)}
    person = among.filter(token=token).first()
    if person is None:
        return context
    audit.note({person.pk})
    return context | {"explanation": explaining.explain(staff, person)}
