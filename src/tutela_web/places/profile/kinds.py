"""What is known of a community, as kinds of record of its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, few_words, text
from tutela_web.places.profile import queries
from tutela_web.places.profile.models import (
    DANGERS,
    TELLERS,
    ClosedFact,
    CommunityFact,
    CommunityNeed,
    CommunityRole,
    OwnMeasure,
    PartnerAdvice,
    SpokenRecord,
)
from tutela_web.places.profile.queries import ACT, CLOSED, KIND
from tutela_web.places.profile.rules import (
    sound_advice,
    sound_closed,
    sound_fact,
    sound_measure,
    sound_need,
    sound_role,
)
from tutela_web.places.profile.sentence_verbs import (
    add_words,
    keep_sentences,
    mark_sentences,
)
from tutela_web.places.profile.sentences import words_fields
from tutela_web.places.profile.verbs import withdraw_role
from tutela_web.places.queries import places_for
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles
from tutela_web.records.pages import WordsField, YesNoField, read_line, read_lines

HEED = _(
    "No name, no hour, no route. What you write is read by this community's office and the POC "
    "adviser alone, until the office opens a sentence to others. Where people hide or flee to is "
    "never opened: write it only if nobody can be helped without it."
)
CLOSED_TO_OFFICE = _("closed to its office, or nothing is said")
HIDING_ASKED = Field(
    "hiding",
    _("Does this say where people hide or flee to?"),
    _("Read it as somebody who hunts them would. A sentence that says it is never opened."),
    only="new",
    control=YesNoField,
    applies=lambda record: False,
)

CLOSED_HEED = _(
    "Read by this community's office and the POC adviser; nobody else but the auditor is told "
    "that anything is here. Never where people hide or the way they would flee: that is taken here "
    "by no field."
)
COARSE = _("In coarse words: no part of the day, no hour, no route.")
ABOVE = (("places:communities", _("Communities")),)


def _choose_tellers(*, required: bool = True) -> forms.Field:
    return forms.MultipleChoiceField(
        required=required, choices=TELLERS, widget=forms.CheckboxSelectMultiple
    )


def _parent_of(path: str) -> Parent:
    """A community, on whose page a new one is begun."""
    return Parent(
        "place",
        places_for,
        f"communities/<uuid:pk>/{path}/new/",
        "places:community",
        back=True,
    )


def _begin_today(*days: str) -> Any:
    """A new one begins unclassified, for liaison assistants read it; told today."""
    return lambda standing: {"classification": 0} | dict.fromkeys(days, standing.on)


PLACE = Field("place", _("Community"), linked=places_for, page="places:community", asked=False)
TOLD_BY = Field(
    "told_by",
    _("Described by"),
    _("Classes of people, never a person. Girls and boys only with Child Protection."),
    control=_choose_tellers,
)
TOLD_ON = Field("told_on", _("Told on"))
ENDED = Field("ended_on", _("No longer true since"), only="edit", unknown=_("it still holds"))
CLASSIFICATION = Field("classification", _("Classification"))


def _words_beside(standing: Standing, record: SpokenRecord) -> dict[str, Any]:
    """The sentences of a record, for those whose office it is, and the form of another."""
    sentences = queries.sentences_of_record(standing, record)
    if sentences is None:
        return {}
    read_lines(standing, sentences)
    may = standing.may(ACT, area=record.area_id)
    return {
        "sentences": sentences,
        "words_form": ADD_WORDS[type(record)].form_for(standing) if may else None,
        "words_address": f"places:{ADD_WORDS[type(record)].name}",
        "marking": queries.marking_of_closed(standing),
    }


FACT = RecordKind(
    CommunityFact,
    name="community_fact",
    room="places",
    path="community-facts",
    parent=_parent_of("facts"),
    reads=KIND,
    act=ACT,
    rows=queries.facts_for,
    rules=sound_fact,
    follows=keep_sentences,
    amends=mark_sentences,
    initial=_begin_today("told_on"),
    above=ABOVE,
    titles=Titles(
        one=_("What is known of a community"),
        many=_("What is known of communities"),
        add=_("Add what is known"),
        none=_("Nothing is known of how people live: nobody was asked."),
        words=HEED,
    ),
    fields=(
        PLACE,
        Field("topic", _("About"), only="new"),
        Field(
            "says",
            _("In words"),
            COARSE,
            lines=4,
            only="new",
            needed=True,
            unknown=CLOSED_TO_OFFICE,
        ),
        HIDING_ASKED,
        Field(
            "bears",
            _("What it does"),
            _("What exposes or protects people is proposed to a factor of vulnerability."),
            unknown=_("not known"),
        ),
        Field(
            "runs",
            _("The routine"),
            _("Of a routine only. One that stopped is offered as a warning sign."),
            unknown=_("not said"),
            tones={CommunityFact.Runs.STOPPED: "warn"},
            applies=lambda fact: bool(fact.runs),
        ),
        Field(
            "runs_since",
            _("So since"),
            unknown=_("day not known"),
            applies=lambda fact: bool(fact.runs),
        ),
        TOLD_BY,
        TOLD_ON,
        ENDED,
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("topic", under=("place",)),
        ListColumn("says"),
        ListColumn("bears"),
        ListColumn("told_by", under=("told_on",)),
    ),
    filters=(ListFilter("topic", _("About")), ListFilter("runs", _("The routine"))),
    page_beside=_words_beside,
    page_template="places/community_fact.html",
)


def _measure_beside(standing: Standing, measure: OwnMeasure) -> dict[str, Any]:
    tasks = queries.find_tasks(standing, measure.tasks)
    return {
        "tasks": [(code, tasks.get(code)) for code in measure.tasks],
        **_words_beside(standing, measure),
    }


MEASURE = RecordKind(
    OwnMeasure,
    name="own_measure",
    room="places",
    path="own-measures",
    parent=_parent_of("measures"),
    reads=KIND,
    act=ACT,
    rows=queries.measures_for,
    rules=sound_measure,
    follows=keep_sentences,
    amends=mark_sentences,
    initial=_begin_today("told_on"),
    above=ABOVE,
    titles=Titles(
        one=_("Own protection of a community"),
        many=_("How communities protect themselves"),
        add=_("Add what people do themselves"),
        none=_("Nobody was asked how people protect themselves: it is not known."),
        words=HEED,
    ),
    fields=(
        PLACE,
        Field("kind", _("What it is")),
        Field(
            "says",
            _("What people do"),
            _("Hours of a watch, signals, pacts and members are closed facts."),
            lines=4,
            only="new",
            needed=True,
            unknown=CLOSED_TO_OFFICE,
        ),
        Field(
            "who",
            _("Who does it"),
            _("A group, never a person."),
            only="new",
            unknown=CLOSED_TO_OFFICE,
        ),
        HIDING_ASKED,
        Field(
            "works",
            _("Does it work"),
            unknown=_("not known"),
            tones={OwnMeasure.Works.DANGER: "danger", OwnMeasure.Works.STOPPED: "warn"},
        ),
        Field(
            "tasks",
            _("Tasks of the mission that support it"),
            _("Lines of the matrix, or alerts by number, as M-014; AL-0012."),
            control=WordsField,
            unknown=_("none"),
        ),
        Field("support", _("How it is supported"), only="new", unknown=CLOSED_TO_OFFICE),
        Field(
            "instead",
            _("Does the support take its place?"),
            _("A measure is supported, never replaced: what takes its place is marked."),
            control=YesNoField,
            tones={True: "danger"},
            unknown=_("not asked"),
        ),
        TOLD_BY,
        TOLD_ON,
        ENDED,
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("kind", under=("place",)),
        ListColumn("says", under=("who",), quiet=True),
        ListColumn("works"),
        ListColumn("tasks", under=("support",), quiet=True),
        ListColumn("told_by", under=("told_on",)),
    ),
    filters=(ListFilter("kind", _("What it is")), ListFilter("works", _("Does it work"))),
    page_beside=_measure_beside,
    page_template="places/own_measure.html",
)

NEED = RecordKind(
    CommunityNeed,
    name="community_need",
    room="places",
    path="community-needs",
    parent=_parent_of("needs"),
    reads=KIND,
    act=ACT,
    rows=queries.needs_for,
    rules=sound_need,
    initial=_begin_today(),
    above=ABOVE,
    titles=Titles(
        one=_("Need of a community"),
        many=_("Needs of communities"),
        add=_("Write what others may read"),
        none=_("No office wrote what a community needs."),
        words=_(
            "All who read this place read this: what is useful, not what it rests on. Window and "
            "stretch go to the unit that is asked."
        ),
    ),
    fields=(
        PLACE,
        Field("need", _("What is useful")),
        Field("until", _("Until"), unknown=_("until it is changed")),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("need", under=("place",)),
        ListColumn("until"),
    ),
    filters=(ListFilter("need", _("What is useful")),),
    page_template="places/community_need.html",
)


def _role_beside(standing: Standing, role: CommunityRole) -> dict[str, Any]:
    may = standing.may(ACT, area=role.area_id) and role.state != CommunityRole.State.WITHDRAWN
    return {
        "withdraw_form": WITHDRAW.form_for(standing) if may else None,
        "due": queries.is_due(role, standing.on),
        "leaders_only": queries.only_leaders(role.reached),
        **_words_beside(standing, role),
    }


def _was_withdrawn(role: CommunityRole) -> bool:
    return role.state == CommunityRole.State.WITHDRAWN


def _states_given(_standing: Standing) -> Sequence[str]:
    """What a form may say; a part is withdrawn by a button of its own."""
    return [state for state in CommunityRole.State.values if state != CommunityRole.State.WITHDRAWN]


ROLE = RecordKind(
    CommunityRole,
    name="community_role",
    room="places",
    path="community-roles",
    parent=_parent_of("roles"),
    reads=KIND,
    act=ACT,
    rows=queries.roles_for,
    rules=sound_role,
    follows=keep_sentences,
    amends=mark_sentences,
    initial=_begin_today(),
    above=ABOVE,
    titles=Titles(
        one=_("Part a community could take"),
        many=_("Parts communities could take"),
        add=_("Ask about a part"),
        none=_("No community was asked which part it could take. That is no sign of refusal."),
        words=_(
            "A community is asked, never assumed unwilling. It takes a part by consent alone, and "
            "may take it back at any time. Nobody is asked to find anything out."
        ),
    ),
    fields=(
        PLACE,
        Field("part", _("Part")),
        Field("says", _("In words"), COARSE, only="new", unknown=CLOSED_TO_OFFICE),
        HIDING_ASKED,
        Field(
            "state",
            _("State"),
            _("“Not interested” needs the day on which it was asked."),
            offers=_states_given,
            tones={CommunityRole.State.ACCEPTED: "ok"},
        ),
        Field("bound", _("How it is bound"), unknown=_("not said")),
        Field("consulted_on", _("Consulted on"), unknown=_("not consulted")),
        Field(
            "reached",
            _("Who was reached"),
            _("Leaders apart from those a danger is about."),
            control=partial(_choose_tellers, required=False),
            unknown=_("nobody"),
        ),
        *(Field(name, question, unknown=_("not asked")) for name, question in DANGERS),
        Field("eased_by", _("What lowers the danger"), only="new", unknown=CLOSED_TO_OFFICE),
        Field("consent", _("Consent"), unknown=_("not asked")),
        Field("review_on", _("Danger looked at again on"), unknown=_("no day set")),
        Field("withdrawn_on", _("Withdrawn on"), asked=False, applies=_was_withdrawn),
        Field(
            "withdrawn_why",
            _("Why withdrawn"),
            asked=False,
            applies=_was_withdrawn,
            unknown=_("no reason given, and none needed"),
        ),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("part", under=("place",)),
        ListColumn("state", under=("bound",), quiet=True),
        ListColumn("reached", under=("consulted_on",), quiet=True),
        ListColumn("consent"),
        ListColumn("review_on"),
    ),
    filters=(ListFilter("part", _("Part")), ListFilter("state", _("State"))),
    history=("state",),
    page_beside=_role_beside,
    page_template="places/community_role.html",
)

WITHDRAW = Act(
    withdraw_role,
    on=ROLE,
    path="community-roles/<uuid:pk>/withdraw/",
    name="community_role_withdraw",
    form="withdraw_form",
    auto_id="withdraw_%s",
    fields={"why": few_words(_("Why, if they say it"), 400)},
    says=_("It is withdrawn."),
)


def _advice_beside(standing: Standing, advice: PartnerAdvice) -> dict[str, Any]:
    named = queries.closed_facts_for(standing).filter(advice=advice.pk).first()
    beside = _words_beside(standing, advice)
    if named is None:
        return beside
    read_line(standing, named)
    return {**beside, "partner": named, "marking": queries.marking_of_closed(standing)}


ADVICE = RecordKind(
    PartnerAdvice,
    name="partner_advice",
    room="places",
    path="partner-advice",
    new_name="advice_note",
    made_here=False,
    parent=_parent_of("advice"),
    reads=KIND,
    act=ACT,
    rows=queries.advice_for,
    rules=sound_advice,
    amends=mark_sentences,
    above=ABOVE,
    titles=Titles(
        one=_("Advice before contact"),
        many=_("Advice before contact"),
        add=_("Note the advice of a trusted partner"),
        none=_("No partner people trust was asked before contact."),
    ),
    fields=(
        PLACE,
        Field("before", _("Before")),
        Field("asked_on", _("Asked on")),
        Field(
            "advice",
            _("Advice"),
            lines=3,
            only="new",
            needed=True,
            unknown=CLOSED_TO_OFFICE,
        ),
        Field("changed", _("What changed"), lines=2, only="new", unknown=CLOSED_TO_OFFICE),
        HIDING_ASKED,
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("before", under=("place",)),
        ListColumn("asked_on"),
        ListColumn("advice"),
        ListColumn("changed"),
    ),
    filters=(ListFilter("before", _("Before")),),
    page_beside=_advice_beside,
    page_template="places/partner_advice.html",
)


def _topics_closed(_standing: Standing) -> Sequence[str]:
    """What a form may say: the partner that was asked is named with its advice."""
    return [topic for topic in ClosedFact.Topic.values if topic != ClosedFact.Topic.PARTNER]


def _marked_closed(standing: Standing, _fact: ClosedFact) -> dict[str, Any]:
    """The banner of a page that holds what is closed, whatever its reader is cleared for."""
    return {"marking": queries.marking_of_closed(standing)}


def _is_routine(fact: ClosedFact) -> bool:
    return fact.topic == ClosedFact.Topic.ROUTINE


CLOSED_FACT = RecordKind(
    ClosedFact,
    name="closed_fact",
    room="places",
    path="community-closed",
    listed=False,
    list_name="communities",
    parent=Parent(
        "place",
        places_for,
        "communities/<uuid:pk>/closed/new/",
        "places:community",
        own_area=True,
        back=True,
    ),
    reads=CLOSED,
    there=queries.reads_closed,
    act=ACT,
    rows=queries.closed_facts_for,
    rules=sound_closed,
    initial=_begin_today("told_on"),
    titles=Titles(
        one=_("Closed fact of a community"),
        many=_("Communities"),
        add=_("Add a closed fact"),
        none=_("nothing closed is written"),
        words=CLOSED_HEED,
    ),
    fields=(
        PLACE,
        Field("topic", _("About"), only="new", offers=_topics_closed),
        Field(
            "words",
            _("In words"),
            _("Hour, route, signal or pact. No name of a person."),
            lines=5,
            control=lambda: forms.CharField(
                max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
            ),
        ),
        *(
            Field(
                name,
                label,
                _("Of a routine: this alone goes to a unit that is asked for an escort."),
                control=lambda: forms.CharField(max_length=160, required=False),
                unknown=_("not said"),
                applies=_is_routine,
            )
            for name, label in (("window", _("Window")), ("stretch", _("Stretch")))
        ),
        TOLD_BY,
        TOLD_ON,
    ),
    columns=(ListColumn("topic"), ListColumn("told_on")),
    page_beside=_marked_closed,
    edit_beside=_marked_closed,
    page_template="places/closed_fact.html",
)


def _add_words_to(kind: RecordKind) -> Act:
    """The act that adds what was told since to a record of a kind."""
    names = words_fields(kind.model)
    fields = [(name, kind.label_of(name)) for name in names if name in kind.asked]
    return Act(
        add_words,
        on=kind,
        path=f"{kind.path}/<uuid:pk>/words/",
        name=f"{kind.name}_words",
        form="words_form",
        auto_id="words_%s",
        fields={
            "words": text(_("What was told"), 1000, COARSE, rows=3),
            "field": choice(_("As"), fields),
            "hiding": YesNoField(
                label=_("Does this say where people hide or flee to?"),
            ),
        },
        says=_("It is added, and closed to your office and the POC adviser."),
    )


ADD_WORDS = {kind.model: _add_words_to(kind) for kind in (FACT, MEASURE, ROLE, ADVICE)}
"""The act that adds words to a record, by its model."""
