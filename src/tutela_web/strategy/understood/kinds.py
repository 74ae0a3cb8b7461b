"""A leader's own understanding of protection, as a kind of record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Post
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.capacity.training.queries import leaders_posts
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import CLASSIFICATION, ENDED
from tutela_web.links.verbs import not_ahead
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles
from tutela_web.strategy.understood.models import LeaderUnderstanding
from tutela_web.strategy.understood.queries import ACT, FOR_OTHERS, KIND, understandings_for


class UnderstandingInput(TypedDict, total=False):
    """The fields that its rules ask."""

    post: Post
    given_on: date
    words: str


def _rules(values: UnderstandingInput, by: Standing) -> Mapping[str, Any]:
    refuse_closed_words(values.get("words"))
    own = posts_held(by).filter(post=values["post"].pk)
    if not by.may_somewhere(FOR_OTHERS) and not own.exists():
        raise BadParameter(
            say("these are the words of another post"), where="post", next=say("choose your own")
        )
    not_ahead(values["given_on"], by)
    return {**values}


UNDERSTANDING = RecordKind(
    LeaderUnderstanding,
    name="understanding",
    room="strategy",
    path="understanding",
    reads=KIND,
    act=ACT,
    rows=understandings_for,
    rules=_rules,
    above=(("strategy:strategies", _("Strategies")),),
    titles=Titles(
        one=_("Understanding of a leader"),
        many=_("How leaders understand protection"),
        about=_(
            "What the senior leaders of the mission themselves understand by the protection of "
            "civilians. It stands in section A of the strategy and its paper."
        ),
        add=_("Record a leader's words"),
        none=_("No leader's words are recorded. Completeness holds it against section A."),
    ),
    fields=(
        Field("post", _("Post"), choices=leaders_posts),
        Field("given_on", _("Given on")),
        Field(
            "words",
            _("In the leader's own words"),
            _("What protection of civilians means here, and what it does not."),
            lines=6,
        ),
        Field(
            "given_in", _("Where it was given"), _("A meeting or a paper."), unknown=_("not said")
        ),
        ENDED,
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("post", under=("given_on",)),
        ListColumn("words"),
        ListColumn("given_in"),
    ),
    initial=lambda standing: {"given_on": standing.on, "classification": 0},
    day=lambda understanding: understanding.given_on,
)
