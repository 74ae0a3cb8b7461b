"""Site assessments as they come, month after month, in CSV or XLSX with heads of their own.

A row is one site on one day: who lives there, and what was found of its services. The columns are
proposed, a person settles them once, and the next list with the same heads comes in unasked. A row
adds a count; it overwrites none. Several sheets of heads are those of DTM's site assessments.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.base.data_tables import shipped_rows
from tutela.base.messages import say
from tutela.places.finder import Entry, Finder, settle
from tutela.places.likeness import SAME
from tutela.places.names import fold
from tutela.places.site_kinds import kind_said
from tutela.places.site_services import indicators
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold
from tutela_web.base.tables import roundtrip as rt
from tutela_web.base.tables.points import point_fault
from tutela_web.base.values import FieldValue, Words
from tutela_web.look.translate import say_in_page_language
from tutela_web.places.models import Place
from tutela_web.places.queries import boundaries_of
from tutela_web.places.sheets import Brought, SheetKind
from tutela_web.places.sites.fact_kinds import (
    COUNT,
    INDICATORS,
    NUMBER_LABELS,
    NUMBERS,
    SERVICE,
    fault_of_count,
)
from tutela_web.places.sites.kind import SITE
from tutela_web.places.sites.models import Site, SiteCount, SiteService
from tutela_web.places.sites.queries import (
    ACT,
    KIND,
    counts_for,
    places_without_site,
    services_for,
    sites_for,
)
from tutela_web.places.verbs import make_places
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record, edit_record
from tutela_web.records.versions.queries import versions_of

Values = Mapping[str, FieldValue]
MARKING = 1
"""A count of a site is Confidential at least."""


class Known(NamedTuple):
    """The sites a person sees, found by the codes and names a list may give; and places that may
    become one."""

    sites: Sequence[Site]
    places: Sequence[Place]
    site_finder: Finder
    place_finder: Finder

    def site(self, values: Values) -> Site | None:
        """The site a row is about, where it is on record."""
        return _first(self.sites, self.site_finder, values)

    def place(self, values: Values) -> Place | None:
        """The place on record that would become a site."""
        return _first(self.places, self.place_finder, values)


PlaceOrSite = TypeVar("PlaceOrSite", Place, Site)


def _first(rows: Sequence[PlaceOrSite], finder: Finder, values: Values) -> PlaceOrSite | None:
    """What a row names by its code, else by its name; a name that is only alike is another's: a
    count is never put on record at a neighbour."""
    for column in ("site_code", "site_name"):
        match = settle(finder.find(str(values.get(column) or ""), least=SAME))
        if match is not None and match.score >= SAME:
            return rows[int(str(match.entry.key))]
    return None


def _finder_of(places: Iterable[Place]) -> Finder:
    return Finder(
        Entry(at, (place.name, *place.aliases), codes=(place.code, place.pcode))
        for at, place in enumerate(places)
    )


def known_to(standing: Standing) -> Known:
    """What a list may name, for this person. Two queries."""
    sites, places = list(sites_for(standing)), list(places_without_site(standing))
    site_finder = _finder_of(site.place for site in sites)
    return Known(sites, places, site_finder, _finder_of(places))


def _who_counted(values: Values) -> str:
    """Who a row counts: the displaced, where it gives their number in a column of their own."""
    if values.get("idp_people") is not None:
        return SiteCount.People.IDP.value
    return str(values.get("who") or SiteCount.People.ALL.value)


def _of_place(column: rt.SheetColumn, get: Callable[[SiteCount], FieldValue]) -> rt.SheetColumn:
    """A column that finds the site and changes nothing of it."""
    return replace(column, get=get, same=lambda value, other: True)


def _begins(value: FieldValue, other: FieldValue) -> bool:
    """Whether a source, kept with its round, is the one a row names."""
    return str(other or "").startswith(str(value or ""))


def _kind_column() -> rt.SheetColumn:
    return rt.SheetColumn(
        "site_kind", _("Kind of site"), lambda said, was: kind_said(said), empty=""
    )


def _people_columns() -> tuple[rt.SheetColumn, ...]:
    idp = SiteCount.People.IDP

    def whole(name: str, label: Words, idps: bool) -> rt.SheetColumn:
        column = rt.whole(name, label, most=5_000_000)
        return replace(
            column, get=lambda count: count.people if (count.who == idp) is idps else None
        )

    return whole("people", _("People"), False), whole("idp_people", _("Displaced people"), True)


def sheet(standing: Standing) -> rt.RecordSheet:
    """The columns of a site assessment, in order."""
    known = known_to(standing)
    services_said = {
        (finding.site_id, finding.found_on, finding.indicator): finding.said
        or str(finding.get_state_display())
        for finding in services_for(standing).reverse()
    }

    def service(key: str) -> Callable[[SiteCount], str]:
        return lambda count: services_said.get((count.site_id, count.counted_on, key), "")

    columns = (
        _of_place(
            rt.text("site_code", _("Code of the site"), most=80),
            lambda count: count.site.place.code,
        ),
        _of_place(rt.text("site_name", _("Site"), most=160), lambda count: count.site.place.name),
        _of_place(
            rt.degrees("latitude", _("Latitude"), 90), lambda count: count.site.place.latitude
        ),
        _of_place(
            rt.degrees("longitude", _("Longitude"), 180), lambda count: count.site.place.longitude
        ),
        _of_place(_kind_column(), lambda count: count.site.kind),
        rt.day("counted_on", _("Counted on")),
        replace(rt.text("source", _("Source"), most=120), same=_begins),
        _of_place(rt.text("round", _("Round"), most=20), lambda count: ""),
        rt.choice("who", _("Who was counted"), SiteCount.People.choices, empty=""),
        *_people_columns(),
        *(
            rt.whole(name, NUMBER_LABELS[name], most=5_000_000)
            for name in NUMBERS
            if name != "people"
        ),
        *(
            replace(
                rt.text(indicator.key, INDICATORS[indicator.key], most=200),
                get=service(indicator.key),
            )
            for indicator in indicators()
        ),
    )
    return rt.RecordSheet(
        "assessments",
        tuple(map(_with_heads, columns)),
        key=lambda values: _key(values, known),
        check=lambda values: _faults(values, known, standing),
        own_heads=True,
    )


def _with_heads(column: rt.SheetColumn) -> rt.SheetColumn:
    """A column with the heads that assessments write over it, of data/site_assessment_heads.csv."""
    heads = [
        head
        for row in shipped_rows("tutela.places", "site_assessment_heads.csv")
        if row["column"] == column.name
        for head in row["heads"].split("|")
    ]
    return replace(column, also=" ".join(map(rt.folded_name, heads)))


def _key(values: Values, known: Known) -> Hashable:
    """The same site, day and people counted are the same count."""
    site = known.site(values)
    where = site.pk if site else fold(str(values.get("site_code") or values.get("site_name") or ""))
    return where, values.get("counted_on"), _who_counted(values)


def _faults(values: Values, known: Known, by: Standing) -> Iterable[tuple[str, str, str]]:
    """Why a row cannot come in, as the page says it."""
    on = values.get("counted_on")
    if not isinstance(on, date):
        yield "counted_on", str(_("the row has no day")), str(_("say which column holds the day"))
    elif on > clock.today(by.mission):
        yield "counted_on", str(_("this day lies ahead")), str(_("put the day right"))
    if values.get("people") is not None and values.get("idp_people") is not None:
        yield (
            "people",
            str(_("the row counts everybody and the displaced")),
            str(
                _("leave one of the two columns out, and load the list a second time for the other")
            ),
        )
    if fault := fault_of_count(_figures(values)):
        yield "people", say_in_page_language(fault), str(_("put the numbers right in the file"))
    if known.site(values) is None:
        yield from _faults_of_new_site(values, known)


def _faults_of_new_site(values: Values, known: Known) -> Iterable[tuple[str, str, str]]:
    if not values.get("site_kind"):
        yield (
            "site_kind",
            str(_("no such site is on record, and its kind is not said in words known here")),
            str(_("add the site, or write POC site, camp, collective centre or place of refuge")),
        )
    if known.place(values) is not None:
        return
    lat, lon = values.get("latitude"), values.get("longitude")
    if not values.get("site_name") or lat is None or lon is None:
        yield (
            "site_name",
            str(_("no such site is on record, and the row has no name and point for it")),
            str(_("add the place, or give its name, latitude and longitude")),
        )
    elif fault := point_fault(_degrees(lat), _degrees(lon)):
        yield fault


def _degrees(value: FieldValue) -> float | None:
    return value if isinstance(value, float) else None


def _figures(values: Values) -> dict[str, FieldValue]:
    """The numbers of a row, the displaced as its people."""
    figures = {name: values.get(name) for name in NUMBERS}
    if values.get("idp_people") is not None:
        figures["people"] = values["idp_people"]
    return figures


def _source_said(values: Values) -> str:
    """Who counted, as far as the row says it, with the round."""
    source = str(values.get("source") or _("site assessment"))
    round_said = str(values.get("round") or "")
    return f"{source}, {_('round')} {round_said}"[:160] if round_said else source[:160]


@transaction.atomic
def take_assessments(
    rows: Sequence[Values], *, by: Standing, brought: list[Brought] | None = None
) -> list[SiteCount]:
    """Add a count, and what was found of services, for each row; a site not on record is made.

    Takes   brought, to which it is added what was made.
    Raises  Denied without the act in the area of a site; what the kinds refuse.
    """
    made, known = [], known_to(by)
    new_sites, new_finder = list[Site](), Finder([])
    for values in rows:
        site = known.site(values) or _first(new_sites, new_finder, values)
        if site is None:
            site = _new_site(values, known, by)
            new_sites.append(site)
            new_finder = _finder_of(new.place for new in new_sites)
        figures = {name: value for name, value in _figures(values).items() if value is not None}
        count: dict[str, FieldValue] = {
            "counted_on": values["counted_on"],
            "who": _who_counted(values),
            "source": _source_said(values),
            "classification": MARKING,
            **figures,
        }
        made.append(create_record(COUNT, count, beside=site, by=by))
        services = _note_services(site, values, made[-1], by)
        if brought is not None:
            brought += map(Brought.of_new, (made[-1], *services))
    return made


def _new_site(values: Values, known: Known, by: Standing) -> Site:
    place = known.place(values)
    if place is None:
        (place,) = make_places(
            [
                {
                    "code": str(values.get("site_code") or ""),
                    "name": str(values["site_name"]),
                    "kind": Place.Kind.SITE.value,
                    "latitude": _degrees(values["latitude"]),
                    "longitude": _degrees(values["longitude"]),
                    "source": _source_said(values)[:120],
                }
            ],
            by=by,
        )
    site_fields: dict[str, FieldValue] = {
        "place": place,
        "kind": values["site_kind"],
        "classification": place.classification,
    }
    site: Site = create_record(SITE, site_fields, by=by)
    return site


def _note_services(site: Site, values: Values, count: SiteCount, by: Standing) -> list[SiteService]:
    services: list[SiteService] = []
    for indicator in indicators():
        if said := str(values.get(indicator.key) or ""):
            finding: dict[str, FieldValue] = {
                "indicator": indicator.key,
                "said": said,
                "found_on": count.counted_on,
                "source": count.source,
                "classification": MARKING,
            }
            services.append(create_record(SERVICE, finding, beside=site, by=by))
    return services


@transaction.atomic
def correct_assessment(
    count: SiteCount,
    changes: Values,
    *,
    version: int,
    by: Standing,
    reason: str = "",
    brought: list[Brought] | None = None,
) -> SiteCount:
    """Correct a count by a row that names the same site, day and people; its history keeps what
    stood there. What the row says of services is added.

    Takes   brought, to which it is added what was changed and made.
    """
    fields = {*NUMBERS, "source"}
    corrected = {name: value for name, value in changes.items() if name in fields}
    if changes.get("idp_people") is not None:
        corrected["people"] = changes["idp_people"]
    now: SiteCount = count
    if corrected:
        now = edit_record(COUNT, count, corrected, version=version, by=by, reason=reason)
    services = _note_services(count.site, changes, now, by)
    if brought is not None:
        if corrected:
            brought.append(Brought("sitecount", str(now.pk), now.version, before=version))
        brought += map(Brought.of_new, services)
    return now


@transaction.atomic
def undo_assessments(brought: Sequence[Brought], *, by: Standing) -> None:
    """Take back what one file brought: what it made is shown no more, what it corrected says again
    what stood there before. The history of each keeps both; sites it put on record stay.

    Raises  Denied without the act in the area of a site; NotNow where somebody changed a record
            since: nothing of theirs is undone.
    """
    models: dict[str, type[SiteCount | SiteService]] = {
        "sitecount": SiteCount,
        "siteservice": SiteService,
    }
    for one in reversed(brought):
        record = hold(models[one.kind].objects.get(pk=one.pk, mission=by.mission))
        by.require(ACT, area=record.area_id, of=record)
        if record.version != one.version:
            raise NotNow(
                say("somebody changed what this file brought: {record}", record=str(record)),
                next=say("correct by hand what is wrong"),
            )
        changes: dict[str, FieldValue] = {"taken_back": True}
        if one.before is not None:
            stood = versions_of(record).get_numbered(one.before)
            changes = {name: getattr(stood, name) for name in (*NUMBERS, "source")}
        reason = str(_("its file was undone"))
        records.edit(record, changes, version=record.version, by=by.person, reason=reason)


def may_take(standing: Standing) -> rt.May:
    """Whether a count may be added, or corrected, by the area its site lies in."""
    known, boundaries = known_to(standing), boundaries_of(standing.mission)

    def area_of(values: Values) -> UUID | None:
        if (site := known.site(values)) is not None:
            return site.area_id
        if (place := known.place(values)) is not None:
            return place.area_id
        lat, lon = _degrees(values.get("latitude")), _degrees(values.get("longitude"))
        (area,) = boundaries.area_ids([lat], [lon])
        return area

    def allowed(count: SiteCount | None, values: Values) -> bool:
        return standing.may(ACT, area=count.area_id if count is not None else area_of(values))

    return allowed


ASSESSMENTS = SheetKind(
    name="assessments",
    title=_("Site assessments"),
    reads=KIND,
    act=ACT,
    model=SiteCount,
    sheet=sheet,
    visible=counts_for,
    may=may_take,
    make=take_assessments,
    edit=correct_assessment,
    coded=False,
    order="counted_on",
    adds=True,
    undo=undo_assessments,
)
