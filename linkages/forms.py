"""The base of every form: carried out once, refused when the thing has changed, never lost."""

import uuid
from typing import Any, ClassVar

from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from linkages.drafts import Draft, Submission, drop_draft


class HouseForm(forms.Form):
    """A form with an idempotency key, a version token and an autosaved draft.

    `draft_name` names the form and its subject, such as "match-note:<uuid>"; without one nothing
    is kept. `version` is what the page showed; the action compares it with what is true now.

    With `keeps_version` a draft carries the version about which it was typed: whoever comes back
    to it after somebody else changed the thing is told so, and overwrites nothing unseen. Its page
    answers by `linkages.carrying.seen_again`.
    """

    keeps_version: ClassVar[bool] = False

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, draft_name: str = "", version: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft_name = draft_name
        self.draft: Draft | None = None
        self.fields["key"].initial = uuid.uuid4()
        self.fields["version"].initial = version
        if self.keeps_version:
            self.fields["shown"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=version
            )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("shown"):
            given["version"] = given["shown"]
        return given

    def restore(self, user: Any) -> None:
        """Fill an unbound form with what this person had typed before."""
        if self.is_bound or not self.draft_name:
            return
        self.draft = Draft.objects.filter(user=user, form=self.draft_name).first()
        if self.draft is None:
            return
        for name, values in self.draft.fields.items():
            if name in self.fields and name not in ("key", "version"):
                self.initial[name] = values if len(values) > 1 else values[0]


class Stale(Exception):
    """Somebody changed the thing in the meantime. str(error) says who and what."""


def done_before(request: HttpRequest, form: HouseForm) -> HttpResponse | None:
    """Where an earlier sending of the very same form led, if there was one."""
    key = form.cleaned_data.get("key")
    if key is None:
        return None
    earlier = Submission.objects.filter(pk=key, user=request.user).first()
    return redirect(earlier.destination) if earlier else None


def carried_out(request: HttpRequest, form: HouseForm, destination: str) -> HttpResponse:
    """Remember the form's key in the transaction of its act, forget the draft, move on.

    Two sendings at once: the second waits for the first and then loses on the key, its act is
    rolled back with it, and it is shown what the first one did.
    """
    key = form.cleaned_data.get("key")
    if key is not None:
        Submission.objects.create(pk=key, user=request.user, destination=destination)
    if form.draft_name:
        drop_draft(request.user.pk, form.draft_name)
    return redirect(destination)


def once(request: HttpRequest, form: HouseForm, act: Any) -> HttpResponse:
    """Carry out `act()` -> destination for a valid form, exactly once however often it is sent."""
    earlier = done_before(request, form)
    if earlier:
        return earlier
    try:
        with transaction.atomic():
            return carried_out(request, form, act())
    except IntegrityError:
        earlier = done_before(request, form)
        if earlier is None:
            raise
        return earlier


class ReasonForm(HouseForm):
    """An act that asks why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
