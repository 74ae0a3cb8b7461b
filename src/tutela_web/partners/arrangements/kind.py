"""An arrangement with others, as a kind of record, with those it binds and their calls."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.fields import choice, day, few_words, text, tick
from tutela_web.base.forms import Moment
from tutela_web.base.values import FieldValue
from tutela_web.fora.forum.queries import fora_for, standing_fora
from tutela_web.links.fields import AREA, CLASSIFICATION, ENDED, PLACE
from tutela_web.links.forms import NO_NAMES, posts_of
from tutela_web.links.verbs import fields_bound_by_links, in_linked_area, not_ahead
from tutela_web.partners.arrangements import verbs
from tutela_web.partners.arrangements.models import Arrangement, Call, Party
from tutela_web.partners.arrangements.queries import arrangements_for, calls_of, parties_of
from tutela_web.partners.arrangements.verbs import ACT
from tutela_web.partners.partner.queries import standing_partners
from tutela_web.records.acts import Act, LinkField
from tutela_web.records.kinds import Field, RecordKind, Titles
from tutela_web.records.verbs import draft_of
from tutela_web.warning.board.queries import open_alerts


def _rules(values: dict[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    arrangement = draft_of(Arrangement, values)
    not_ahead(arrangement.agreed_on, by)
    not_ahead(arrangement.rehearsed_on, by)
    return fields_bound_by_links(values, by, kind="fora")


def _extra_context(standing: Standing, arrangement: Arrangement) -> dict[str, Any]:
    parties = parties_of(standing, arrangement)
    return {
        "parties": parties,
        "calls": calls_of(standing, arrangement),
        "freshness": arrangement.freshness(standing.on),
        "results": fora_for(standing).filter(rests_on=arrangement).order_by("name"),
        "missing": [row.who for row in parties if row.agreement == Party.Agreement.MISSING],
        "party_form": BIND.form_for(standing),
        "agree_form": AGREE.form_for(standing),
        "call_form": CALL.form_for(standing),
        "may_take": standing.reads("exports"),
    }


ARRANGEMENT = RecordKind(
    Arrangement,
    name="arrangement",
    room="partners",
    path="arrangements",
    reads="fora",
    act=ACT,
    acts=in_linked_area(ACT),
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=arrangements_for,
    rules=_rules,
    listed=False,
    titles=Titles(
        one=_("Arrangement"),
        many=_("Arrangements"),
        add=_("Record an arrangement"),
        none=_("no arrangement recorded"),
    ),
    fields=(
        Field("kind", _("Kind")),
        Field("name", _("Name")),
        Field("says", _("The procedure, or what was agreed"), lines=5),
        Field("contact", _("Contact point"), NO_NAMES, unknown=_("none")),
        AREA,
        PLACE,
        Field(
            "forum",
            _("Forum in which it was agreed"),
            choices=standing_fora,
            linked=fora_for,
            page="fora:forum",
            unknown=_("none"),
        ),
        Field("parallel", _("A forum of its own was made for it")),
        Field("agreed_on", _("Agreed on"), unknown=_("not agreed yet")),
        Field("rehearsed_on", _("Last rehearsed or tested on"), unknown=_("never")),
        Field("next_on", _("Next rehearsal or test"), unknown=_("no day set")),
        ENDED,
        CLASSIFICATION,
    ),
    columns=(),
    page_beside=_extra_context,
    page_template="partners/arrangement.html",
)


def _bound(standing: Standing, arrangement: Arrangement) -> QuerySet[Party]:
    """The parties of an arrangement that are bound by it."""
    rows = Party.objects.filter(arrangement=arrangement, until=None)
    return rows.select_related("arrangement")


BIND = Act(
    verbs.bind_party,
    on=ARRANGEMENT,
    path="arrangements/<uuid:pk>/parties/",
    name="party_new",
    form="party_form",
    given="fields",
    fields={
        "partner": LinkField(
            _("Partner"), standing_partners, required=False, empty_label=_("none, but")
        ),
        "post": LinkField(
            _("Post of the mission"), posts_of, required=False, empty_label=_("none")
        ),
        "part": text(_("What it does"), 300),
        "line": few_words(
            _("Its line"), 120, _("Number, radio channel or mail of the office; never of a person.")
        ),
    },
)
AGREE = Act(
    verbs.agree,
    on=ARRANGEMENT,
    path="arrangements/<uuid:pk>/parties/<uuid:of>/agree/",
    name="party_agree",
    form="agree_form",
    of=_bound,
    begins=lambda standing, arrangement: {"on": standing.on},
    fields={
        "on": day(_("Agreed on")),
        "read_back": few_words(
            _("What it read back"),
            2000,
            _("In its own words: what it will do. Empty: not known to be understood."),
            rows=2,
        ),
    },
)
CALL = Act(
    verbs.call,
    on=ARRANGEMENT,
    path="arrangements/<uuid:pk>/parties/<uuid:of>/call/",
    name="party_call",
    form="call_form",
    of=_bound,
    given="fields",
    begins=lambda standing, arrangement: {"at": clock.now(standing.mission)},
    fields={
        "why": choice(_("What for"), Call.Occasion.choices),
        "at": Moment(label=_("When")),
        "reached": tick(_("Somebody answered")),
        "answer": few_words(_("What was answered"), 2000, rows=2),
        "alert": LinkField(
            _("About which alert"), open_alerts, required=False, empty_label=_("none")
        ),
    },
)
END = Act(
    verbs.release_party,
    on=ARRANGEMENT,
    path="arrangements/<uuid:pk>/parties/<uuid:of>/end/",
    name="party_end",
    of=_bound,
)
