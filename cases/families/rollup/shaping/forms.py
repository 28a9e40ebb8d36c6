"""What is typed to join or split a family."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linkages.forms import HouseForm, ReasonForm


class ShapeForm(ReasonForm):
    """Why two units are one family, or are not."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "Whoever may join and split families can read it. Leave out health and violence."
        )


class PartnerForm(forms.Form):
    """With which family to join: the code that stands on its page and in mails."""

    family = forms.CharField(
        label=_("Code of the other family"),
        max_length=12,
        help_text=_("It begins with F- and stands at the top of the family’s page."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class UndoForm(HouseForm):
    """Nothing but that it is sent once."""
