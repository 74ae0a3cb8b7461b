"""An area without a viable strategy, as a kind of record: the Head of Mission says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, TypedDict

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import DutyArea
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.fields import text
from tutela_web.base.holding import hold_name
from tutela_web.base.values import Words
from tutela_web.deployment.options.models import NoStrategy
from tutela_web.deployment.options.queries import KIND, STATE_NO_STRATEGY, no_strategies_for
from tutela_web.deployment.options.verbs import end_no_strategy
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import CLASSIFICATION, field_offices, has_ended
from tutela_web.links.verbs import in_whole_mission, not_ahead
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles

REVIEWED_WITHIN = timedelta(days=90)
"""When it is looked at again, unless the Head of Mission says another day [P]."""


class NoStrategyInput(TypedDict, total=False):
    """The fields of such a statement that its rules ask."""

    area: DutyArea | None
    why: str
    all_the_same: str
    headquarters_on: date | None
    council_on: date | None
    communities_told: str
    communities_on: date | None
    review_on: date
    classification: int


def _rules(values: NoStrategyInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(
        values.get("why"), values.get("all_the_same"), values.get("communities_told")
    )
    if values.get("area") is None:
        raise BadParameter(
            say("it is said of an area"), where="area", next=say("choose the area it is true of")
        )
    days = ("headquarters_on", "council_on", "communities_on")
    for day in (values.get(name) for name in days):
        not_ahead(day, by)  # type: ignore[arg-type]  # a day of these fields
    if bool(values.get("communities_told")) != bool(values.get("communities_on")):
        raise BadParameter(
            say("what communities were told and the day belong together"),
            where="communities_on",
            next=say("give both, or neither"),
        )
    return dict(values)


def _takes(values: NoStrategyInput, by: Standing) -> Mapping[str, Any]:
    """Who states it and when; a review ahead; once for an area."""
    today, area = clock.today(by.mission), values["area"]
    if values["review_on"] <= today:
        raise BadParameter(
            say("the next review lies ahead"), where="review_on", next=say("choose a later day")
        )
    assert area is not None  # the rules asked
    hold_name("no_strategy", area.pk)
    if NoStrategy.objects.filter(area=area, ended_on=None).exists():
        raise NotNow(say("this is said of the area already"), next=say("look at what stands"))
    return {"stated_by": post_acting(by, STATE_NO_STRATEGY), "stated_on": today}


def _states(_standing: Standing) -> Iterable[tuple[str, Words]]:
    return (("stands", _("stands")), ("ended", _("ended")))


def _in_state(rows: QuerySet[NoStrategy], value: str, standing: Standing) -> QuerySet[NoStrategy]:
    stands = Q(ended_on=None) | Q(ended_on__gt=standing.on)
    return rows.filter(stands if value != "ended" else ~stands)


def _who_was_told(stated: NoStrategy) -> str | None:
    days = ((_("headquarters"), stated.headquarters_on), (_("Security Council"), stated.council_on))
    return ", ".join(str(who) for who, on in days if on) or None


def _page_beside(standing: Standing, stated: NoStrategy) -> dict[str, Any]:
    stands = stated.ended_on is None
    return {
        "late": stands and stated.review_on <= standing.on,
        "may_end": stands and standing.may(STATE_NO_STRATEGY),
        "end_form": END.form_for(standing),
    }


NO_STRATEGY = RecordKind(
    NoStrategy,
    name="no_strategy",
    list_name="no_strategies",
    room="deployment",
    path="no-strategy",
    reads=KIND,
    act=STATE_NO_STRATEGY,
    acts=in_whole_mission(STATE_NO_STRATEGY),
    rows=no_strategies_for,
    rules=_rules,
    takes=_takes,
    initial=lambda standing: {"classification": 1, "review_on": standing.on + REVIEWED_WITHIN},
    titles=Titles(
        one=_("Area without a viable strategy"),
        many=_("Areas without a viable strategy"),
        add=_("Say that an area has none"),
        none=_("Of no area it is said that the mission has no viable strategy."),
        about=_(
            "Where the mission cannot protect by any strategy it has, it says so, and to whom."
        ),
        words=_("Said by the Head of Mission. What is done all the same stands beside it."),
        button=_("I state it"),
    ),
    fields=(
        Field(
            "area",
            _("Area"),
            needed=True,
            choices=field_offices,
            linked=lambda standing: DutyArea.objects.filter(mission=standing.mission).defer(
                "boundary"
            ),
        ),
        Field("cause", _("Reason")),
        Field("why", _("In words"), lines=3),
        Field("all_the_same", _("What is done all the same"), lines=3),
        Field("headquarters_on", _("Headquarters was told on"), unknown=_("not told")),
        Field("council_on", _("The Security Council was told on"), unknown=_("not told")),
        Field(
            "told_by",
            _("By what"),
            _("A cable, a report and its paragraph, a briefing."),
            unknown=_("nothing named"),
        ),
        Field(
            "communities_told",
            _("What communities were told"),
            lines=3,
            unknown=_("nothing, as far as is on record"),
        ),
        Field("communities_on", _("Communities were told on"), unknown=_("not told")),
        Field("review_on", _("Look at it again on")),
        Field("stated_by", _("Stated by"), asked=False),
        Field("stated_on", _("Stated on"), asked=False),
        Field("ended_on", _("Ended on"), asked=False, applies=has_ended),
        Field("ended_why", _("Why it ended"), asked=False, applies=has_ended),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("area", under=("cause",)),
        ListColumn("all_the_same"),
        ListColumn(
            "told", label=_("Who was told"), told=_who_was_told, unknown=_("nobody, on record")
        ),
        ListColumn("communities_told"),
        ListColumn("stated_on", under=("stated_by",)),
        ListColumn("review_on"),
    ),
    filters=(ListFilter("state", _("State"), choices=_states, apply=_in_state),),
    warns=lambda stated: stated.ended_on is None and stated.told_nobody,
    history=("ended_on", "ended_why"),
    page_beside=_page_beside,
    page_template="deployment/no_strategy.html",
    day=lambda stated: stated.stated_on,
)

END = Act(
    end_no_strategy,
    on=NO_STRATEGY,
    path="no-strategy/<uuid:pk>/end/",
    name="no_strategy_end",
    form="end_form",
    auto_id="end_%s",
    fields={"why": text(_("Why it ended"), 3000, rows=2)},
    says=_("It is recorded."),
)
