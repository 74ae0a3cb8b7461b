"""Visits of the ministry as a kind of record, and the act on them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela_ministry.models import MinistryVisit
from tutela_ministry.queries import KEEPS, READS, visits_for
from tutela_ministry.verbs import follow_up
from tutela_web.access.policy import Standing
from tutela_web.base.fields import text
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.verbs import in_linked_area, not_ahead
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles


def _rules(values: dict[str, Any], by: Standing) -> dict[str, Any]:
    """No day ahead, no closed words; a visit lies where its place lies and is marked no lower."""
    not_ahead(values["on"], by)
    refuse_closed_words(values.get("said"))
    place = values["place"]
    marking = max(values.get("classification", 0), place.classification)
    by.require_marking(READS, marking)
    return {**values, "area": place.area, "classification": marking}


VISIT = RecordKind(
    MinistryVisit,
    name="visit",
    room="x_ministry",
    path="visits",
    reads=READS,
    act=KEEPS,
    acts=in_linked_area(KEEPS),
    may_begin=lambda standing: standing.may_somewhere(KEEPS),
    rows=visits_for,
    rules=_rules,
    titles=Titles(
        one=_("Visit of the ministry"),
        many=_("Visits of the ministry"),
        add=_("Record a visit of the ministry"),
        none=_("No visit of the ministry is on record."),
        about=_("What the ministry's protection desk found at a place, and what came of it."),
    ),
    fields=(
        Field("place", _("Place visited"), choices=places_by_name, linked=places_for),
        Field("on", _("Day of the visit")),
        Field("found", _("What it found"), tones={"fear": "warn", "harm": "danger"}),
        Field(
            "said",
            _("What people said of their safety"),
            _("No names, and nothing that points to a person. Optional."),
            lines=3,
            unknown=_("nothing was said"),
        ),
        Field(
            "followed_on",
            _("Followed up on"),
            asked=False,
            applies=lambda visit: visit.followed_on is not None,
        ),
        Field(
            "followed_how",
            _("How it was followed up"),
            asked=False,
            applies=lambda visit: visit.followed_on is not None,
        ),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("place"),
        ListColumn("on"),
        ListColumn("found", under=("said",)),
        ListColumn("followed_on", unknown=_("not followed up")),
    ),
    filters=(ListFilter("found", _("What it found")),),
    initial=lambda standing: {"on": standing.on, "classification": 1},
    history=("followed_on", "followed_how"),
    page_beside=lambda standing, visit: {
        "may_follow": standing.may(KEEPS, area=visit.area_id) and visit.followed_on is None,
        "follow_form": FOLLOW.form_for(standing),
    },
    page_template="tutela_ministry/visit.html",
    day=lambda visit: visit.on,
)

FOLLOW = Act(
    follow_up,
    on=VISIT,
    path="visits/<uuid:pk>/followed/",
    name="visit_followed",
    form="follow_form",
    auto_id="follow_%s",
    fields={"how": text(_("How it was followed up"), 400, rows=2)},
    says=_("It is noted."),
)
