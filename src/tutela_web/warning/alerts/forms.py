"""What a person may say of an alert: every part may stay empty, except that something is said."""

from __future__ import annotations

from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import TutelaError
from tutela.places.boundary import boundary
from tutela.places.sites import SITES
from tutela.risk.tripwires import rules
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.fields import a_moment, choice, few_words, tick
from tutela_web.base.forms import FigureField, HourNear, PartialForm
from tutela_web.base.values import Cleaned, Files, FormOptions, Posted, Words
from tutela_web.conduct.forms import personnel_question, refuse_misconduct_words
from tutela_web.incidents.closed.harms import MARKS
from tutela_web.look.translate import say_in_page_language as in_words
from tutela_web.look.translate import word
from tutela_web.places.finding import WhereFinder, WhereFound, fields_of, find_where
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.places.verbs import make_site, may_make_site, name_of_site
from tutela_web.warning.inputs import AlertInput, alert_input
from tutela_web.warning.models import AlertLevel, Channel, NetworkContact, Spoken

YES_NO = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]
BY_PEOPLE = [
    Channel.WEB,
    Channel.CALL,
    Channel.RADIO,
    Channel.VISIT,
    Channel.PARTNER,
    Channel.MISSED_CALL,
]
NOT_ON_THE_LIST = "none"


class PlaceMixin(forms.Form):
    """Where, as said: what the finder has well ahead, else a person chooses; nothing is held up."""

    place_said = few_words(
        _("Where, as said"), 200, _("Name, or the nearest known place and the direction from it.")
    )
    place = few_words(widget=forms.HiddenInput)
    standing: Standing

    def _place(self, said: Cleaned) -> Place | None:
        """The place chosen, or the one that is meant; where it is unsure the words are kept."""
        return self._find_where(said).place

    def _find_where(self, said: Cleaned) -> WhereFound:
        """As `_place`, with what else was chosen or is meant: a base, an area, a site of a town."""
        chosen, words = said.get("place") or "", said.get("place_said") or ""
        if chosen == NOT_ON_THE_LIST or not (chosen or words):
            return WhereFound()
        if not chosen:
            return find_where(self.standing, words)
        if other := WhereFinder(self.standing.mission, self.standing).handed_under(chosen):
            return WhereFound(other=other)
        try:
            return WhereFound(place=places_for(self.standing).get(pk=UUID(chosen)))
        except (ValueError, Place.DoesNotExist):
            self.add_error("place_said", _("This place is not on the list any more."))
            return WhereFound()


def area_field(label: Words, *, help_text: Words = "") -> forms.CharField:
    """An area as GeoJSON; the map beside it writes and reads the same text."""
    wide = forms.Textarea(attrs={"rows": 3, "dir": "ltr"})
    return few_words(label, 100000, help_text, widget=wide)


def area_drawn(form: forms.Form, name: str) -> dict[str, Any] | None:
    """The area that stands in a field, or None with an error on the field."""
    text = form.cleaned_data.get(name, "")
    if not text.strip():
        form.add_error(name, _("Draw an area on the map, or write one as GeoJSON."))
        return None
    try:
        return boundary(text)
    except TutelaError as fault:
        form.add_error(name, in_words(fault.as_sentence()))
        return None


class AlertForm(PlaceMixin, PartialForm):
    """The minimum alert: partial is valid, nothing is held back for a missing field."""

    level = choice(_("How near"), AlertLevel, initial=AlertLevel.WARNING, widget=forms.RadioSelect)
    act = few_words(_("What is feared or happening"), 200)
    who = few_words(_("Who threatens"), 200)
    whom = few_words(_("Whom"), 200)
    how_many = FigureField(label=_("How many armed"))
    affected = FigureField(label=_("How many harmed or in danger"))
    number_said = FigureField(label=_("Number given, of whom not known"))
    heading = few_words(_("Heading where"), 120)
    how_known = few_words(
        _("How the caller knows"), 300, _("No names: a caller may be searched for.")
    )
    caller_safe = forms.TypedChoiceField(
        required=False,
        choices=YES_NO,
        empty_value=None,
        coerce=lambda said: said == "yes",
        label=_("Is the caller safe"),
    )
    onset_from = a_moment(_("Expected from"))
    onset_to = a_moment(_("Expected until"))

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        self.standing = standing

    def _place(self, said: Cleaned) -> Place | None:
        """As said, or the town that a site lies in: `site` then says of which kind the site is.
        Words that name a site, and a town by its very name, are a site of that town."""
        site, _at, town = str(said.get("place") or "").rpartition("@")
        where = self._find_where({**said, "place": town})
        said["site"] = site if site in SITES else where.site
        said["other"] = where.other
        return where.place

    def at_site(self, fields: AlertInput) -> AlertInput:
        """The fields with the site of the town, where one was named or chosen: one that is on
        record, or a new one; its name alone for who has no say there: nothing holds an alert
        back."""
        site, town = self.cleaned_data["site"], fields.get("place")
        if not site or town is None:
            return fields
        said = fields.get("place_said", "")
        if not may_make_site(town, self.standing):
            return {**fields, "place_said": name_of_site(town, site, said)}
        return {**fields, "place": make_site(town, site, said, by=self.standing)}

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        begins, ends = said.get("onset_from"), said.get("onset_to")
        if begins and ends and ends < begins:
            self.add_error("onset_to", _("It ends before it begins."))
        said["place"] = self._place(said)
        return said

    def fields_said(self) -> AlertInput:
        """What was said, as fields of an alert; what stayed empty is left out."""
        names = (
            "act",
            "who",
            "whom",
            "how_many",
            "affected",
            "number_said",
            "heading",
            "how_known",
            "caller_safe",
            "onset_from",
            "onset_to",
            "place",
            "place_said",
        )
        other = self.cleaned_data.get("other")
        given = {n: v for n in names if (v := self.cleaned_data.get(n)) not in (None, "")}
        return alert_input({**(fields_of(other) if other else {}), **given})


class RaiseForm(AlertForm):
    """A new alert. The first question is who did it: misconduct of ours has its own channel."""

    un_personnel = personnel_question()
    held_case = forms.UUIDField(required=False, widget=forms.HiddenInput)
    id = forms.UUIDField(widget=forms.HiddenInput)
    risk = forms.UUIDField(required=False, widget=forms.HiddenInput)
    call_back = forms.UUIDField(required=False, widget=forms.HiddenInput)
    tripwire = choice(
        _("A sign that always alerts"), hint=_("Whatever the score of the place."), required=False
    )
    channel = choice(
        _("How the report was received"),
        [(c.value, c.label) for c in (*BY_PEOPLE, Channel.RISK)],
        initial=Channel.CALL,
    )
    known_at = a_moment(_("When it was received"))
    contact = forms.ModelChoiceField(
        NetworkContact.objects.none(),
        required=False,
        empty_label=_("nobody of the network"),
        label=_("Contact of the network"),
    )
    marked = choice(
        _("Restrict the text: it concerns"),
        hint=_(
            "Your text is stored in the compartment; others read “harm to civilians” and a "
            "town, a district or a cell. No approval is needed, and deadlines run."
        ),
        required=False,
    )
    words = few_words(
        _("In the words of the speaker"), 5000, _("No names of sources or victims."), rows=2
    )
    also = few_words(
        _("Other places the same threat names"),
        1000,
        _("Separate with semicolons. Each has an alert of its own, with the same words."),
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        seen = NetworkContact.objects.filter(self.standing.sees("network"), retired=False)
        signs = dict.fromkeys(rule.rule for rule in rules())
        self.fields["tripwire"].choices = [  # type: ignore[attr-defined]
            ("", _("none of these")),
            *((sign, word(sign)) for sign in signs),
        ]
        self.fields["marked"].choices = [  # type: ignore[attr-defined]
            ("", _("nothing of a compartment")),
            *((harm, word(harm)) for harm in MARKS),
        ]
        self.fields["contact"].queryset = seen.order_by("pseudonym")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("known_at") and said["known_at"] > clock.now(self.standing.mission):
            self.add_error("known_at", _("This has not come yet."))
        words = ("act", "who", "how_known", "words", "place_said", "also")
        refuse_misconduct_words(self, words, doers=[said.get("who")], beside=[said.get("whom")])
        told = ("act", "place_said", "place", "words", "contact", "tripwire")
        if not any(said.get(name) for name in told) and said.get("channel") != Channel.MISSED_CALL:
            self.add_error("act", _("Write one thing at least: what, where, or the words."))
        return said

    def others_named(self) -> list[str]:
        """The other places that the same threat names, as they were written."""
        named = str(self.cleaned_data.get("also") or "").replace("؛", ";").split(";")
        return [name.strip()[:200] for name in named if name.strip()]


class HazardForm(forms.Form):
    """A danger that goes on, without who does it and without what was done."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    place_said = forms.CharField(
        max_length=200,
        label=_("Where"),
        help_text=_("A place of the mission. Nothing of who does it or what was done."),
    )
    level = choice(_("How near the harm is"), AlertLevel.choices, initial=AlertLevel.IMMINENT)


class WordForm(PlaceMixin):
    """One more report about an alert. It asks who did it where its words make it."""

    un_personnel = personnel_question()
    held_case = forms.UUIDField(required=False, widget=forms.HiddenInput)
    channel = choice(
        _("How the report was received"),
        [(c.value, c.label) for c in BY_PEOPLE],
        initial=Channel.CALL,
    )
    words = few_words(_("What was said"), 5000, rows=2)
    nothing_seen = tick(_("Looked, and nothing was seen"))
    ongoing = tick(_("The attack is going on now"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not (
            said.get("words")
            or said.get("nothing_seen")
            or said.get("channel") == Channel.MISSED_CALL
        ):
            self.add_error("words", _("Write what was said."))
        refuse_misconduct_words(self, ("words", "place_said"))
        return said


class MomentForm(forms.Form):
    """Something that happened to an alert; the time may lie before now."""

    name = forms.CharField(max_length=14, widget=forms.HiddenInput)
    happened_at = a_moment(_("When, if not now"))
    on_behalf = few_words(_("On behalf of"), 120)
    channel = choice(_("By which way"), [("", "–"), *Spoken.choices], required=False)
    at = HourNear(required=False, label=_("At what hour, if not now"))
    why = few_words(_("Note or reason"), 300)
