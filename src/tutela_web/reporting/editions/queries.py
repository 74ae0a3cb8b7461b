"""How reports are read: by who reads products, up to their marking; a part that lies in the
compartment capacity only by who holds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.reporting.calendar import Duty, GivenDays, duties_of, has_no_day, next_duties
from tutela.reporting.edited import read_product
from tutela.reporting.products import (
    Product,
    beginning_with_what_runs,
    offices,
    products,
    saying_what_became,
)
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.links.queries import in_force
from tutela_web.mandate.queries import resolutions_for
from tutela_web.programme.measures.queries import duties_for, made_for
from tutela_web.reporting.models import (
    MissionProduct,
    OfficeContribution,
    OfficeFigure,
    PartAside,
    PartComment,
    ReportEdition,
    ReportPart,
    ReportReceipt,
    ReportRequest,
    ReportSignature,
)

READS = "products"
DRAFTS = "draft_products"
CONTRIBUTES = "contribute_products"
CLEARS = "clear_products"
DISSENTS = "print_dissent"
EDITS = "edit_products"
GIVES = "give_office_figures"


def editions_for(standing: Standing) -> QuerySet[ReportEdition]:
    """The editions this person may see."""
    return ReportEdition.objects.filter(standing.sees_open(READS)).select_related("mission")


def is_whole(standing: Standing, at: str = "") -> Q:
    """Of editions: that this person reads them whole. Released, all readers do; before that, who
    drafts and who clears, the Chief of Staff and the Head of Mission: releasing is what tells the
    others. Who opened one reads it too. A command without a person reads what it fills."""
    if not standing.roles:
        # Never an empty condition: "or" with another leaves the other alone.
        return Q(**{f"{at}pk__isnull": False})
    whole = Q(
        **{f"{at}state": ReportEdition.State.RELEASED, f"{at}author": standing.person.pk},
        _connector=Q.OR,
    )
    for role in sorted(standing.roles):
        whole |= Q(**{f"{at}open_to__contains": f" {role} "})
    return whole


def whole_for(standing: Standing) -> QuerySet[ReportEdition]:
    """The editions this person may read whole."""
    return editions_for(standing).filter(is_whole(standing))


def drafts(standing: Standing, report: ReportEdition) -> bool:
    """Whether this person drafts an edition: who drafts reports, and reads this one whole before
    its release. An office that contributes to it writes its own part and nothing else."""
    if not standing.may(DRAFTS):
        return False
    opened = report.author_id == standing.person.pk
    return opened or any(f" {role} " in report.open_to for role in standing.roles)


def require_drafter(standing: Standing, report: ReportEdition) -> None:
    """Raise Denied unless this person drafts this edition."""
    standing.require(DRAFTS, of=report)
    if not drafts(standing, report):
        raise Denied(
            "another office drafts this report", next="ask that office, or the Chief of Staff"
        )


def parts_for(standing: Standing) -> QuerySet[ReportPart]:
    """The parts this person may see, of editions they may see: of one that is not released all by
    who reads it whole, and the own by the office that owes it."""
    mine = [key for key, one in offices().items() if one.role and one.role in standing.roles]
    seen = is_whole(standing, "report__") | Q(office__in=mine)
    rows = ReportPart.objects.filter(
        standing.sees_open(READS), seen, report__in=editions_for(standing)
    )
    return rows.select_related("report", "mission").defer("report__figures")


def comments_for(standing: Standing) -> QuerySet[PartComment]:
    """What was said of parts this person may see."""
    rows = PartComment.objects.filter(standing.sees_open(READS), section__in=parts_for(standing))
    return rows.select_related("section__report").defer("section__report__figures")


def asides_for(standing: Standing) -> QuerySet[PartAside]:
    """The texts that could not be saved, of parts this person may see."""
    rows = PartAside.objects.filter(standing.sees_open(READS), section__in=parts_for(standing))
    return rows.select_related("section__report").defer("section__report__figures")


def contributions_for(standing: Standing) -> QuerySet[OfficeContribution]:
    """What offices owe to editions this person may see."""
    rows = OfficeContribution.objects.filter(
        standing.sees_open(READS), report__in=editions_for(standing)
    )
    return rows.select_related("report").defer("report__figures").order_by("due_at", "office")


def signatures_for(standing: Standing) -> QuerySet[ReportSignature]:
    """The clearance of editions this person may read whole."""
    return ReportSignature.objects.filter(standing.sees_open(READS), report__in=whole_for(standing))


def receipts_for(standing: Standing) -> QuerySet[ReportReceipt]:
    """Who was given editions this person may see."""
    rows = ReportReceipt.objects.filter(
        standing.sees_open(READS), report__in=editions_for(standing)
    )
    return rows.select_related("report").defer("report__figures").order_by("sent_at", "addressee")


def office_figures_for(standing: Standing) -> QuerySet[OfficeFigure]:
    """The figures of other offices this person may see."""
    return OfficeFigure.objects.filter(standing.sees_open(READS))


def requests_for(standing: Standing) -> QuerySet[ReportRequest]:
    """The reports asked for that this person may see."""
    return ReportRequest.objects.filter(standing.sees_open(READS))


# --- products


def products_of(mission: Mission) -> dict[str, Product]:
    """The products of a mission by key: as shipped, or as it copied and changed them; those it has
    ended are not among them. One query."""
    return _products_kept(mission, MissionProduct.objects.filter(mission=mission))


def _products_kept(mission: Mission, rows: Iterable[MissionProduct]) -> dict[str, Product]:
    all_products = dict(products())
    for row in sorted(rows, key=lambda one: one.key):
        if row.ended_on is not None and row.ended_on <= clock.today(mission):
            all_products.pop(row.key, None)
        else:
            all_products[row.key] = saying_what_became(
                beginning_with_what_runs(read_product(row.data))
            )
    return all_products


def ended_products(mission: Mission) -> QuerySet[MissionProduct]:
    """The products the mission makes no more, those that ended last first."""
    rows = MissionProduct.objects.filter(mission=mission, ended_on__lte=clock.today(mission))
    return rows.order_by("-ended_on", "title", "pk")


def product_of(mission: Mission, key: str) -> Product:
    """One product of a mission.

    Raises  BadParameter where it has none of this name.
    """
    all_products = products_of(mission)
    if key not in all_products:
        raise BadParameter(
            say("the mission has no product '{key}'", key=key),
            next=say("use one of: {names}", names=", ".join(all_products)),
        )
    return all_products[key]


def holds_office(standing: Standing, office: str) -> bool:
    """Whether this person acts for an office: by a post of its role; for an office that has no role
    here, the Chief of Staff does."""
    role = offices()[office].role if office in offices() else ""
    wanted = role or "chief_of_staff"
    return wanted in standing.roles and bool(standing.titles)


# --- the calendar of duties

BACK, AHEAD = timedelta(days=35), timedelta(days=60)


def given_days(standing: Standing) -> GivenDays:
    """The days rules hang on: headquarters' dates, ends of mandates, the last of a long rhythm, and
    what reporting duties of the strategy ask for by which day. Five queries."""
    asked: dict[str, list[date]] = {}
    for key, due in (
        ReportRequest.objects.filter(mission=standing.mission, given_on=None)
        .order_by("due")
        .values_list("product", "due")
    ):
        asked.setdefault(key, []).append(due)
    ends = resolutions_for(standing).filter(series="", retired_on=None, until__isnull=False)
    renewed = ends.order_by().filter(supersedes=OuterRef("pk"))
    ends = ends.filter(~Exists(renewed))  # what was renewed ends with its renewal
    last = (
        ReportEdition.objects.filter(
            mission=standing.mission, state=ReportEdition.State.RELEASED, corrects=None
        )
        .order_by()
        .values_list("product")
        .annotate(last=Max("last"))
    )
    last_due = {key: day for key, day in last if day is not None}
    in_section_j = duties_for(standing).filter(in_force(standing)).exclude(product="")
    owed: dict[str, list[date]] = {}
    for key, day in in_section_j.filter(due__isnull=False).values_list("product", "due"):
        if day is not None:
            owed.setdefault(key, []).append(day)
    made = made_for(standing).filter(duty__in=in_section_j.values("pk")).order_by()
    for key, day in made.values_list("duty__product").annotate(day=Max("made_on")):
        last_due[key] = max(day, last_due.get(key, day))
    return GivenDays(
        headquarters=asked,
        mandate_ends=sorted({day for day in ends.values_list("until", flat=True) if day}),
        last_due=last_due,
        duties=owed,
    )


@dataclass(frozen=True)
class OwedDuty:
    """A duty with its edition, where it was begun, and how it stands."""

    duty: Duty
    report: ReportEdition | None
    state: str  # done, overdue, ahead


@dataclass(frozen=True)
class DutyRow:
    """What several offices owe by one moment for one step of a product, as one row."""

    duty: Duty
    offices: list[str]
    report: ReportEdition | None
    state: str


def rows_of_duties(duties: Iterable[OwedDuty]) -> list[DutyRow]:
    """Duties in their order, those of one product, step, moment and state in one row."""
    rows: dict[tuple[str, str, datetime, str], DutyRow] = {}
    for owed in duties:
        duty = owed.duty
        key = (duty.product, duty.step, duty.due, owed.state)
        row = rows.setdefault(key, DutyRow(duty, [], owed.report, owed.state))
        row.offices.append(duty.office)
    return list(rows.values())


@dataclass(frozen=True)
class EditionAhead:
    """The next edition of a product: the steps to it that lie ahead, and the day it is due.

    own    the duty to release it; None where that is done, or lies further ahead than is looked at
    mine   whether this person acts for an office that owes one of them
    """

    product: Product
    due: date
    own: DutyRow | None
    steps: list[DutyRow]
    report: ReportEdition | None
    mine: bool


def editions_ahead(standing: Standing, calendar: DutyCalendar) -> list[EditionAhead]:
    """Of each product the next edition, whose step comes first; of one that is out already too,
    where something of it lies ahead."""
    groups: dict[tuple[str, date], list[OwedDuty]] = {}
    for owed in calendar.duties:
        if owed.state == "ahead" and owed.duty.edition is not None:
            groups.setdefault((owed.duty.product, owed.duty.edition), []).append(owed)
    listed: list[EditionAhead] = []
    complete: set[str] = set()
    for (key, due), duties in sorted(groups.items(), key=lambda item: item[0][1]):
        if key in complete:
            continue
        rows = rows_of_duties(duties)
        own = next((row for row in rows if not row.duty.step), None)
        if own is not None:
            complete.add(key)
        mine = any(holds_office(standing, duty.duty.office) for duty in duties)
        steps = [row for row in rows if row.duty.step]
        listed.append(EditionAhead(calendar.products[key], due, own, steps, duties[0].report, mine))
    return sorted(listed, key=lambda one: (not one.mine, one.due))


@dataclass(frozen=True)
class DutyCalendar:
    """What is owed between two days, and the products whose day nobody has given."""

    first: date
    last: date
    duties: list[OwedDuty]
    undated: list[Product]
    products: Mapping[str, Product]

    @property
    def overdue(self) -> list[OwedDuty]:
        """What should have been done and was not."""
        return [duty for duty in self.duties if duty.state == "overdue"]


def duty_calendar(
    standing: Standing, first: date | None = None, last: date | None = None
) -> DutyCalendar:
    """The duties of the weeks behind and ahead, with what was begun and done. Six queries.

    Takes   last, the day until which; where none is given, the next edition of each product is in
            it, however far ahead.
    """
    beyond = last is None
    first = first or standing.on - BACK
    last = last or first + BACK + AHEAD
    mission = standing.mission
    zone = ZoneInfo(mission.time_zone)
    days = given_days(standing)
    changed = list(MissionProduct.objects.filter(mission=mission))
    all_products = _products_kept(mission, changed)
    due_from = {one.key: one.due_from for one in changed if one.due_from is not None}
    reports = list(
        editions_for(standing)
        .filter(corrects=None, due_at__isnull=False, last__gte=first - timedelta(days=40))
        .exclude(state=ReportEdition.State.DROPPED)
        .defer("figures")
    )
    by_due = {(one.product, one.due_at): one for one in reports}
    handed = {
        (contribution.report_id, contribution.office): contribution
        for contribution in contributions_for(standing).filter(report__in=reports)
    }
    begun = began_at(standing)
    dated: list[Duty] = []
    for product in all_products.values():
        within = duties_of(product, first, last, days=days, zone=zone)
        ahead = any(not due.step and due.due.date() >= standing.on for due in within)
        if beyond and not ahead:
            known = {due.key for due in within}
            next_ones = next_duties(product, last, days=days, zone=zone)
            within += [due for due in next_ones if due.key not in known]
        dated += within
    duties = [
        duty
        for duty in dated
        if duty.due >= begun and duty.due.date() >= due_from.get(duty.product, duty.due.date())
    ]
    now = clock.now(mission)
    owed = []
    for duty in sorted(duties, key=lambda one: (one.due, one.product, one.step)):
        report = _report_of(duty, by_due, all_products)
        done = _is_done(duty, report, handed)
        state = "done" if done else "overdue" if duty.is_overdue(now) else "ahead"
        owed.append(OwedDuty(duty, report, state))
    undated = has_no_day(all_products.values(), days)
    return DutyCalendar(first, last, owed, undated, all_products)


def began_at(standing: Standing) -> datetime:
    """Since when the mission makes reports here: nothing is overdue of the time before."""
    rows = ReportEdition.objects.filter(mission=standing.mission).order_by("entered_at")
    first = rows.values_list("entered_at", flat=True).first()
    return first or clock.now(standing.mission)


def _report_of(
    duty: Duty,
    by_due: Mapping[tuple[str, datetime | None], ReportEdition],
    all_products: Mapping[str, Product],
) -> ReportEdition | None:
    """The edition a duty belongs to: of its product, due on the same day or next after its step."""
    same = [
        report
        for (key, due_at), report in by_due.items()
        if key == duty.product and due_at is not None and due_at >= duty.due - timedelta(minutes=1)
    ]
    nearest = min(same, key=lambda one: one.due_at or duty.due, default=None)
    if nearest is None or nearest.due_at is None:
        return None
    reach = max([step.days_before for step in all_products[duty.product].back_plan], default=0)
    return nearest if nearest.due_at - duty.due <= timedelta(days=reach + 1) else None


def _is_done(
    duty: Duty,
    report: ReportEdition | None,
    handed: Mapping[tuple[UUID, str], OfficeContribution],
) -> bool:
    if report is None:
        return False
    if report.state == ReportEdition.State.RELEASED:
        return True
    if duty.step == "contributions":
        part = handed.get((report.pk, duty.office))
        return part is None or part.state != OfficeContribution.State.AWAITED
    if duty.step in ("draft", "clearance"):
        return report.state == ReportEdition.State.CLEARING
    return False


def overdue_for(standing: Standing) -> list[OwedDuty]:
    """The duties past their moment that this person is told of: those of the offices they act for;
    the Chief of Staff, all."""
    if not standing.reads(READS):
        return []
    every = duty_calendar(standing).overdue
    if "chief_of_staff" in standing.roles:
        return every
    return [one for one in every if holds_office(standing, one.duty.office)]


def previous_edition(mission: Mission, product: str, before: datetime) -> ReportEdition | None:
    """The last released edition of a product whose cut-off came before a moment: the corrected one,
    where it was corrected."""
    rows = ReportEdition.objects.filter(
        mission=mission, product=product, state=ReportEdition.State.RELEASED, cut_off__lt=before
    )
    return rows.order_by("-cut_off", "-edition").first()


def any_begun(standing: Standing) -> bool:
    """Whether this person reads reports and the mission makes any here. One query."""
    return standing.reads(READS) and editions_for(standing).exists()


def standing_suggestions(part: ReportPart) -> list[str]:
    """The suggested sentences that stand in the text of a part as the records gave them."""
    lines = {line.strip() for line in part.text.splitlines()}
    return [sentence["words"] for sentence in part.suggested if sentence["words"] in lines]


def waiting_sentences(part: ReportPart) -> list[str]:
    """Those nobody accepted yet."""
    accepted = set(part.accepted.splitlines())
    return [words for words in standing_suggestions(part) if words not in accepted]


def accepted_text(part: ReportPart) -> str:
    """The text of a part without the sentences that nobody accepted yet."""
    waiting = set(waiting_sentences(part))
    return "\n".join(line for line in part.text.split("\n") if line.strip() not in waiting).strip()


def carried_over(part: ReportPart) -> bool:
    """Whether the text stands as it was taken from an earlier edition, and nobody confirmed it."""
    return bool(part.carried_text) and part.text == part.carried_text and not part.accepted_by
