"""What is accepted beside a debrief, a review and a lesson."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.limits import require_bytes
from tutela_web.access.models import Person, Post
from tutela_web.access.policy import Standing
from tutela_web.base.forms import Day
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

    title = forms.CharField(
        max_length=160,
        label=_("What it is about"),
        help_text=_("Posts and offices; no name of a person."),
    )
    why = forms.CharField(max_length=300, label=_("Why a debrief is needed"))
    alert = forms.ModelChoiceField(Alert.objects.none(), required=False, label=_("Alert"))
    place = forms.ModelChoiceField(Place.objects.none(), required=False, label=_("Place"))
    on = Day(required=False, label=_("Day it happened"))
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
    reason = forms.CharField(max_length=2000, label=_("Reason"), widget=LINES)

    def __init__(self, data: Posted = None, *, standing: Standing) -> None:
        super().__init__(data)
        self.fields["leader"].queryset = people_who_may_lead(standing)  # type: ignore[attr-defined]


class InquiryForm(forms.Form):
    """That an inquiry was opened elsewhere."""

    reference = forms.CharField(
        required=False, max_length=80, label=_("Reference of the inquiry, in its own office")
    )


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
    gave = forms.CharField(
        required=False, max_length=4000, label=_("What the partner gave"), widget=LINES
    )


class ReviewReportForm(forms.Form):
    """The report of a formal review."""

    report = forms.CharField(
        max_length=40_000,
        label=_("Report"),
        help_text=_(
            "What was known, decided, ordered, done, and why. "
            "Posts and offices; no name of a person."
        ),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    no_partner_why = forms.CharField(
        required=False, max_length=400, label=_("Why no protection partner was invited")
    )


class ClearForm(forms.Form):
    """What partners see of a review."""

    words = forms.CharField(
        max_length=20_000,
        label=_("Cleared copy"),
        help_text=_("Partners see these words and nothing else."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class ValidateForm(forms.Form):
    """Which post owns what must change."""

    owner = forms.ModelChoiceField(Post.objects.none(), label=_("Owner"))
    due = Day(required=False, label=_("Due"))

    def __init__(self, data: Posted = None, *, standing: Standing) -> None:
        super().__init__(data)
        posts = Post.objects.filter(mission=standing.mission, role__in=readers_of_lessons())
        self.fields["owner"].queryset = posts.order_by("title")  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """The new version of the thing that had to change."""

    said = forms.CharField(
        required=False,
        max_length=200,
        label=_("Reference of the new version"),
        help_text=_("A plan or a line of the matrix shows its own version; leave it blank then."),
    )
    on = Day(required=False, label=_("Changed on"))


class TriedForm(forms.Form):
    """What was seen when the change was tried."""

    tried = forms.CharField(
        max_length=2000, label=_("What was seen when it was tried"), widget=LINES
    )
    on = Day(label=_("Tried on"))


class FitForm(forms.Form):
    """The check of a practice of another mission against what holds here."""

    words = forms.CharField(
        max_length=2000,
        label=_("Check against what holds here"),
        help_text=_("What is alike, what differs, and what that changes."),
        widget=LINES,
    )


class UseForm(forms.Form):
    """The line of the matrix a practice is taken into."""

    line = forms.ModelChoiceField(MatrixLine.objects.none(), label=_("Line of the matrix"))
    adapted = forms.CharField(
        required=False, max_length=1000, label=_("What is done otherwise here"), widget=LINES
    )

    def __init__(self, data: Posted = None, *, standing: Standing) -> None:
        super().__init__(data)
        self.fields["line"].queryset = lines_for(standing)  # type: ignore[attr-defined]


class LibraryPaperForm(forms.Form):
    """A paper for the library, with its file."""

    title = forms.CharField(max_length=200, label=_("Title"))
    kind = forms.ChoiceField(choices=LibraryPaper.Kind.choices, label=_("What it is"))
    issuer = forms.CharField(
        required=False,
        max_length=160,
        label=_("Issued by"),
        help_text=_("An office, never a person's name."),
    )
    on = Day(required=False, label=_("Day"))
    about = forms.CharField(
        required=False, max_length=1000, label=_("What it says, in a sentence"), widget=LINES
    )
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

    own_page = forms.CharField(
        required=False,
        max_length=8000,
        label=_("My page for my successor"),
        help_text=_(
            "What no list says. Posts and offices; no name of a contact or source, and nothing the "
            "post itself may not read."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    protection = forms.CharField(
        required=False,
        max_length=8000,
        label=_("Protection of civilians: what I did"),
        help_text=_(
            "This and the next two are the section on protection of your end-of-assignment report. "
            "Until all three are written your successor cannot sign the file as complete."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    protection_worked = forms.CharField(
        required=False,
        max_length=8000,
        label=_("Protection of civilians: what worked, what did not, and why"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    protection_remains = forms.CharField(
        required=False,
        max_length=8000,
        label=_("Protection of civilians: what is left to do, and what I advise"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ContingentHandoverForm(HandoverPageForm):
    """The page of a commander whose contingent rotates."""

    joint_patrols = forms.CharField(
        required=False,
        max_length=4000,
        label=_("Patrols both contingents went on together"),
        help_text=_("Where, and on which day."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    introduced = forms.CharField(
        required=False,
        max_length=4000,
        label=_("Contacts introduced again"),
        help_text=_("By pseudonym, and only who agreed to meet the new contingent."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HandoverReceiptForm(forms.Form):
    """The receipt of the successor; of a file without its section on protection it says why."""

    incomplete_because = forms.CharField(
        required=False,
        max_length=300,
        label=_("Why you sign without the section on protection"),
        help_text=_("For example: your predecessor left, and was asked on a day."),
    )


def handover_form(handover: PostHandover) -> type[HandoverPageForm]:
    """The form of the predecessor's page: of a contingent it asks more."""
    return ContingentHandoverForm if handover.of_contingent else HandoverPageForm
