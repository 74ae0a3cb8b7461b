"""Exchanges with communities, the points raised in them and the periods, as kinds of record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.intake.small_counts import count_kept
from tutela.outreach.heard import CHILDREN, MEN, WOMEN, lacks_in_hearing
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.base.fields import a_day, choice, text, tick
from tutela_web.base.ids import is_id
from tutela_web.base.values import FieldValue, Posted, Words
from tutela_web.crisis.decisions.queries import taskings_for
from tutela_web.crisis.models import Tasking
from tutela_web.crisis.taskings.queries import option_in_words
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import AREA, CLASSIFICATION
from tutela_web.links.forms import posts_of
from tutela_web.links.verbs import in_linked_area, in_named_area, not_ahead
from tutela_web.outreach.dialogue.models import (
    COUNTS,
    CommunityExchange,
    DialoguePeriod,
    RaisedPoint,
)
from tutela_web.outreach.dialogue.queries import (
    ACT,
    KIND,
    PERIODS,
    debt_of,
    exchanges_for,
    may_answer,
    owns,
    periods_for,
    periods_of,
    points_for,
)
from tutela_web.outreach.dialogue.verbs import put_to_tasking, tell_back
from tutela_web.outreach.dialogue.visits import begin_from_visit, visits_for
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.records.acts import Act, ActForm
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles
from tutela_web.records.verbs import draft_of
from tutela_web.risk.groups.rules import OF_CHILDREN

Kind, State = CommunityExchange.Kind, RaisedPoint.State

NO_NAMES = _("No names, and nothing by which one person could be told.")

SAID = ("women_said", "men_said", "children_said", "threats", "vulnerabilities", "expectations")


def _exchange_rules(values: dict[str, FieldValue], by: Standing) -> dict[str, Any]:
    exchange = draft_of(CommunityExchange, values)
    not_ahead(exchange.held_on, by)
    for name in (*SAID, "aims_said", "listened"):
        refuse_closed_words(values.get(name), where=name)
    if set(exchange.groups or []) - set(CommunityExchange.Met.values):
        raise BadParameter(say("there is no such group"), where="groups", next=say("choose one"))
    _require_own_group(exchange)
    _require_child_protection(exchange, by)
    if exchange.aims_said and not exchange.aims:
        raise BadParameter(
            say("words on the aims need an answer"), where="aims", next=say("choose what they said")
        )
    counts = {name: count_kept(getattr(exchange, name)) for name in COUNTS}
    return _bound_to_place(values, by) | counts


def _bound_to_place(values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    """The values in the area of their place, never marked lower than the place. What is not marked
    is read by the liaison assistants of the area, who go there next."""
    bound: dict[str, Any] = dict(values)
    place = bound["place"]
    by.require_ours(*(named for named in bound.values() if hasattr(named, "mission_id")))
    bound["area"] = place.area or bound.get("area")
    bound["classification"] = max(bound.get("classification", 0), place.classification)
    by.require_marking(KIND, bound["classification"])
    return bound


def _require_own_group(exchange: CommunityExchange) -> None:
    """A group of women is of women alone, and so of men."""
    others = {Kind.WOMEN: MEN, Kind.MEN: WOMEN}.get(Kind(exchange.kind), ())
    if any(getattr(exchange, name) for name in others):
        raise BadParameter(
            say("a group that is heard apart holds nobody else"),
            where="kind",
            next=say("choose a meeting, or record two groups"),
        )


def _require_child_protection(exchange: CommunityExchange, by: Standing) -> None:
    """Children are met as a group with Child Protection, or not at all."""
    grown = any(getattr(exchange, name) for name in (*WOMEN, *MEN))
    alone = not grown and any(getattr(exchange, name) for name in CHILDREN)
    of_children = exchange.kind == Kind.CHILDREN or alone or exchange.children_said
    if not of_children or exchange.child_protection or by.may(OF_CHILDREN):
        return
    raise BadParameter(
        say("groups of under-18s are met only with Child Protection"),
        where="child_protection",
        next=say("say that Child Protection took part, or leave out what children said"),
    )


def _begin_at_place(standing: Standing, asked: Mapping[str, str]) -> dict[str, Any]:
    """A new one begins at the place, or from the report of a visit, the person comes from."""
    key = asked.get("place", "")
    place = places_for(standing).filter(pk=key).first() if is_id(key) else None
    return ({"place": place} if place is not None else {}) | begin_from_visit(standing, asked)


def _new_exchange(standing: Standing) -> dict[str, Any]:
    """Held today, by the post of who writes it down where he holds just one: another may be chosen,
    and whoever held it is asked for the answers that are due."""
    own = list(posts_of(standing).filter(pk__in=posts_held(standing))[:2])
    return {
        "classification": 0,
        "held_on": standing.on,
        "office": own[0] if len(own) == 1 else None,
    }


def _choose_groups() -> forms.Field:
    return forms.MultipleChoiceField(
        required=False,
        choices=CommunityExchange.Met.choices,
        widget=forms.CheckboxSelectMultiple,
    )


def _heard_told(exchange: CommunityExchange) -> Words:
    heard = exchange.heard
    if heard.women and heard.men:
        return _("women and men together") if heard.together else _("women and men, apart")
    if heard.women:
        return _("women alone") if heard.men is False else _("women; of men it is not known")
    if heard.men:
        return _("men alone") if heard.women is False else _("men; of women it is not known")
    if heard.children:
        return _("under-18s, with Child Protection")
    return _("not known")


def _lacks_side(exchange: CommunityExchange) -> bool:
    """Whether one of women and men alone was heard."""
    heard = exchange.heard
    return bool(heard.women) is not bool(heard.men)


def _beside_exchange(standing: Standing, exchange: CommunityExchange) -> dict[str, Any]:
    points = points_for(standing).filter(exchange=exchange).order_by("entered_at")
    return {
        "lacks": lacks_in_hearing(exchange.heard, leaders_only=exchange.leaders_only),
        "points": [debt_of(point, standing) for point in points],
        "may_raise": standing.may(ACT, area=exchange.area_id),
    }


def _count_field(name: str, label: Words, help_text: Words = "") -> Field:
    return Field(
        name,
        label,
        help_text,
        says=CommunityExchange.TOLD[name],
        unknown=_("not counted"),
        applies=lambda exchange: getattr(exchange, name) is not None,
    )


def _words_field(name: str, label: Words, help_text: Words = NO_NAMES) -> Field:
    return Field(
        name,
        label,
        help_text,
        lines=3,
        applies=lambda exchange: bool(getattr(exchange, name)),
    )


EXCHANGE = RecordKind(
    CommunityExchange,
    name="exchange",
    room="outreach",
    path="exchanges",
    reads=KIND,
    act=ACT,
    acts=in_linked_area(ACT),
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=exchanges_for,
    rules=_exchange_rules,
    numbered=True,
    day=lambda exchange: exchange.held_on,
    begun=_begin_at_place,
    initial=_new_exchange,
    titles=Titles(
        one=_("Exchange with a community"),
        many=_("Exchanges with communities"),
        add=_("Record an exchange"),
        none=_("No exchange with a community is on record."),
        about=_("What people said, women and men apart, and what they were told. Nobody is named."),
        words=_(
            "Write no names, no hiding places and no routes of flight. Counts of one to four are"
            " kept as “fewer than 5”. Requests, warnings and questions are added on the next page."
        ),
    ),
    fields=(
        Field("kind", _("Kind")),
        Field("place", _("Place"), choices=places_by_name, linked=places_for, page="site:place"),
        Field("held_on", _("Day")),
        AREA,
        Field("office", _("Held by"), choices=posts_of, unknown=_("not said")),
        Field("spoken", _("Language spoken"), unknown=_("not said")),
        Field("interpreter", _("Interpreter"), unknown=_("not said")),
        Field("child_protection", _("Child Protection took part")),
        Field(
            "groups",
            _("Who was met"),
            control=_choose_groups,
            unknown=_("not said"),
        ),
        _count_field("women", _("Women, 18 to 59")),
        _count_field("older_women", _("Women, 60 and over")),
        _count_field("men", _("Men, 18 to 59")),
        _count_field("older_men", _("Men, 60 and over")),
        _count_field("girls", _("Girls, under 18")),
        _count_field("boys", _("Boys, under 18")),
        _count_field("minority", _("Of these, of a minority"), _("Which one is not written.")),
        _count_field("disabled", _("Of these, with a disability")),
        Field(
            "listened",
            _("Who else was there and could listen"),
            _("As: the chief, soldiers, officials. No names."),
            unknown=_("not said"),
        ),
        _words_field("women_said", _("What women said")),
        _words_field("men_said", _("What men said")),
        _words_field("children_said", _("What under-18s said")),
        _words_field("threats", _("What threatens them, as they see it")),
        _words_field("vulnerabilities", _("What exposes them, as they see it")),
        _words_field("expectations", _("What they expect of the mission")),
        Field(
            "aims",
            _("Is the mission’s strategy to protect them meeting its aims?"),
            _("Leave it empty where nobody asked."),
            unknown=_("not asked"),
        ),
        _words_field("aims_said", _("What they said of it")),
        Field(
            "report",
            _("Report of the visit"),
            choices=visits_for,
            page="intake:report",
            unknown=_("none"),
        ),
        Field(
            "classification",
            _("Classification"),
            _("What is Confidential is not read by the liaison assistants who go there next."),
        ),
    ),
    columns=(
        ListColumn("place", label=_("Place")),
        ListColumn("held_on", under=("kind",)),
        ListColumn("heard", label=_("Heard"), told=_heard_told),
        ListColumn("office", quiet=True),
    ),
    filters=(ListFilter("kind", _("Kind")),),
    warns=_lacks_side,
    page_beside=_beside_exchange,
    page_template="outreach/exchange.html",
)


# --- points raised


class PointInput(TypedDict, total=False):
    """The fields of a point that its rules ask."""

    exchange: CommunityExchange
    raised_by: str
    what: str
    said_back: str
    owed: str
    settled_there: bool
    due: date | None
    classification: int


def _point_rules(values: PointInput, by: Standing) -> dict[str, Any]:
    exchange = values["exchange"]
    refuse_closed_words(values.get("what"), where="what")
    refuse_closed_words(values.get("said_back"), where="said_back")
    refuse_closed_words(values.get("owed"), where="owed")
    if values.get("raised_by") == RaisedPoint.By.CHILDREN and not exchange.child_protection:
        raise BadParameter(
            say("groups of under-18s are met only with Child Protection"),
            where="raised_by",
            next=say("say on the exchange that Child Protection took part"),
        )
    if values.get("settled_there") and not values.get("said_back"):
        raise BadParameter(
            say("it was answered, and nothing is said of the answer"),
            where="said_back",
            next=say("write what was said back"),
        )
    if (due := values.get("due")) and due < exchange.held_on:
        raise BadParameter(
            say("it would be due before it was asked"), where="due", next=say("put the day right")
        )
    marking = max(values.get("classification", 0), exchange.classification)
    by.require_marking(KIND, marking)
    taken = {"classification": marking, "compartment": exchange.compartment}
    return {**values, **taken}


CHANNEL_OF = {
    Kind.CALL: RaisedPoint.Channel.CALL,
    Kind.RADIO: RaisedPoint.Channel.RADIO,
    Kind.LETTER: RaisedPoint.Channel.LETTER,
    Kind.VISIT: RaisedPoint.Channel.VISIT,
}
"""How somebody was told there and then; at a meeting where nothing stands here."""


def _answered_there(values: PointInput, by: Standing) -> dict[str, Any]:
    """A point that the answer given there and then has ended."""
    if not values.get("settled_there"):
        return {}
    exchange = values["exchange"]
    return {
        "state": State.ANSWERED,
        "told": values["said_back"],
        "told_on": exchange.held_on,
        "channel": CHANNEL_OF.get(Kind(exchange.kind), RaisedPoint.Channel.MEETING),
        "told_by": by.as_said,
    }


def _new_point(exchange: CommunityExchange) -> dict[str, Any]:
    _every, _ask, answer = periods_of(exchange.mission).of(exchange.area_id)
    raised = {Kind.WOMEN: "women", Kind.MEN: "men", Kind.CHILDREN: "children"}
    return {
        "owner": exchange.office,
        "due": exchange.held_on + timedelta(days=answer),
        "classification": exchange.classification,
        "raised_by": raised.get(Kind(exchange.kind)),
    }


def tasking_told(tasking: Tasking) -> str:
    """A tasking as a list of them names it: what, of whom, how it stands."""
    who = tasking.unit.name if tasking.unit else tasking.component
    option = option_in_words(tasking.option).capitalize()
    return " · ".join(filter(None, [option, who, str(tasking.get_state_display())]))


class TaskingNamedForm(ActForm):
    """Which of the taskings at the place does what was asked for."""

    tasking: forms.ModelChoiceField[Tasking] = forms.ModelChoiceField(
        None, label=_("Tasking"), required=False, empty_label=_("none")
    )

    def __init__(
        self, data: Posted = None, *, standing: Standing, record: RaisedPoint | None = None
    ) -> None:
        super().__init__(data, standing=standing, auto_id="tasking_%s")
        field = self.fields["tasking"]
        assert isinstance(field, forms.ModelChoiceField)
        field.label_from_instance = tasking_told  # type: ignore[assignment, method-assign]
        field.queryset = Tasking.objects.none()
        if record is not None:
            here = taskings_for(standing).filter(alert__place=record.exchange.place_id)
            field.queryset, field.initial = here.order_by("-entered_at"), record.tasking_id


def _beside_point(standing: Standing, point: RaisedPoint) -> dict[str, Any]:
    may = may_answer(point, standing)
    owed = point.state == State.OWED
    may_task = (standing.may(ACT, area=point.area_id) or owns(point, standing)) and owed
    task = taskings_for(standing).filter(pk=point.tasking_id).first() if point.tasking_id else None
    return {
        "debt": debt_of(point, standing),
        "may_tell": may and owed,
        "tasking": task,
        "tasking_words": tasking_told(task) if task is not None else "",
        "may_task": may_task,
        "tell_form": TELL.form_for(standing, record=point),
        "tasking_form": TASK.form_for(standing, record=point) if may_task else None,
    }


def _is_answered(point: RaisedPoint) -> bool:
    return point.state != State.OWED


POINT = RecordKind(
    RaisedPoint,
    name="point",
    room="outreach",
    path="points",
    list_name="exchanges",
    listed=False,
    reads=KIND,
    act=ACT,
    rows=points_for,
    rules=_point_rules,
    takes=_answered_there,
    parent=Parent(
        "exchange",
        exchanges_for,
        "exchanges/<uuid:pk>/points/new/",
        "outreach:exchange",
        initial=_new_point,
        back=True,
    ),
    titles=Titles(
        one=_("Point a community raised"),
        many=_("Exchanges with communities"),
        add=_("Add what they raised"),
        none=_("Nothing was raised."),
        words=_(
            "A request, a warning or a question: each waits for an answer until they are told."
        ),
    ),
    fields=(
        Field(
            "exchange", _("Exchange"), linked=exchanges_for, page="outreach:exchange", asked=False
        ),
        Field("kind", _("Kind")),
        Field("raised_by", _("Raised by")),
        Field("what", _("What they asked, warned of or want to know"), NO_NAMES, lines=2),
        Field(
            "said_back",
            _("What they were told there and then"),
            _("Promise nothing that was not agreed."),
            lines=2,
            unknown=_("nothing yet"),
        ),
        Field(
            "settled_there",
            _("That was the answer: nothing more is due"),
            only="new",
            applies=lambda point: False,
        ),
        Field("owed", _("What is due"), unknown=_("an answer")),
        Field("owner", _("By whom"), choices=posts_of, unknown=_("nobody was named")),
        Field("due", _("By when"), unknown=_("no day set")),
        Field(
            "state",
            _("State"),
            asked=False,
            tones={State.OWED: "warn", State.ANSWERED: "ok", State.UNSAFE: "warn"},
        ),
        Field("told", _("What they were told, or why not"), asked=False, applies=_is_answered),
        Field("told_on", _("On"), asked=False, applies=_is_answered),
        Field("channel", _("By which way"), asked=False, applies=_is_answered),
        Field("told_by", _("By"), asked=False, applies=_is_answered),
        CLASSIFICATION,
    ),
    columns=(),
    initial=lambda standing: {},
    history=("state", "told", "told_on", "channel", "told_by"),
    page_beside=_beside_point,
    page_template="outreach/point.html",
)

TELL = Act(
    tell_back,
    on=POINT,
    path="points/<uuid:pk>/told/",
    name="point_told",
    form="tell_form",
    auto_id="tell_%s",
    begins=lambda standing, point: {"on": standing.on},
    says=_("It is recorded."),
    fields={
        "state": choice(_("How it ended"), State.choices[1:]),
        "told": text(
            _("What they were told; or why it is refused, or unsafe to answer"), 3000, rows=3
        ),
        "channel": choice(
            _("How they were told"),
            [("", _("nobody was told")), *RaisedPoint.Channel.choices],
            required=False,
        ),
        "on": a_day(_("When they were told")),
        "exposes_nobody": tick(_("It was asked: telling them exposes nobody who raised it")),
    },
)

TASK = Act(
    put_to_tasking,
    on=POINT,
    path="points/<uuid:pk>/tasking/",
    name="point_tasking",
    form="tasking_form",
    fields=TaskingNamedForm,
    says=_("It is recorded. They are still to be told."),
)


# --- how often


def _period_rules(values: dict[str, FieldValue], by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("why"), where="why")
    return values


PERIOD = RecordKind(
    DialoguePeriod,
    name="period",
    room="outreach",
    path="periods",
    reads=KIND,
    act=PERIODS,
    acts=in_named_area(PERIODS),
    may_begin=lambda standing: standing.may_somewhere(PERIODS),
    rows=periods_for,
    rules=_period_rules,
    initial=lambda standing: {"classification": 0},
    titles=Titles(
        one=_("How often a place is spoken with"),
        many=_("How often places are spoken with"),
        add=_("Set how often"),
        none=_(
            "No period is set: a place is silent after 30 days, asked about the strategy every 180,"
            " and answered within 14."
        ),
    ),
    fields=(
        AREA,
        Field("every_days", _("Days between exchanges, at most"), least=1, most=366),
        Field("ask_days", _("Days between questions on the strategy, at most"), least=1, most=366),
        Field("answer_days", _("Days until a point is answered, at most"), least=1, most=366),
        Field("why", _("Why"), NO_NAMES, unknown=_("not said")),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("area"),
        ListColumn("every_days"),
        ListColumn("ask_days"),
        ListColumn("answer_days"),
    ),
    above=(("outreach:silent", _("Places not heard from")),),
)
