"""Return, settlement elsewhere and closure: the mission reads security and nothing else.

Whether people go of their own will is UNHCR's and the Protection Cluster's to state: it is quoted,
with its day and source. A site is closed with its plan on record, after a reading and such a quote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.errors import NotNow
from tutela_web.base.fields import day, few_words
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.places.sites.fact_kinds import CLASSIFICATION, OF_SITE, SITE_FIELD, SITES_ABOVE
from tutela_web.places.sites.kind import SITE
from tutela_web.places.sites.models import Site, SiteReading
from tutela_web.places.sites.queries import ACT, KIND, readings_for, sites_for
from tutela_web.places.sites.rules import kept_with, refuse_days_ahead, refuse_what_is_apart
from tutela_web.records import verbs as records
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles

CONDITIONS = ("safe", "dignified", "lasting")
"""What security is read for, one by one."""

_VOLUNTARY = re.compile(
    r"\bvoluntar|\bvolontair|\bde (son|leur) plein gré|طوعي|طوعا", re.IGNORECASE
)
"""Words that state what is not the mission's to state."""


class SiteReadingInput(TypedDict, total=False):
    """The fields of a reading that its rules ask."""

    site: Site
    about: str
    whither: str
    read_on: date
    safe: str
    safe_why: str
    dignified: str
    dignified_why: str
    lasting: str
    lasting_why: str
    quoted: str
    quoted_from: str
    quoted_on: date | None
    quoted_source: str


def _reading_rules(values: SiteReadingInput, by: Standing) -> dict[str, Any]:
    given: dict[str, FieldValue] = {**values}  # type: ignore[dict-item]
    refuse_days_ahead(by, values["read_on"], values.get("quoted_on"))
    refuse_what_is_apart(*(given.get(f"{name}_why") for name in CONDITIONS), given.get("quoted"))
    for name in CONDITIONS:
        _require_evidence(given, name)
    _require_whole_quote(given)
    if values["about"] != SiteReading.About.CLOSURE and not values.get("whither"):
        raise BadParameter(
            say("to where?"), where="whither", next=say("name the area people would go to")
        )
    return kept_with(values["site"], given, by)


def _require_evidence(given: Mapping[str, FieldValue], name: str) -> None:
    """A condition that is said to hold, or not to, rests on evidence, and on security alone."""
    why = str(given.get(f"{name}_why") or "")
    if bool(given.get(name)) != bool(why):
        raise BadParameter(
            say("what is read and its evidence belong together"),
            where=f"{name}_why",
            next=say("give both; what nobody looked at stays not known"),
        )
    if _VOLUNTARY.search(why):
        raise BadParameter(
            say("whether people go of their own will is not the mission's to state"),
            where=f"{name}_why",
            next=say("read security here, and quote UNHCR or the Protection Cluster below"),
        )


def _require_whole_quote(given: Mapping[str, FieldValue]) -> None:
    parts = [given.get(name) for name in ("quoted", "quoted_from", "quoted_on", "quoted_source")]
    if any(parts) and not all(parts):
        raise BadParameter(
            say("a quotation has its words, who said it, the day and the source"),
            where="quoted",
            next=say("give all four, or none"),
        )


_READ = _("Blank where nobody looked: not known.")
_EVIDENCE = _("What was seen, heard or counted, and when. No names.")
_CHIPS = {SiteReading.Holds.YES: "ok", SiteReading.Holds.NO: "danger"}

READING = RecordKind(
    SiteReading,
    name="site_reading",
    room="places",
    path="sites/readings",
    above=SITES_ABOVE,
    reads=KIND,
    act=ACT,
    rows=readings_for,
    rules=_reading_rules,
    parent=Parent("site", sites_for, "sites/<uuid:pk>/readings/new/", "places:site", back=True),
    titles=Titles(
        one=_("Reading of security"),
        many=_("Readings of security"),
        add=_("Read security"),
        none=_("No reading is on record."),
        words=_(
            "The mission reads security: whether it is safe, dignified and lasting, each on "
            "evidence. Whether people go of their own will is for UNHCR and the "
            "Protection Cluster to state: quote them, word for word."
        ),
    ),
    fields=(
        SITE_FIELD,
        Field("about", _("What it is about")),
        Field("whither", _("To where"), unknown=_("nowhere named")),
        Field("read_on", _("Read on")),
        Field("safe", _("Safe"), _READ, tones=_CHIPS),
        Field("safe_why", _("Safe: on which evidence"), _EVIDENCE, lines=3),
        Field("dignified", _("Dignified"), _READ, tones=_CHIPS),
        Field("dignified_why", _("Dignified: on which evidence"), _EVIDENCE, lines=3),
        Field("lasting", _("Lasting"), _READ, tones=_CHIPS),
        Field("lasting_why", _("Lasting: on which evidence"), _EVIDENCE, lines=3),
        Field(
            "quoted",
            _("On voluntariness, word for word"),
            _("Only what UNHCR or the Protection Cluster stated."),
            lines=3,
            unknown=_("nobody is quoted"),
        ),
        Field("quoted_from", _("Who stated it"), unknown=_("nobody is quoted")),
        Field("quoted_on", _("Stated on"), unknown=_("nobody is quoted")),
        Field("quoted_source", _("Where it is written"), unknown=_("nobody is quoted")),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("about", under=("whither",), quiet=True),
        OF_SITE,
        ListColumn("read_on"),
        ListColumn("safe"),
        ListColumn("dignified"),
        ListColumn("lasting"),
        ListColumn("quoted_from"),
    ),
    filters=(ListFilter("about", _("What it is about")),),
    initial=lambda standing: {"classification": 1, "read_on": standing.on},
)


def lacks_for_closing(site: Site, standing: Standing) -> list[str]:
    """What is missing before a site may be closed, as sentences; empty where nothing is."""
    lacks: list[str] = []
    if not site.closing_plan:
        lacks.append(say("there is no plan for closing"))
    read = list(readings_for(standing).filter(site=site, about=SiteReading.About.CLOSURE))
    if not read:
        lacks.append(say("the mission has not read security for the closure"))
    elif not any(reading.quoted for reading in read):
        lacks.append(say("nobody is quoted on whether people go of their own will"))
    return lacks


@one_at_a_time(hold)
def close_site(site: Site, closed_on: date, word: str = "", *, version: int, by: Standing) -> Site:
    """Record that a site was closed.

    Takes   word, why, for its history.
    Raises  Denied without the act in its area; NotNow while its plan, a reading of security for the
            closure or a quotation on voluntariness is missing; BadParameter for a day ahead;
            Conflict.
    """
    by.require(ACT, area=site.area_id, of=site)
    if site.closed_on is not None:
        raise NotNow(say("this site is closed already"), next=say("look at it again"))
    if lacks := lacks_for_closing(site, by):
        raise NotNow(lacks[0], next=say("record it first; a site is not closed without it"))
    refuse_days_ahead(by, closed_on)
    refuse_what_is_apart(word)
    changes: dict[str, FieldValue] = {"closed_on": closed_on}
    return records.edit(site, changes, version=version, by=by.person, reason=word)


CLOSE = Act(
    close_site,
    on=SITE,
    path="sites/<uuid:pk>/close/",
    name="site_close",
    form="close_form",
    auto_id="close_%s",
    fields={
        "closed_on": day(_("Closed on")),
        "word": few_words(_("Why, for the history"), 300),
    },
    says=_("The site is recorded as closed."),
)
