"""When products are due: days from rules, back-plans from a day given, what is overdue, iCalendar.

    duties_of(product, first, last, days=..., zone=...)    what is owed between two days, by whom
    overdue_duties(duties, done, now)                      what should have been done and was not
    read_returns(...)                                      who sent in time, late, nil or nothing

A product whose day nobody has given stands in no calendar: `has_no_day` says which.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from tutela.base.messages import Sentence, english, say, term
from tutela.coordination.calendar import Entry, to_icalendar
from tutela.monitoring.indicators import CountedPeriod, closed_periods
from tutela.reporting.products import (
    DAILY,
    EVENT,
    HEADQUARTERS,
    MANDATE,
    MONTHLY,
    MONTHS,
    STEPS,
    WEEKLY,
    Product,
    Tell,
    offices,
)

UPDATE = "update"
"""The update of a product, some hours after it went out."""

WEEKEND = frozenset({6, 7})
"""Days of the week, from Monday, on which no step of a back-plan falls where a mission says no
other."""

IN_TIME, LATE, NIL, MISSING = "in time", "late", "nil", "missing"
RETURNS = (IN_TIME, LATE, NIL, MISSING)
"""What an office sent: its part in time or late, word that it has nothing to tell, or nothing."""


@dataclass(frozen=True, slots=True)
class GivenDays:
    """The days rules hang on.

    headquarters  days headquarters gave, by the key of the product
    mandate_ends  days on which the mandate ends
    last_due      the day a product of every so many months was due last, by its key
    events        moments of what happened, with a zone, by the key of the product
    duties        days by which a reporting duty of the strategy asks for a product, by its key
    """

    headquarters: Mapping[str, Sequence[date]] = field(default_factory=dict)
    mandate_ends: Sequence[date] = ()
    last_due: Mapping[str, date] = field(default_factory=dict)
    events: Mapping[str, Sequence[datetime]] = field(default_factory=dict)
    duties: Mapping[str, Sequence[date]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something an office owes by a moment.

    step       of the back-plan, or "update"; blank is the product itself
    due        the last moment, with a zone; of a whole day, its last minute
    period     the civil days the product tells of; None where a rule does not say
    edition    the day the product itself is due, of a step too
    """

    product: str
    title: str
    office: str
    due: datetime
    whole_day: bool
    step: str = ""
    period: CountedPeriod | None = None
    edition: date | None = None

    @property
    def key(self) -> str:
        """By which what was done is known: product, day, step and office."""
        return f"{self.product}:{self.due.date().isoformat()}:{self.step}:{self.office}"

    def is_overdue(self, now: datetime) -> bool:
        """Whether its moment has passed."""
        return self.due < now


def due_days(product: Product, first: date, last: date, days: GivenDays) -> list[date]:
    """The days on which a product is due, from the first to the last, both counted in.

    >>> from tutela.reporting.products import products
    >>> weekly = products()["weekly_poc"]
    >>> due_days(weekly, date(2030, 6, 1), date(2030, 6, 14), GivenDays())
    [datetime.date(2030, 6, 7), datetime.date(2030, 6, 14)]
    >>> renewed = GivenDays(mandate_ends=[date(2030, 7, 31)])
    >>> due_days(products()["ieg_brief"], date(2030, 6, 1), date(2030, 6, 30), renewed)
    [datetime.date(2030, 6, 16)]
    >>> owed = GivenDays(duties={"poc_18_months": [date(2030, 6, 20)]})
    >>> due_days(products()["poc_18_months"], date(2030, 6, 1), date(2031, 12, 31), owed)
    [datetime.date(2030, 6, 20), datetime.date(2031, 12, 20)]
    """
    return sorted({day for day in _days(product, first, last, days) if first <= day <= last})


def _days(product: Product, first: date, last: date, days: GivenDays) -> Iterator[date]:
    rule, number = product.due.rule, product.due.number
    every_day = (first + timedelta(days=n) for n in range((last - first).days + 1))
    if rule == DAILY:
        yield from every_day
    elif rule == WEEKLY:
        yield from (day for day in every_day if day.isoweekday() == number)
    elif rule == MONTHLY:
        yield from (day for day in every_day if day.day == number)
    elif rule == HEADQUARTERS:
        for day in days.headquarters.get(product.key, ()):
            yield day - timedelta(days=number)
        yield from days.duties.get(product.key, ())
    elif rule == MANDATE:
        for day in days.mandate_ends:
            yield day - timedelta(days=number)
    elif rule == MONTHS and (begun := _begun_of(product, days)) is not None:
        turn = 1
        while (day := add_months(begun, number * turn)) <= last:
            yield day
            turn += 1
    elif rule == EVENT:
        for moment in days.events.get(product.key, ()):
            yield (moment + timedelta(hours=number)).date()


def _begun_of(product: Product, days: GivenDays) -> date | None:
    """From which day a product of every so many months is reckoned: from the day a reporting duty
    asks for, else from the last one."""
    owed = days.duties.get(product.key)
    if owed:
        return add_months(min(owed), -product.due.number)
    return days.last_due.get(product.key)


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the last of a shorter month.

    >>> add_months(date(2029, 8, 31), 18)
    datetime.date(2031, 2, 28)
    """
    ordinal = day.year * 12 + day.month - 1 + months
    year, month = divmod(ordinal, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(
        date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1)
    )


def period_told(product: Product, due: date) -> CountedPeriod | None:
    """The civil days a product due on a day tells of: for a weekly one the last closed week from
    Monday, for a monthly one the last closed month, as indicators count them; None where only a
    person can say.

    >>> from tutela.reporting.products import products
    >>> period_told(products()["weekly_poc"], date(2030, 6, 7)).first
    datetime.date(2030, 5, 27)
    """
    if product.due.rule == DAILY:
        return CountedPeriod(due, due)
    if product.due.rule == WEEKLY:
        return closed_periods(7, due, 1)[0]
    if product.due.rule == MONTHLY:
        return closed_periods(30, due, 1)[0]
    if product.due.rule == MONTHS:
        return CountedPeriod(add_months(due, -product.due.number), due - timedelta(days=1))
    return None


def duties_of(
    product: Product,
    first: date,
    last: date,
    *,
    days: GivenDays,
    zone: tzinfo,
    rest_days: Collection[int] = WEEKEND,
) -> list[Duty]:
    """What is owed for a product between two days: the product itself and the steps before it.

    Takes   days, which rules hang on; zone, of the mission; rest_days, of the week from Monday:
            a step of a back-plan that falls on one is due on the day before.
    Gives   duties in the order they are due. A step is listed if it lies between the days, also
            where the product itself is due later.

    >>> from datetime import UTC
    >>> from tutela.reporting.products import products
    >>> days = GivenDays(headquarters={"sg_input": [date(2030, 6, 28)]})
    >>> listed = duties_of(products()["sg_input"], date(2030, 6, 1), date(2030, 6, 30),
    ...                    days=days, zone=UTC)
    >>> [(duty.step, duty.due.day) for duty in listed if duty.office == "poc_adviser"]
    [('draft', 18), ('', 28)]
    """
    if product.due.rule == EVENT:
        after = _duties_after(product, days, zone)
        return [duty for duty in after if first <= duty.due.date() <= last]
    reach = max([step.days_before for step in product.back_plan], default=0) + 7
    before = timedelta(days=1)  # an update is due on the day after
    until = last + timedelta(days=reach)
    owed = [
        duty
        for due in due_days(product, first - before, until, days)
        for duty in _duties_before(product, due, days, zone, frozenset(rest_days))
    ]
    within = (duty for duty in owed if first <= duty.due.date() <= last)
    return sorted(within, key=lambda duty: (duty.due, duty.step, duty.office))


FAR_YEARS = 6
"""So far ahead the next edition of a product is looked for: no rule rests for longer."""


def next_duties(product: Product, after: date, *, days: GivenDays, zone: tzinfo) -> list[Duty]:
    """What is owed for the next edition of a product that is due after a day, however far ahead;
    nothing where no day is given.

    >>> from datetime import UTC
    >>> from tutela.reporting.products import products
    >>> days = GivenDays(mandate_ends=[date(2031, 3, 15), date(2032, 3, 15)])
    >>> listed = next_duties(products()["ieg_brief"], date(2030, 6, 1), days=days, zone=UTC)
    >>> {duty.edition for duty in listed}
    {datetime.date(2031, 1, 29)}
    """
    far = add_months(after, 12 * FAR_YEARS)
    due = next(iter(due_days(product, after + timedelta(days=1), far, days)), None)
    if due is None:
        return []
    owed = duties_of(product, after + timedelta(days=1), due, days=days, zone=zone)
    return [duty for duty in owed if duty.edition == due]


def _duties_before(
    product: Product, due: date, days: GivenDays, zone: tzinfo, rest_days: frozenset[int]
) -> Iterator[Duty]:
    period = period_told(product, due)

    def duty(office: str, day: date, hour: int | None, step: str = "") -> Duty:
        at = time(23, 59) if hour is None else time(hour)
        moment = datetime.combine(day, at, tzinfo=zone)
        return Duty(product.key, product.title, office, moment, hour is None, step, period, due)

    hours = product.cut_offs
    plan = {step.step: due - timedelta(days=step.days_before) for step in product.back_plan}
    if not plan and "field_office" in hours:
        plan = {"contributions": due}
    for step, day in plan.items():
        if day != due:
            while day.isoweekday() in rest_days and len(rest_days) < 7:
                day -= timedelta(days=1)
        if step == "contributions":
            for office in contributors_of(product):
                yield duty(office, day, hours.get("field_office"), step)
        else:
            yield duty(_office_of_step(product, step), day, hours.get("joc"), step)
    yield duty(product.office, due, hours.get("joc"))
    if UPDATE in hours:
        yield duty(product.office, due + timedelta(days=1), hours[UPDATE], UPDATE)


def _duties_after(product: Product, days: GivenDays, zone: tzinfo) -> Iterator[Duty]:
    """What is owed some hours after something happened."""
    for moment in sorted(days.events.get(product.key, ())):
        ends = (moment + timedelta(hours=product.due.number)).astimezone(zone)
        yield Duty(product.key, product.title, product.office, ends, False, edition=ends.date())


def contributors_of(product: Product) -> tuple[str, ...]:
    """The offices a part is awaited from: those of its sections, and field offices where it has a
    cut-off for them; not the one that drafts.

    >>> from tutela.reporting.products import products
    >>> contributors_of(products()["daily"])[:2]
    ('field_office', 'political_affairs')
    """
    field_offices = ("field_office",) if "field_office" in product.cut_offs else ()
    named = dict.fromkeys((*field_offices, *product.contributors))
    return tuple(office for office in named if office != product.office)


def _office_of_step(product: Product, step: str) -> str:
    if step == "clearance":
        return product.clearance[0]
    return product.clearance[-1] if step == "sign" else product.office


def has_no_day(products: Iterable[Product], days: GivenDays) -> list[Product]:
    """The products whose day nobody has given yet: the calendar cannot list them.

    >>> from tutela.reporting.products import products
    >>> lacking = has_no_day(products().values(), GivenDays())
    >>> "sg_input" in [product.key for product in lacking]
    True
    """
    return [
        product
        for product in products
        if (
            product.due.rule == HEADQUARTERS
            and not days.headquarters.get(product.key)
            and not days.duties.get(product.key)
        )
        or (product.due.rule == MANDATE and not days.mandate_ends)
        or (product.due.rule == MONTHS and _begun_of(product, days) is None)
    ]


def overdue_duties(duties: Iterable[Duty], done: Collection[str], now: datetime) -> list[Duty]:
    """What should have been done by now and was not.

    Takes   done, keys of duties; now, with a zone.
    """
    return [duty for duty in duties if duty.is_overdue(now) and duty.key not in done]


def say_duty(duty: Duty) -> Sentence:
    """A duty in words: what, and which office owes it.

    >>> from datetime import UTC
    >>> from tutela.reporting.products import products
    >>> daily = products()["daily"]
    >>> duty = Duty("daily", daily.title, "joc", datetime(2030, 6, 1, 18, tzinfo=UTC), False)
    >>> say_duty(duty)
    'Daily situation report: is due (Joint Operations Centre)'
    """
    if duty.step == UPDATE:
        step = say("is updated")
    elif duty.step:
        step = term(STEPS[duty.step])
    else:
        step = say("is due")
    office = offices().get(duty.office)
    label = term(office.label) if office else duty.office
    return say("{title}: {step} ({office})", title=term(duty.title), step=step, office=label)


def to_calendar(
    duties: Iterable[Duty],
    *,
    stamp: datetime,
    mission: str,
    name: str,
    done: Collection[str] = (),
    tell: Tell = english,
) -> bytes:
    """Duties as a calendar that other programs read.

    Takes   duties; stamp, when it was made; mission, its id, that keeps entries of two missions
            apart; name, of the calendar; done, keys of what is done: it is called off; tell, says
            a sentence in the reader's language.
    Gives   iCalendar, RFC 5545. Titles of products and offices only: no record, no place.
    """
    entries = [
        Entry(
            uid=f"{mission}:{duty.key}",
            title=tell(say_duty(duty)),
            at=duty.due.date() if duty.whole_day else duty.due,
            stamp=stamp,
            off=duty.key in done,
            version=2 if duty.key in done else 1,
        )
        for duty in duties
    ]
    return to_icalendar(entries, name=name)


# --- what came in


@dataclass(frozen=True, slots=True)
class OfficeReturn:
    """What an office sent for a product: one of RETURNS, and when, where it sent anything."""

    office: str
    state: str
    at: datetime | None = None


def read_returns(
    product: Product,
    *,
    cut_off: datetime,
    received: Mapping[str, datetime],
    nil: Collection[str] = (),
) -> list[OfficeReturn]:
    """What each office sent by the cut-off: nil returns are named, late ones said to be late.

    Takes   cut_off, with a zone; received, when each office handed in; nil, the offices that said
            they have nothing to tell.

    >>> from datetime import UTC
    >>> from tutela.reporting.products import products
    >>> at = datetime(2030, 6, 1, 16, tzinfo=UTC)
    >>> came = {"field_office": at, "safety": at + timedelta(minutes=5)}
    >>> states = read_returns(products()["daily"], cut_off=at, received=came, nil=["safety"])
    >>> [(one.office, one.state) for one in states if one.office in came or one.office == "force"]
    [('field_office', 'in time'), ('force', 'missing'), ('safety', 'nil')]
    """
    states = []
    for office in contributors_of(product):
        at = received.get(office)
        if office in nil:
            state = NIL
        elif at is None:
            state = MISSING
        else:
            state = LATE if at > cut_off else IN_TIME
        states.append(OfficeReturn(office, state, at))
    return states
