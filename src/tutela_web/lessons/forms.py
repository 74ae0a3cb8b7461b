"""What is accepted beside a debrief, a review and a lesson."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.guards.limits import require_bytes
from tutela_web.access.policy import Standing
from tutela_web.base.fields import a_day, choice, few_words, text
from tutela_web.base.markings import Classification
from tutela_web.base.values import Posted
from tutela_web.lessons.models import LibraryPaper, PostHandover
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.models import Alert

LINES = forms.Textarea(attrs={"rows": 4})


class OpenDebriefForm(forms.Form):
    """A debrief opened by hand: of an alert, or of what happened at a place on a day."""

    title = text(_("What it is about"), 160, _("Posts and offices; no name of a person."))
    why = text(_("Why a debrief is needed"), 300)
    alert = forms.ModelChoiceField(Alert.objects.none(), required=False, label=_("Alert"))
    place = forms.ModelChoiceField(Place.objects.none(), required=False, label=_("Place"))
    on = a_day(_("Day it happened"))
    classification = forms.TypedChoiceField(
        choices=Classification.choices,
        coerce=int,
        initial=Classification.CONFIDENTIAL,
        label=_("Classification"),
    )

    def __init__(self, data: Posted = None, *, standing: Standing, alert: str = "") -> None:
        super().__init__(data, initial={"alert": alert})
        fields = self.fields
        fields["alert"].queryset = alerts_for(standing).order_by("-number")  # type: ignore[attr-defined]
        places = places_for(standing).filter(retired=False).order_by("name")
        fields["place"].queryset = places  # type: ignore[attr-defined]


class LibraryPaperForm(forms.Form):
    """A paper for the library, with its file."""

    title = text(_("Title"), 200)
    kind = choice(_("What it is"), LibraryPaper.Kind.choices)
    issuer = few_words(_("Issued by"), 160, _("An office, never a person's name."))
    on = a_day(_("Day"))
    about = few_words(_("What it says, in a sentence"), 1000, widget=LINES)
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, DOCX or plain text: its words are kept, not the file.")
    )
    classification = forms.TypedChoiceField(
        choices=Classification.choices,
        coerce=int,
        initial=Classification.CONFIDENTIAL,
        label=_("Classification"),
    )

    def clean_file(self) -> bytes:
        """What the file holds; larger than is safe is refused before it is read."""
        given = self.cleaned_data["file"]
        require_bytes("document_bytes", given.size, given.name)
        content: bytes = given.read()
        return content


class HandoverPageForm(forms.Form):
    """The predecessor's own page."""

    own_page = few_words(
        _("My page for my successor"),
        8000,
        _(
            "What no list says. Posts and offices; no name of a contact or source, and nothing "
            "the post itself may not read."
        ),
        rows=8,
    )
    protection = few_words(
        _("Protection of civilians: what I did"),
        8000,
        _(
            "This and the next two are the section on protection of your end-of-assignment "
            "report. Until all three are written your successor cannot sign the file as "
            "complete."
        ),
        rows=8,
    )
    protection_worked = few_words(
        _("Protection of civilians: what worked, what did not, and why"), 8000, rows=5
    )
    protection_remains = few_words(
        _("Protection of civilians: what is left to do, and what I advise"), 8000, rows=5
    )


class ContingentHandoverForm(HandoverPageForm):
    """The page of a commander whose contingent rotates."""

    joint_patrols = few_words(
        _("Patrols both contingents went on together"), 4000, _("Where, and on which day."), rows=3
    )
    introduced = few_words(
        _("Contacts introduced again"),
        4000,
        _("By pseudonym, and only who agreed to meet the new contingent."),
        rows=3,
    )


class HandoverReceiptForm(forms.Form):
    """The receipt of the successor; of a file without its section on protection it says why."""

    incomplete_because = few_words(
        _("Why you sign without the section on protection"),
        300,
        _("For example: your predecessor left, and was asked on a day."),
    )


def handover_form(handover: PostHandover) -> type[HandoverPageForm]:
    """The form of the predecessor's page: of a contingent it asks more."""
    return ContingentHandoverForm if handover.of_contingent else HandoverPageForm
