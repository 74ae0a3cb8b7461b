"""What is accepted beside a debrief, a review and a lesson."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.limits import require_bytes
from tutela_web.access.models import Person, Post
from tutela_web.access.policy import Standing
from tutela_web.base.fields import a_day, choice, day, few_words, text
from tutela_web.base.markings import Classification
from tutela_web.base.values import Posted
from tutela_web.lessons.models import LibraryPaper, PostHandover
from tutela_web.lessons.queries import people_who_may_lead, readers_of_lessons
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.partner.queries import standing_partners
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
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


class ReviewForm(forms.Form):
    """Whether a formal review is held, and who leads it."""

    held = forms.TypedChoiceField(
        choices=[("yes", _("a formal review is held")), ("no", _("none is held"))],
        coerce=lambda said: said == "yes",
        label=_("Decision"),
    )
    leader = forms.ModelChoiceField(
        Person.objects.none(),
        required=False,
        label=_("Who leads it"),
        help_text=_("Somebody outside the chain concerned."),
    )
    reason = text(_("Reason"), 2000, widget=LINES)

    def __init__(self, data: Posted = None, *, standing: Standing) -> None:
        super().__init__(data)
        self.fields["leader"].queryset = people_who_may_lead(standing)  # type: ignore[attr-defined]


class InquiryForm(forms.Form):
    """That an inquiry was opened elsewhere."""

    reference = few_words(_("Reference of the inquiry, in its own office"), 80)


class InviteForm(forms.Form):
    """A protection partner to invite to a review."""

    partner = forms.ModelChoiceField(Partner.objects.none(), label=_("Partner"))

    def __init__(self, data: Posted = None, *, standing: Standing) -> None:
        super().__init__(data)
        self.fields["partner"].queryset = standing_partners(standing)  # type: ignore[attr-defined]


class PartForm(forms.Form):
    """Whether an invited partner came, and what they gave."""

    came = forms.TypedChoiceField(
        choices=[("yes", _("came")), ("no", _("did not come"))],
        coerce=lambda said: said == "yes",
        label=_("The partner"),
    )
    gave = few_words(_("What the partner gave"), 4000, widget=LINES)


class ReviewReportForm(forms.Form):
    """The report of a formal review."""

    report = text(
        _("Report"),
        40000,
        _(
            "What was known, decided, ordered, done, and why. Posts and offices; no name of a "
            "person."
        ),
        rows=12,
    )
    no_partner_why = few_words(_("Why no protection partner was invited"), 400)


class ClearForm(forms.Form):
    """What partners see of a review."""

    words = text(_("Cleared copy"), 20000, _("Partners see these words and nothing else."), rows=8)


class ValidateForm(forms.Form):
    """Which post owns what must change."""

    owner = forms.ModelChoiceField(Post.objects.none(), label=_("Owner"))
    due = a_day(_("Due"))

    def __init__(self, data: Posted = None, *, standing: Standing) -> None:
        super().__init__(data)
        posts = Post.objects.filter(mission=standing.mission, role__in=readers_of_lessons())
        self.fields["owner"].queryset = posts.order_by("title")  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """The new version of the thing that had to change."""

    said = few_words(
        _("Reference of the new version"),
        200,
        _("A plan or a line of the matrix shows its own version; leave it blank then."),
    )
    on = a_day(_("Changed on"))


class TriedForm(forms.Form):
    """What was seen when the change was tried."""

    tried = text(_("What was seen when it was tried"), 2000, widget=LINES)
    on = day(_("Tried on"))


class FitForm(forms.Form):
    """The check of a practice of another mission against what holds here."""

    words = text(
        _("Check against what holds here"),
        2000,
        _("What is alike, what differs, and what that changes."),
        widget=LINES,
    )


class UseForm(forms.Form):
    """The line of the matrix a practice is taken into."""

    line = forms.ModelChoiceField(MatrixLine.objects.none(), label=_("Line of the matrix"))
    adapted = few_words(_("What is done otherwise here"), 1000, widget=LINES)

    def __init__(self, data: Posted = None, *, standing: Standing) -> None:
        super().__init__(data)
        self.fields["line"].queryset = lines_for(standing)  # type: ignore[attr-defined]


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
