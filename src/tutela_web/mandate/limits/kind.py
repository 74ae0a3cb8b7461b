"""A limit the Council set, as a kind of record: read under the paragraph that sets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import DutyArea
from tutela_web.access.people.queries import areas_on, post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.mandate.limits.models import CouncilLimit
from tutela_web.mandate.limits.queries import limits_for
from tutela_web.mandate.models import Paragraph
from tutela_web.mandate.queries import ACT, KIND, paragraphs_for
from tutela_web.records.kinds import Field, ListColumn, Parent, RecordKind, Titles
from tutela_web.records.verbs import draft_of


def _areas(standing: Standing) -> QuerySet[DutyArea]:
    return DutyArea.objects.filter(mission=standing.mission)


def _areas_drawn(standing: Standing) -> QuerySet[DutyArea]:
    drawn = areas_on(standing.mission, standing.on).exclude(boundary=None)
    return drawn.defer("boundary").order_by("name")


def _rules(values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    """The words are the Council's: they stand in the paragraph as they are quoted."""
    limit = draft_of(CouncilLimit, values)
    by.require_ours(*([limit.within] if limit.within else []))
    if limit.paragraph.kind != Paragraph.Kind.OPERATIVE:
        raise BadParameter(say("only operative paragraphs give a mandate"))
    quote, words = (" ".join(text.split()) for text in (limit.quote, limit.paragraph.words))
    if quote.casefold() not in words.casefold():
        raise BadParameter(
            say("these words do not stand in the paragraph"),
            where="quote",
            next=say("copy them from the text"),
        )
    return {
        **values,
        "quote": quote,
        "area": None,
        "classification": limit.paragraph.classification,
    }


def _takes(values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    return {"read_by": post_acting(by, ACT), "read_on": clock.today(by.mission)}


def _in_force(standing: Standing) -> Q:
    return Q(ended_on=None) | Q(ended_on__gt=standing.on)


LIMIT = RecordKind(
    CouncilLimit,
    name="limit",
    room="mandate",
    path="limits",
    parent=Parent(
        "paragraph",
        paragraphs_for,
        "paragraphs/<uuid:pk>/limit/",
        "mandate:paragraph",
        about=lambda paragraph: [paragraph.words],
    ),
    reads=KIND,
    act=ACT,
    rows=limits_for,
    shows=_in_force,
    rules=_rules,
    takes=_takes,
    initial=lambda standing: {},
    titles=Titles(
        one=_("Limit set by the Council"),
        many=_("Limits set by the Council"),
        about=_(
            "Where the mandate reaches, or does not, by the Council's own words. Unless it says"
            " otherwise, protection is mandated in the whole mission area."
        ),
        add=_("Read it as a limit"),
        none=_("No paragraph is read as a limit."),
        words=_("In the words of the text. It is drawn on the maps with its paragraph."),
    ),
    fields=(
        Field("quote", _("Words of the Council"), lines=3),
        Field("sense", _("What they say")),
        Field("where", _("Where, in words")),
        Field(
            "within",
            _("Drawn as the area"),
            _("One with a boundary on our map; else it stands in the table alone."),
            choices=_areas_drawn,
            linked=_areas,
            unknown=_("not drawn: no boundary on our map"),
        ),
        Field("read_by", _("Read so by"), asked=False),
        Field("read_on", _("On"), asked=False),
        Field("ended_on", _("No longer read so since"), only="edit", unknown=_("it is")),
    ),
    columns=(
        ListColumn("where", under=("sense",)),
        ListColumn("quote"),
        ListColumn("cited", label=_("Paragraph"), told=lambda limit: limit.cited),
        ListColumn("within"),
        ListColumn("read_by", under=("read_on",)),
    ),
)
