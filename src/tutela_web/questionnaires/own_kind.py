"""A field that the mission adds to its records, as a kind of record itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Required, TypedDict

from django import forms
from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.intake.own_fields import faults_of_field, offices_of_field
from tutela.intake.own_questions import OFFICES, label_in
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue, Words
from tutela_web.look.translate import say_in_page_language
from tutela_web.questionnaires.approval import FIELDS, content_of_field, is_as_sent, may_withdraw
from tutela_web.questionnaires.kind import UNCLASSIFIED, closed_choices
from tutela_web.questionnaires.models import FieldEdition, FormVersion, OwnField
from tutela_web.questionnaires.own_counted import seen_field
from tutela_web.questionnaires.own_queries import own_fields_for
from tutela_web.questionnaires.queries import ACT, KIND
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.records.own.carriers import carriers

State = FormVersion.State


class OwnFieldValues(TypedDict, total=False):
    """Of a field, what its rules look at."""

    code: Required[str]
    stands_on: str


def carrier_choices() -> list[tuple[str, Any]]:
    """The kinds of record that a field may stand on, as their lists are called."""
    named = sorted((str(carrier.many), name) for name, carrier in carriers().items())
    return [(name, label) for label, name in named]


class CarrierNames(Mapping[str, Words]):
    """How the records are called that a field stands on: kinds are declared after this is."""

    def __getitem__(self, name: str) -> Words:
        return carriers()[name].many

    def __iter__(self) -> Iterator[str]:
        return iter(carriers())

    def __len__(self) -> int:
        return len(carriers())


def _rules(values: dict[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    """Refuse a field that may not stand on a record, and say why."""
    if "stands_on" in values and values["stands_on"] not in carriers():
        raise BadParameter(
            say("records of this kind hold no field of the mission's own"),
            where=str(OWN_FIELD.label_of("stands_on")),
            next=say("choose one of the list"),
        )
    for fault in faults_of_field(OwnField(**values).as_data()):
        where = "closed_to" if fault.field == "compartment" else fault.field
        raise BadParameter(
            fault.why, where=say_in_page_language(str(OWN_FIELD.label_of(where))), next=fault.next
        )
    return values


def _takes(values: OwnFieldValues, by: Standing) -> Mapping[str, Any]:
    if OwnField.objects.filter(mission=by.mission, code=values["code"]).exists():
        raise BadParameter(
            say("another field has this code"),
            where=str(values["code"]),
            next=say("give this one another code"),
        )
    return {}


def _rows(standing: Standing) -> QuerySet[OwnField]:
    versions = FieldEdition.objects.order_by("-number").prefetch_related("decisions")
    return own_fields_for(standing).prefetch_related(Prefetch("versions", queryset=versions))


def _state_in_words(field: OwnField) -> str:
    """Where the field stands: in force, and what waits."""
    versions = list(field.versions.all())
    used = [version.number for version in versions if version.state == State.APPROVED]
    said = str(_("version %(n)s in force") % {"n": used[0]}) if used else str(_("not in force"))
    waiting = next((version for version in versions if version.state == State.SUBMITTED), None)
    if waiting is None:
        return said
    waits = _("version %(n)s waits for: %(offices)s")
    return f"{said}; {waits % {'n': waiting.number, 'offices': FIELDS.offices_left(waiting)}}"


def _page_beside(standing: Standing, field: OwnField) -> dict[str, Any]:
    """The versions with what each office decided, and what this person may do."""
    versions = list(field.versions.prefetch_related("decisions__by").order_by("-number")[:20])
    waiting = next((version for version in versions if version.state == State.SUBMITTED), None)
    in_force = next((version for version in versions if version.state == State.APPROVED), None)
    return {
        "concerns": [
            say_in_page_language(OFFICES[office]) for office in offices_of_field(field.as_data())
        ],
        "versions": [(version, FIELDS.decisions_in_words(version)) for version in versions],
        "waiting": waiting,
        "asked": told_in_words(waiting) if waiting else [],
        "decides": FIELDS.decided_by(standing, waiting),
        "sends": standing.may(ACT)
        and not is_as_sent(versions[0] if versions else None, content_of_field(field)),
        "withdraws": may_withdraw(standing) and (in_force is not None or waiting is not None),
        "in_force": in_force,
        "counts": seen_field(standing, field) is not None,
    }


def told_in_words(version: FieldEdition) -> list[str]:
    """A version of a field as who approves it must read it: its words, what it may hold, how its
    values are marked."""
    spec, language = version.spec, get_language() or "en"
    holds = str(OwnField.Holds(spec["holds"]).label)
    if spec["choices"]:
        holds += f" ({', '.join(label_in(language, choice) for choice in spec['choices'])})"
    markings = [str(Classification(spec["marking"]).label)]
    if spec["compartment"]:
        markings.append(str(Compartment(spec["compartment"]).label))
    if spec["suppressed"]:
        markings.append(str(_("small counts hidden")))
    if spec["needed"]:
        markings.append(str(_("must be said")))
    if spec["in_list"]:
        markings.append(str(_("stands in the list")))
    words = [spec["label"], spec["label_fr"], spec["label_ar"]]
    return [" | ".join(filter(None, words)), spec["hint"], holds, " · ".join(markings)]


OWN_FIELD = RecordKind(
    OwnField,
    name="own_field",
    room="questionnaires",
    path="own-fields",
    reads=KIND,
    act=ACT,
    rows=_rows,
    rules=_rules,
    takes=_takes,
    titles=Titles(
        one=_("Own field"),
        many=_("Own fields of records"),
        add=_("New own field"),
        none=_("The mission has added no field: records hold what every mission holds."),
        about=_("What the mission adds to its records. Nobody fills one in before it is approved."),
        words=_("Never for a name, a telephone, a document or the group somebody belongs to."),
    ),
    above=(("questionnaires:forms", _("Forms of the mission")),),
    fields=(
        Field(
            "stands_on",
            _("It stands on"),
            _("The records that will hold it. Kinds that are not on this list hold none."),
            says=CarrierNames(),
            control=lambda: forms.ChoiceField(choices=carrier_choices),
            only="new",
        ),
        Field(
            "code",
            _("Code"),
            _("Small letters, digits and _, as distance_to_water. It cannot be changed."),
            only="new",
        ),
        Field("label", _("Label")),
        Field("label_fr", _("In French")),
        Field("label_ar", _("In Arabic")),
        Field("hint", _("Help")),
        Field(
            "purpose",
            _("Why it is held"),
            _("Who needs it, for which decision, and until when. It is what is approved."),
            lines=3,
        ),
        Field("holds", _("It holds"), _("It cannot be changed."), only="new"),
        Field(
            "choices",
            _("List of answers"),
            _("A line each, as “closed: Closed | Fermé | مغلق”."),
            lines=5,
            unknown=_("no list"),
        ),
        Field("needed", _("Must be said")),
        Field("in_list", _("Stands in the list")),
        Field(
            "marking",
            _("Classification of its values"),
            _("Who may not read so high sees no sign of the field. It cannot be changed."),
            only="new",
        ),
        Field(
            "closed_to",
            _("Compartment of its values"),
            _("Seen by those of the compartment alone. It cannot be changed."),
            control=lambda: forms.ChoiceField(choices=closed_choices, required=False),
            unknown=_("none"),
            only="new",
        ),
        Field("suppressed", _("Small counts of its values are hidden")),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("label", under=("code",)),
        ListColumn("stands_on"),
        ListColumn("holds"),
        ListColumn("state", label=_("State"), told=_state_in_words),
    ),
    filters=(ListFilter("holds", _("It holds")),),
    initial=lambda standing: {
        "classification": UNCLASSIFIED,
        "marking": 1,
        "suppressed": True,
        "in_list": True,
    },
    page_beside=_page_beside,
    page_template="questionnaires/own_field.html",
)
