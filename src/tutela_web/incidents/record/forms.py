"""What a person may write of an incident: a part is valid, "not known" is an answer."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any, Unpack, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.incidents.grave_violations import FORMS_OF_VIOLENCE, GRAVE
from tutela.incidents.public_summary import title_of_harms
from tutela.incidents.words import PRECURSORS
from tutela.risk.tripwires import signs_that_alert
from tutela_web.access.models import DutyArea, Precision
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.actors.models import Actor
from tutela_web.base import clock
from tutela_web.base.fields import a_day, a_moment, choice, day, few_words, tick
from tutela_web.base.forms import FigureField, Hour, PartialForm
from tutela_web.base.markings import Classification
from tutela_web.base.values import Cleaned, FieldValue, Files, FormOptions, Posted, Words
from tutela_web.conduct.forms import personnel_question, refuse_misconduct_words
from tutela_web.incidents.closed.harms import CLOSED, OPEN_HARMS, RECORDED, part_harms
from tutela_web.incidents.closed.referral_verbs import REFERRED_FOR
from tutela_web.incidents.closed.release_verbs import asked_of_office, shown_openly
from tutela_web.incidents.inputs import (
    CLASSED,
    EDITABLE,
    ClosedInput,
    IncidentInput,
    incident_input,
)
from tutela_web.incidents.models import (
    Age,
    AskedConsent,
    Attribution,
    ClosedIncident,
    Credibility,
    Danger,
    Incident,
    Motive,
    Reliability,
    Sex,
    Verification,
)
from tutela_web.incidents.record import own
from tutela_web.incidents.record.verbs import NEEDS_REASON, may_verify_closed
from tutela_web.look.translate import word
from tutela_web.places.finding import find_where
from tutela_web.places.models import Place, PlacePrecision
from tutela_web.places.queries import PlaceMatch, boundaries_of, places_for
from tutela_web.records.own.fields import AddedField
from tutela_web.records.own.forms import take_own
from tutela_web.records.own.values import OWN

NO_NAMES = _("No names of victims, witnesses or sources here; use the vault.")
NOT_ON_THE_LIST = "none"

RELIABILITY = [("", _("not graded")), *Reliability.choices]
CREDIBILITY = [("", _("not graded")), *Credibility.choices]
YES_NO = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]


def _day() -> forms.DateField:
    return a_day()


def _time() -> forms.TimeField:
    return Hour(required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def _group_choices(words: Iterable[str]) -> list[tuple[Words, list[tuple[str, Words]]]]:
    """Harms, the signs that open an alert by themselves, and other signs; no group is empty."""
    groups: dict[Words, list[tuple[str, Words]]] = {
        _("Harm done"): [],
        _("Signs before harm that open an alert at once"): [],
        _("Other signs before harm"): [],
    }
    done, alerting, other = groups.values()
    for said in words:
        group = other if said in PRECURSORS else done
        (alerting if said in signs_that_alert() else group).append((said, word(said)))
    return [(title, choices) for title, choices in groups.items() if choices]


class IncidentForm(PartialForm):
    """An incident as one form. The place is matched to our list, and a person chooses."""

    title = few_words(_("What happened, in one line"), 200, NO_NAMES)
    place_said = few_words(
        _("Where, as said"),
        200,
        _("A name as you heard it, with direction and distance if you have them."),
    )
    place = few_words(widget=forms.HiddenInput)
    place_precision = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        label=_("How exactly is the place known"),
        choices=[("", _("not known")), *PlacePrecision.choices],
    )
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90, label=_("Latitude"))
    longitude = forms.FloatField(
        required=False, min_value=-180, max_value=180, label=_("Longitude")
    )
    event_from = _day()
    event_from_time = _time()
    event_to = _day()
    event_to_time = _time()
    event_precision = choice(_("How exactly is the time known"), Precision, initial=Precision.DAY)
    known_at = a_moment(_("When the mission learned of it"))
    harms = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Harm, or signs of it")
    )
    perpetrator = forms.ModelChoiceField(
        Actor.objects.none(),
        required=False,
        empty_label=_("not known"),
        label=_("Perpetrator"),
        help_text=_("An armed actor, state forces included; never a people."),
    )
    other_perpetrators = few_words(
        _("Other perpetrators"),
        400,
        _(
            "As the mission names them, separated by semicolons. The name of a people is kept "
            "as “communal armed elements”."
        ),
    )
    attribution = choice(_("How sure is who did it"), Attribution, initial=Attribution.UNKNOWN)
    motive = choice(
        _("Motive"),
        Motive,
        _("Why it was done, if somebody said so or it can be shown; else not known."),
        required=False,
        initial=Motive.UNKNOWN,
    )
    killed_low = FigureField(label=_("Killed, at least"))
    killed = FigureField(label=_("Killed, best"))
    killed_high = FigureField(label=_("Killed, at most"))
    civilians_killed = FigureField(label=_("Of them civilians"))
    injured = FigureField(label=_("Injured"))
    abducted = FigureField(label=_("Abducted"))
    displaced = FigureField(label=_("Displaced"))
    prior_warning = forms.TypedChoiceField(
        required=False,
        choices=YES_NO,
        empty_value=None,
        coerce=lambda said: said == "yes",
        label=_("Was there a warning before"),
    )
    reliability = choice(_("Source"), RELIABILITY, required=False)
    credibility = choice(_("Information"), CREDIBILITY, required=False)
    classification = forms.TypedChoiceField(
        coerce=int,
        choices=Classification,
        initial=Classification.CONFIDENTIAL,
        label=_("Classification"),
    )
    language = choice(
        _("Language of the words"), [("en", "English"), ("fr", "Français"), ("ar", "العربية")]
    )
    area = forms.ModelChoiceField(
        DutyArea.objects.none(), required=False, empty_label=_("from the place"), label=_("Area")
    )
    summary = few_words(_("Summary"), 10000, NO_NAMES, rows=6)

    harm_choices: tuple[str, ...] = RECORDED
    act = "record_incident"

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
        self.candidates: list[PlaceMatch] = []
        self.fields["event_from"].label = _("Day, or first day")
        self.fields["event_from_time"].label = _("Time")
        self.fields["event_to"].label = _("Last day, if longer")
        self.fields["event_to_time"].label = _("Time of the end")
        self.fields["harms"].choices = _group_choices(self.harm_choices)  # type: ignore[attr-defined]
        actors = Actor.objects.filter(standing.sees_open("actors"), retired=False)
        self.fields["perpetrator"].queryset = actors.order_by("name")  # type: ignore[attr-defined]
        areas = DutyArea.objects.filter(mission=standing.mission)
        mine = standing.authority.get(self.act, frozenset())
        if mine is not EVERYWHERE:
            areas = areas.filter(pk__in=mine)
        self.fields["area"].queryset = areas.order_by("name")  # type: ignore[attr-defined]
        self.own = self._add_own()

    def _add_own(self) -> tuple[AddedField, ...]:
        """The mission's own fields among the controls."""
        return own.add_controls(self, self.standing)

    def own_controls(self) -> list[forms.BoundField]:
        """The controls of the mission's own fields, for the page."""
        return [self[field.name] for field in self.own]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        take_own(self, self.own)
        said["motive"] = said.get("motive") or Motive.UNKNOWN
        self._order(said, "killed_low", "killed", _("The lowest count is above the best."))
        self._order(said, "killed", "killed_high", _("The best count is above the highest."))
        self._order(said, "killed_low", "killed_high", _("The lowest count is above the highest."))
        self._order(said, "event_from", "event_to", _("It ends before it begins."))
        self._order(
            said, "civilians_killed", "killed_high", _("More civilians were killed than people.")
        )
        today = clock.today(self.standing.mission)
        if said.get("event_from") and said["event_from"] > today:
            self.add_error("event_from", _("This day has not come yet."))
        if said.get("event_from") is None:
            said["event_precision"] = Precision.UNKNOWN
        if (said.get("latitude") is None) != (said.get("longitude") is None):
            self.add_error("latitude", _("Write both latitude and longitude, or neither."))
        grade = said.get("reliability", ""), said.get("credibility", "")
        if bool(grade[0]) != bool(grade[1]):
            self.add_error(
                "reliability", _("Grade both the source and the information, or neither.")
            )
        said["grade"] = "".join(grade)
        if "place" in said:
            said["place"] = self._place(said)
        if not self.errors:
            said["area"] = self._area(said)
        return said

    def _order(self, said: Cleaned, low: str, high: str, fault: Words) -> None:
        if said.get(low) is not None and said.get(high) is not None and said[low] > said[high]:
            self.add_error(low, fault)

    def _place(self, said: Cleaned) -> Place | None:
        """The place chosen; or the one place of that very name; else a person must choose."""
        chosen, words = said["place"], said.get("place_said") or ""
        if chosen == NOT_ON_THE_LIST or not (chosen or words):
            return None
        if chosen:
            try:
                return places_for(self.standing).get(pk=UUID(chosen))
            except (ValueError, Place.DoesNotExist):
                self.add_error("place_said", _("This place is not on the list any more."))
                return None
        where = find_where(self.standing, words)
        self.candidates = list(where.offered)
        if where.is_settled:
            return where.place
        if self.candidates:
            self.add_error("place_said", _("Which place is meant? Choose below."))
        return None

    def _area(self, said: Cleaned) -> DutyArea | None:
        """The area chosen, else the place's, else the one in which the point lies, else mine."""
        area: DutyArea | None = said.get("area")
        place: Place | None = said.get("place")
        if area is None and place is not None:
            area = place.area
        if area is None and said.get("latitude") is not None:
            area_ids = boundaries_of(self.standing.mission).area_ids(
                [said["latitude"]], [said["longitude"]]
            )[0]
            area = DutyArea.objects.filter(pk=area_ids).first() if area_ids else None
        mine = self.standing.authority.get(self.act, frozenset())
        if area is None and mine is not EVERYWHERE and mine and len(mine) == 1:
            area = DutyArea.objects.get(pk=next(iter(mine)))
        allowed = self.standing.may(self.act, area=area.pk if area else None)
        if not allowed and self.standing.may_somewhere(self.act):
            self.add_error(
                "area", _("You record in your own area. Tell the JOC of what lies outside.")
            )
        return area

    def fields_said(self) -> IncidentInput:
        """What was said, as fields of an incident."""
        said = {name: v for name, v in self.cleaned_data.items() if name in EDITABLE}
        names = (self.cleaned_data.get("other_perpetrators") or "").split(";")
        said["other_perpetrators"] = [name.strip() for name in names if name.strip()]
        said["summary"] = said["summary"].replace("\r\n", "\n")
        return incident_input(said)

    def own_said(self) -> Mapping[str, FieldValue] | None:
        """What was given in the mission's own fields; None where it has none here."""
        given: Mapping[str, FieldValue] | None = self.cleaned_data.get(OWN)
        return given

    def doers_said(self) -> list[str]:
        """Who is said to have done it, as far as the form tells."""
        actor = self.cleaned_data.get("perpetrator")
        names = self.cleaned_data.get("other_perpetrators") or ""
        return [*([actor.name] if actor else []), *filter(None, map(str.strip, names.split(";")))]

    def place_choices(self) -> list[tuple[str, str]]:
        """What the place may be, where a person must choose."""
        offered = [(str(c.place.pk), _place_in_words(c)) for c in self.candidates]
        return (
            [*offered, (NOT_ON_THE_LIST, str(_("none of these: keep the text")))] if offered else []
        )


def _place_in_words(found: PlaceMatch) -> str:
    near = found.landmark
    where = f", {near.km:.0f} km {near.direction} {near.name}" if near else ""
    area = f" ({found.place.adm1})" if found.place.adm1 else ""
    return f"{found.place.name}{area}{where}"


WORDS = ("title", "summary", "place_said")
"""Fields of an incident where somebody may tell what personnel did."""


class NewIncidentForm(IncidentForm):
    """A new incident. The first question is who did it: misconduct of ours has its own channel."""

    un_personnel = personnel_question(asked_first=True)
    held_case = forms.UUIDField(required=False, widget=forms.HiddenInput)
    id = forms.UUIDField(widget=forms.HiddenInput)
    event = forms.UUIDField(required=False, widget=forms.HiddenInput)
    part_of = forms.UUIDField(required=False, widget=forms.HiddenInput)
    closed_harms = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Harm of a compartment"),
        help_text=_(
            "With one of these, the title, summary and all you wrote move into the"
            " compartment. Unless you hold it, you cannot read it again."
        ),
    )
    danger = choice(
        _("Tell the open list that there was harm or danger"),
        [("", _("nothing")), *Danger.choices],
        _(
            "A listed town, its district or an area of 55 km; the week of what is past; none of "
            "your words. Harms ticked above are always told."
        ),
        required=False,
    )
    confirmed = few_words(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        self.fields["closed_harms"].choices = [  # type: ignore[attr-defined]
            (harm, word(harm)) for harms in CLOSED.values() for harm in harms
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        refuse_misconduct_words(self, WORDS, doers=self.doers_said())
        said["harms"] = [*said.get("harms", []), *said.get("closed_harms", [])]
        if len(part_harms(said["harms"])[1]) > 1:
            self.add_error(
                "closed_harms", _("These belong to two compartments: record each apart.")
            )
        return said

    def open_part(self) -> dict[str, Any] | None:
        """What everybody will read beside a closed record, where anything."""
        answers = self.cleaned_data
        harms, closed = part_harms(answers["harms"])
        danger = asked_of_office(harms, answers["danger"])
        if not closed or answers["part_of"] or not danger:
            return None
        return shown_openly(
            self.fields_said(), harms=harms, danger=danger, mission=self.standing.mission
        )


class EditForm(IncidentForm):
    """An incident again, with the version first seen and the one last compared."""

    un_personnel = personnel_question()
    held_case = forms.UUIDField(required=False, widget=forms.HiddenInput)
    began = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = few_words(
        _("Reason"), 100, _("Needed for figures and attribution; it stays on the page. No names.")
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        incident: Incident | ClosedIncident,
        **how: Unpack[FormOptions],
    ) -> None:
        self.incident = incident
        # What the incident already says stays a choice, retired actors and old words too.
        offered = self.harm_choices
        self.harm_choices = (*offered, *(h for h in incident.harms if h not in offered))
        super().__init__(data, files, standing=standing, **how)
        if incident.perpetrator_id is not None:
            kept = Actor.objects.filter(pk=incident.perpetrator_id)
            self.fields["perpetrator"].queryset |= kept  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not self.errors and self.changes().keys() & NEEDS_REASON and not said["reason"].strip():
            self.add_error("reason", _("Figures or attribution changed: say why."))
        said["title"] = said.get("title") or title_of_harms(said.get("harms") or [])
        if {*WORDS, "perpetrator", "other_perpetrators"} & set(self.changed_data):
            refuse_misconduct_words(self, WORDS, doers=self.doers_said())
        return said

    def _add_own(self) -> tuple[AddedField, ...]:
        if not isinstance(self.incident, Incident):
            return ()  # a closed part holds all in its own words
        return own.add_controls(self, self.standing, self.incident)

    def _place(self, said: Cleaned) -> Place | None:
        if {"place", "place_said"} & set(self.changed_data):
            return super()._place(said)
        return self.incident.place

    def changes(self, *, but: Container[str] = ()) -> IncidentInput:
        """What the person changed against the version first seen, but for the fields named."""
        touched = set(self.changed_data)
        if touched & {"reliability", "credibility"}:
            touched.add("grade")
        if touched & {"place_said"}:
            touched.add("place")
        if touched & {"event_from"}:
            touched.add("event_precision")
        said: dict[str, Any] = dict(self.fields_said())
        return incident_input(
            {name: value for name, value in said.items() if name in touched and name not in but}
        )

    def place_choices(self) -> list[tuple[str, str]]:
        found = super().place_choices()
        kept = self.incident.place
        if found or kept is None:
            return found
        return [
            (str(kept.pk), str(_("%(place)s, as it is")) % {"place": kept.name}),
            ("", str(_("search for the text again"))),
            (NOT_ON_THE_LIST, str(_("not on our list"))),
        ]


CLASSING: dict[str, tuple[Words, dict[str, tuple[str, ...]]]] = {
    "grave": (
        _("Grave violations against children"),
        {"mrm": GRAVE, "crsv": ("sexual violence",)},
    ),
    "forms_of_violence": (_("Forms of sexual violence"), {"crsv": FORMS_OF_VIOLENCE}),
}
"""How an office classes a record: the words offered in each compartment."""


class ClosedEditForm(EditForm):
    """A part in a compartment again: its own harms only, and every change with a reason."""

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        incident: ClosedIncident,
        **how: Unpack[FormOptions],
    ) -> None:
        self.harm_choices = CLOSED[incident.compartment]
        if not standing.may("record_incident", area=incident.area_id):
            self.act = "verify_closed"
        super().__init__(data, files, standing=standing, incident=incident, **how)
        strict = Classification.STRICTLY_CONFIDENTIAL
        self.fields["classification"].choices = [(strict.value, strict.label)]  # type: ignore[attr-defined]
        self.fields["reason"].required = True
        self.fields["reason"].help_text = _("Needed for every change in a compartment. No names.")
        if may_verify_closed(incident, standing):
            for name, (label, offered) in CLASSING.items():
                if incident.compartment in offered:
                    self.fields[name] = forms.MultipleChoiceField(
                        required=False,
                        widget=forms.CheckboxSelectMultiple,
                        label=label,
                        choices=[(said, word(said)) for said in offered[incident.compartment]],
                    )

    def changes(self, *, but: Container[str] = ()) -> ClosedInput:
        """What the person changed; how the office classes it among that."""
        said: dict[str, Any] = {**super().changes(but=but)}
        for name in CLASSED:
            if name in self.changed_data and name not in but:
                said[name] = self.cleaned_data[name]
        return cast("ClosedInput", said)


def values_of(row: Incident | ClosedIncident) -> dict[str, Any]:
    """An incident, or a version of one, as the form shows it."""
    shown = {name: getattr(row, name) for name in EDITABLE if name not in RELATED}
    shown |= {name: getattr(row, f"{name}_id") for name in RELATED}
    shown["place"] = str(shown["place"] or "")
    shown["other_perpetrators"] = "; ".join(row.other_perpetrators)
    for name in ("known_at", "event_from_time", "event_to_time"):  # as exact as the form writes
        if shown[name] is not None:
            shown[name] = shown[name].replace(second=0, microsecond=0)
    shown["prior_warning"] = {True: "yes", False: "no", None: ""}[row.prior_warning]
    shown |= {"reliability": row.grade[:1], "credibility": row.grade[1:]}
    shown |= {name: getattr(row, name, None) or [] for name in CLASSED}
    return shown


RELATED = ("place", "perpetrator", "area")


class VerificationForm(forms.Form):
    """What an office says of an incident, and on what it rests."""

    to = choice(_("Verification"), Verification)
    reason = forms.CharField(
        max_length=100,
        label=_("On what it rests"),
        help_text=_("No names of victims, witnesses or sources here; use the vault."),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        choices: list[str],
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (value, label) for value, label in Verification.choices if value in choices
        ]


class ReferralForm(forms.Form):
    """Whether a survivor was referred, on which day, and what they agreed to."""

    referred = choice(
        _("Referred through the inter-agency pathway"),
        [("", "–"), ("yes", _("yes")), ("no", _("no"))],
        _("Yes or no: no name and no service. A refusal stops no help and no warning."),
    )
    on = day(_("Day"))
    consent = choice(_("Consent of the survivor"), AskedConsent, initial=AskedConsent.NOT_ASKED)
    purpose = choice(_("Consent to what"), [(one.value, one.label) for one in REFERRED_FOR])
    said_on = a_day(_("Said on"))
    guardian = tick(_("For a child: by a guardian, in the child's best interests"))

    def clean_referred(self) -> bool:
        """Whether it was yes."""
        return bool(self.cleaned_data["referred"] == "yes")


class MergeForm(forms.Form):
    """Why two incidents are one, and both versions as seen; the choices are radios of the page."""

    reason = forms.CharField(max_length=100, label=_("Why they are one"))
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    other_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class VictimsForm(PartialForm):
    """One line of the count of victims."""

    harm = choice(_("Harm"), required=False)
    sex = choice(_("Sex"), Sex, initial=Sex.UNKNOWN)
    age = choice(_("Age"), Age, initial=Age.UNKNOWN)
    number = FigureField(label=_("Number"), min_value=1)

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        harms: list[str],
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        offered = [*dict.fromkeys([*harms, *OPEN_HARMS])]
        shown = ["unknown", *(harm for harm in offered if harm in OPEN_HARMS)]
        self.fields["harm"].choices = [(h, word(h)) for h in shown]  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """The filters of the list, as the address carries them; what makes no sense is left out."""

    place = few_words(most=40)
    area = few_words(most=40)
    harm = few_words(most=60)
    perpetrator = few_words(most=200)
    verification = forms.ChoiceField(required=False, choices=[("", ""), *Verification.choices])
    since = a_day()
    until = a_day()
    text = few_words(most=200)

    def clean_place(self) -> str:
        return _id_or_unknown(self.cleaned_data["place"])


class ClosedSearchForm(forms.Form):
    """Words that closed records are looked for by; sent in the body, never in the address."""

    text = forms.CharField(
        label=_("Search their text"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _id_or_unknown(said: str) -> str:
    if said in ("", "unknown"):
        return said
    try:
        return str(UUID(said))
    except ValueError:
        raise forms.ValidationError(_("not an id")) from None


class SeenForm(forms.Form):
    """On which day somebody of the own office saw it, and what."""

    seen_on = day(_("Seen on"))
    words = few_words(_("What was seen"), 300, NO_NAMES)
