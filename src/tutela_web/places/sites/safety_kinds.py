"""The closed records of a site, as kinds of record: made beside the site, read by its office, its
manager and its units; who can answer a threat, by who holds the compartment capacity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypedDict

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.places.perimeter import is_overdue
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.base.fields import day, text
from tutela_web.places.models import Place
from tutela_web.places.sites.safety_forms import PhotoForm
from tutela_web.places.sites.safety_models import (
    SiteAnswer,
    SiteDefect,
    SitePlan,
    SiteRoute,
    SiteSector,
)
from tutela_web.places.sites.safety_queries import (
    KEEP,
    KIND,
    answers_for,
    defects_for,
    holds_answers,
    kept_sites,
    managed_sites,
    photos_for,
    plans_for,
    posts_of,
    refuges_for,
    routes_for,
    sectors_for,
)
from tutela_web.places.sites.safety_verbs import (
    assign_defect,
    break_again,
    mend_defect,
    refuse_misconduct,
)
from tutela_web.records.acts import Act, LinkField
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles
from tutela_web.records.pages import YesNoField

CAPACITY_ACT = "edit_capacity"

CLOSED = _(
    "Read by the head of the field office, the manager of the site and the units of its sectors"
    " alone. It stands on no map, in no export and in no search."
)
NO_FLIGHT = _("Hiding places and ways of flight are never written, and nobody is named.")


FREE = frozenset({"where", "words", "paper", "gate_regime", "stretch", "danger", "who"})
"""The fields in which people write what they like."""


class ClosedSiteInput(TypedDict, total=False):
    """The values of a closed record of a site that its rules ask."""

    place: Place
    seen_on: date
    mended_on: date
    rehearsed_on: date
    counted_on: date
    said_on: date
    due: date


def _rules(values: ClosedSiteInput, by: Standing) -> dict[str, Any]:
    """It lies where its site does, marked no lower; no day ahead; nothing of misconduct."""
    place, today = values["place"], clock.today(by.mission)
    for name in ("seen_on", "rehearsed_on", "counted_on", "said_on"):
        on = values.get(name)
        if isinstance(on, date) and on > today:
            raise BadParameter(
                say("this lies in the future"), where=name, next=say("record it when it happens")
            )
    written = (value for name, value in values.items() if name in FREE and isinstance(value, str))
    refuse_misconduct(*written)
    marked = {"classification": max(1, place.classification), "area": place.area}
    return {**values, **marked, "compartment": place.compartment}


def _answer_rules(values: ClosedSiteInput, by: Standing) -> dict[str, Any]:
    if not holds_answers(by):
        raise Denied(
            say("who can answer a threat belongs to the compartment capacity"),
            next=say("ask the Chief of Staff for a grant"),
        )
    return {**_rules(values, by), "compartment": Compartment.CAPACITY}


def _parent_under(path: str, rows: Callable[[Standing], QuerySet[Place]] = kept_sites) -> Parent:
    return Parent("place", rows, f"<uuid:pk>/safety/{path}/new/", "places:site_safety", back=True)


SITE = Field("place", _("Site"), linked=refuges_for, page="places:site_safety", asked=False)
LISTED = "safety_list"


def _is_mended(defect: SiteDefect) -> bool:
    return defect.mended_on is not None


def _late(defect: SiteDefect) -> bool:
    return is_overdue(defect.due, defect.mended_on, clock.today(defect.mission))


def _state_told(defect: SiteDefect) -> Any:
    if defect.mended_on is not None:
        return _("fixed")
    return _("past its day") if _late(defect) else _("open")


def _open_ones(rows: QuerySet[SiteDefect], value: str, standing: Standing) -> QuerySet[SiteDefect]:
    wanted = {
        "open": Q(mended_on=None),
        "late": Q(mended_on=None, due__lt=standing.on),
        "fixed": Q(mended_on__isnull=False),
    }
    return rows.filter(wanted.get(value, Q()))


def _defect_page(standing: Standing, defect: SiteDefect) -> dict[str, Any]:
    answers_here = managed_sites(standing).filter(pk=defect.place_id).exists()
    reads_whole = answers_here or kept_sites(standing).filter(pk=defect.place_id).exists()
    is_open = defect.mended_on is None
    owns = defect.owner_id is not None and (
        posts_of(standing).filter(pk=defect.owner_id, holdings__person=standing.person.pk).exists()
    )
    return {
        "late": _late(defect),
        "days_late": (standing.on - defect.due).days,
        "reads_whole": reads_whole,
        "answers_here": answers_here,
        "assign_form": ASSIGN.form_for(standing, record=defect)
        if answers_here and is_open
        else None,
        "mend_form": MEND.form_for(standing, record=defect)
        if is_open and (reads_whole or owns)
        else None,
        "again_form": AGAIN.form_for(standing, record=defect)
        if reads_whole and not is_open
        else None,
        "photos": list(photos_for(standing, defect)),
        "photo_form": PhotoForm(),
    }


DEFECT = RecordKind(
    SiteDefect,
    name="defect",
    room="places",
    path="defects",
    reads=KIND,
    act=KEEP,
    rows=defects_for,
    rules=_rules,
    parent=_parent_under("defects"),
    titles=Titles(
        one=_("Defect of a site"),
        many=_("Defects of sites"),
        add=_("Record a defect"),
        none=_("No defect of a site that you may read is on record."),
        about=CLOSED,
    ),
    fields=(
        SITE,
        Field("what", _("What is broken")),
        Field("where", _("On which side, or in which sector"), unknown=_("not said")),
        Field("people_pass", _("People or vehicles can get through"), control=YesNoField),
        Field("words", _("What else should be known"), NO_FLIGHT, lines=3, unknown=_("nothing")),
        Field("seen_on", _("Seen on")),
        Field("owner", _("Who fixes it"), choices=posts_of, unknown=_("nobody yet")),
        Field("due", _("To be fixed by")),
        Field("mended_on", _("Fixed on"), asked=False, applies=_is_mended),
        Field("mended_by", _("Said by"), asked=False, applies=_is_mended),
        Field("mended_how", _("How"), asked=False, applies=_is_mended),
    ),
    columns=(
        ListColumn("what", under=("where",)),
        ListColumn("place"),
        ListColumn("owner"),
        ListColumn("due", under=("seen_on",)),
        ListColumn("state", label=_("State"), told=_state_told),
    ),
    filters=(
        ListFilter(
            "state",
            _("State"),
            choices=lambda standing: [
                ("open", _("open")),
                ("late", _("past its day")),
                ("fixed", _("fixed")),
            ],
            apply=_open_ones,
            unsaid=_("all"),
        ),
    ),
    initial=lambda standing: {"seen_on": standing.on},
    warns=_late,
    history=("mended_on", "mended_by", "mended_how"),
    page_beside=_defect_page,
    page_template="places/defect.html",
)

ASSIGN = Act(
    assign_defect,
    on=DEFECT,
    path="defects/<uuid:pk>/owner/",
    name="defect_owner",
    form="assign_form",
    auto_id="assign_%s",
    fields={
        "owner": LinkField(_("Who fixes it"), posts_of, required=False, empty_label=_("nobody")),
        "due": day(_("To be fixed by")),
    },
    begins=lambda standing, defect: {"owner": defect.owner_id, "due": defect.due},
    says=_("It is recorded."),
)
MEND = Act(
    mend_defect,
    on=DEFECT,
    path="defects/<uuid:pk>/fixed/",
    name="defect_mended",
    form="mend_form",
    auto_id="mend_%s",
    fields={
        "on": day(_("Fixed on")),
        "how": text(_("How, in a line"), 400),
    },
    begins=lambda standing, defect: {"on": standing.on},
    says=_("It is recorded as fixed."),
)
AGAIN = Act(
    break_again,
    on=DEFECT,
    path="defects/<uuid:pk>/again/",
    name="defect_again",
    form="again_form",
    auto_id="again_%s",
    fields={"why": text(_("Why it is not fixed"), 100)},
    says=_("It is open again."),
)

PLAN = RecordKind(
    SitePlan,
    name="site_plan",
    room="places",
    path="safety/plans",
    list_name=LISTED,
    listed=False,
    reads=KIND,
    act=KEEP,
    rows=plans_for,
    rules=_rules,
    parent=_parent_under("plan"),
    titles=Titles(
        one=_("Manager and evacuation of a site"),
        many=_("Safety of sites"),
        add=_("Name the manager, and what an evacuation must carry"),
        button=_("Record it"),
        none=_("Nobody is named, and nothing is known of an evacuation."),
        words=NO_FLIGHT,
    ),
    fields=(
        SITE,
        Field("manager", _("Post that manages the site"), choices=posts_of),
        Field("leads", _("Post that leads an evacuation"), choices=posts_of),
        Field(
            "paper",
            _("Where the plan lies"),
            _("Reference of the paper. Which way people would go stands in it, and not here."),
        ),
        Field("rehearsed_on", _("Last rehearsed on"), unknown=_("never, or not known")),
        Field("vehicles", _("Vehicles it needs"), least=0),
        Field("older", _("Cannot walk: older people"), _("Counts only. Nobody is named.")),
        Field("disabled", _("Cannot walk: people with a disability")),
        Field("sick", _("Cannot walk: sick or wounded")),
        Field("pregnant", _("Cannot walk far: pregnant, or just delivered")),
        Field("small_children", _("Must be carried: small children")),
        Field("counted_on", _("Counted on")),
        Field("counted_by", _("Counted by"), _("An office or organisation, never a person.")),
    ),
    columns=(ListColumn("place"),),
    initial=lambda standing: {},
)

SECTOR = RecordKind(
    SiteSector,
    name="site_sector",
    room="places",
    path="safety/sectors",
    list_name=LISTED,
    listed=False,
    reads=KIND,
    act=KEEP,
    rows=sectors_for,
    rules=_rules,
    parent=_parent_under("sectors"),
    titles=Titles(
        one=_("Sector of a perimeter"),
        many=_("Safety of sites"),
        add=_("Add a sector"),
        none=_("No sector is on record."),
        words=CLOSED,
    ),
    fields=(
        SITE,
        Field("name", _("Sector")),
        Field(
            "unit_post",
            _("Unit that answers for it"),
            _("The post of its commander. Who holds it reads this site."),
            choices=posts_of,
            unknown=_("nobody"),
        ),
        Field("barrier", _("Fence, wall or berm"), tones={"open": "danger", "weak": "warn"}),
        Field("lights", _("Lights"), tones={"none": "danger", "some": "warn"}),
        Field("gates", _("Gates"), least=0, most=99),
        Field("gate_regime", _("Who controls the gates, and how")),
        Field("seen_on", _("Last looked at on")),
    ),
    columns=(ListColumn("name"),),
    initial=lambda standing: {"seen_on": standing.on},
)

ROUTE = RecordKind(
    SiteRoute,
    name="site_route",
    room="places",
    path="safety/routes",
    list_name=LISTED,
    listed=False,
    reads=KIND,
    act=KEEP,
    rows=routes_for,
    rules=_rules,
    parent=_parent_under("routes"),
    titles=Titles(
        one=_("Road outside at risk"),
        many=_("Safety of sites"),
        add=_("Add a road outside"),
        none=_("No road outside is on record."),
        words=NO_FLIGHT,
    ),
    fields=(
        SITE,
        Field("purpose", _("What people fetch or reach")),
        Field("stretch", _("Stretch"), _("Between which landmarks; never a way of flight.")),
        Field("when", _("Part of the day")),
        Field("danger", _("What endangers them"), unknown=_("not said")),
        Field("seen_on", _("Known since")),
        Field("ended_on", _("Ended on"), only="edit", unknown=_("it still holds")),
    ),
    columns=(ListColumn("purpose"),),
    initial=lambda standing: {"seen_on": standing.on},
)

ANSWER = RecordKind(
    SiteAnswer,
    name="site_answer",
    room="places",
    path="safety/answers",
    list_name=LISTED,
    listed=False,
    reads=KIND,
    act=CAPACITY_ACT,
    there=holds_answers,
    rows=answers_for,
    rules=_answer_rules,
    parent=_parent_under("answers", refuges_for),
    titles=Titles(
        one=_("Who can answer a threat"),
        many=_("Safety of sites"),
        add=_("Say who can answer a threat"),
        none=_("Nobody has said who can answer."),
        words=_(
            "Compartment capacity. Everybody else reads able, not able or not known, and nothing of"
            " who or how."
        ),
    ),
    fields=(
        SITE,
        Field("threat", _("Threat"), only="new"),
        Field("part", _("Part of the day"), only="new"),
        Field("able", _("Can be answered"), says={True: _("able"), False: _("not able")}),
        Field("who", _("Who, and how"), lines=2, unknown=_("not said")),
        Field("said_on", _("As of")),
    ),
    columns=(ListColumn("threat"),),
    initial=lambda standing: {"said_on": standing.on},
)

CLOSED_KINDS: tuple[RecordKind, ...] = (PLAN, SECTOR, ROUTE, ANSWER, DEFECT)
