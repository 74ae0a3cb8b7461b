"""Deadlines are reckoned in UTC, the hour that comes twice is taken, and digits of any script."""

from __future__ import annotations

import ast
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import counted
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.recording import record, sent
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.warning.test_alerts import at_desk, call
from tutela.base.values import plain
from tutela_web.access.models import Mission
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.base.forms import Day, Hour, Moment
from tutela_web.incidents.models import Incident
from tutela_web.mandate.models import Resolution
from tutela_web.records.pages import RecordForm
from tutela_web.warning.alerts.verbs import AlertReport, add_word

JUBA = ZoneInfo("Africa/Juba")
BACK = datetime(2021, 1, 31, 21, 0, tzinfo=UTC)
"""When Juba's clocks went from midnight back to 23:00."""


def standing_at(cast: Cast, moment: datetime) -> None:
    """The mission's clock stands at a moment, to the second."""
    shift = timedelta(seconds=round((moment - datetime.now(UTC)).total_seconds()))
    Mission.objects.filter(pk=cast.mission.pk).update(clock_shift=shift)
    cast.mission.refresh_from_db()


ZONES = ["Africa/Juba", "Asia/Beirut", "Europe/Belgrade", "Africa/Bangui", "Australia/Lord_Howe"]


@settings(max_examples=counted(40, 2_000), deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    days=st.integers(0, 4_000),
    hours=st.integers(0, 96),
    minutes=st.integers(-100_000, 100_000),
)
def test_what_is_added_to_a_time_of_a_mission_passes(
    zone: str, days: int, hours: int, minutes: int
) -> None:
    moment = datetime(2016, 1, 1, tzinfo=UTC) + timedelta(days=days, minutes=15 * hours)
    added = timedelta(minutes=minutes)
    there = clock.in_zone(moment, ZoneInfo(zone))
    assert there == moment and there + added == moment + added
    assert (there + added) - there == added and (there + added > there) == (minutes > 0)
    shown = moment.astimezone(ZoneInfo(zone))
    assert there.replace(tzinfo=None) == shown.replace(tzinfo=None, fold=0)
    assert (there.tzname(), there.date()) == (shown.tzname(), shown.date())
    later = (moment + added).astimezone(there.tzinfo)
    assert later.utcoffset() == (moment + added).astimezone(ZoneInfo(zone)).utcoffset()
    assert pickle.loads(pickle.dumps(there)) == there


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("minutes", range(-75, 80, 25))
def test_a_call_back_in_the_hour_that_comes_twice_is_due_in_ten_minutes(
    cast: Cast, minutes: int
) -> None:
    standing_at(cast, BACK + timedelta(minutes=minutes))
    report = add_word(call(cast), AlertReport("missed_call"), by=at_desk(cast, "joc_duty_officer"))
    assert report.known_at is not None and report.known_at.utcoffset() is not None
    assert report.owed.get().due_at - report.known_at == timedelta(minutes=10)


@pytest.mark.parametrize(("minutes", "zone"), [(-20, "EAT"), (20, "CAT")])
def test_an_hour_that_comes_twice_is_the_one_nearest_to_now(
    minutes: int, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = BACK + timedelta(minutes=minutes)
    monkeypatch.setattr(clock._entered, "shift", now - datetime.now(UTC), raising=False)
    with timezone.override(JUBA):
        read = Moment().clean("2021-01-31T23:30")
        assert read is not None and read.tzname() == zone
        assert abs(read - now) < timedelta(minutes=11)
        assert Moment().clean("٢٠٢١-٠١-٣١T٢٣:٣٠") == read
        other = Moment().clean("2021-01-31T23:30+03:00")
        assert other == datetime(2021, 1, 31, 20, 30, tzinfo=UTC)


def test_an_hour_that_nobody_saw_is_refused_in_a_sentence() -> None:
    with timezone.override(ZoneInfo("Europe/Belgrade")):
        with pytest.raises(ValidationError, match="went forward"):
            Moment().clean("2021-03-28T02:30")
        assert Moment().clean("2021-03-28T03:30") is not None


@pytest.mark.parametrize("digits", ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"])
def test_a_day_is_read_in_the_digits_of_any_script(digits: str) -> None:
    written = "2018-12-01".translate(str.maketrans("0123456789", digits))
    assert str(Day().clean(written)) == "2018-12-01" == plain(written)
    assert Hour().clean("07:30".translate(str.maketrans("0123456789", digits))) == time(7, 30)


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_program_may_write_them_too(cast: Cast) -> None:
    program = Program(cast.amina)
    for number, day in enumerate(["2018-12-01", "٢٠١٨-١٢-٠١", "۲۰۱۸-۱۲-۰۱"]):
        said = {"title": f"Attack {number}", "harms": ["killing"], "event_from": day}
        answer = program.send("/incidents", said)
        assert answer.status_code == 201, answer.content
    assert {f"{one.event_from}" for one in Incident.objects.all()} == {"2018-12-01"}


@pytest.mark.postgresql
@pytest.mark.django_db
def test_forms_of_every_sort_take_a_day_in_arabic_digits(cast: Cast, sign_in: Any) -> None:
    day = sent(title="Attack", harms="killing", event_from="٢٠١٨-١٢-٠١")
    answer = record(sign_in(cast.amina), day)
    assert answer.status_code == 302, answer.content.decode()
    assert f"{Incident.objects.get().event_from}" == "2018-12-01"
    form = DayOfModelForm({"adopted": "۲۰۱۸-۱۲-۰۱"}, standing=standing_of(cast.amina, cast.mission))
    form.full_clean()
    assert f"{form.cleaned_data['adopted']}" == "2018-12-01", "a field that a model made"


class DayOfModelForm(RecordForm):
    """A form whose day is a field of its model."""

    class Meta:
        model = Resolution
        fields = ("adopted",)


SOURCE = Path(clock.__file__).parents[2]
IN_ZONE = {"make_aware", "localtime"}


def _gives_time_in_zone(node: ast.AST, known: set[str]) -> bool:
    """Whether an expression gives a time that has a zone itself, not its offset at a moment."""
    if isinstance(node, ast.Name):
        return node.id in known
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "combine":
        zones = [*node.args[2:], *(one.value for one in node.keywords)]
        return any(getattr(zone, "id", "") != "UTC" for zone in zones)
    if name == "astimezone":
        return bool(node.args) and not (
            isinstance(node.args[0], ast.Name) and node.args[0].id == "UTC"
        )
    return name in IN_ZONE


def _added_on_the_wall(tree: ast.AST) -> Iterator[int]:
    """The lines on which something is added to a time in a zone, or taken from it."""
    for function in ast.walk(tree):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        known: set[str] = set()
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and _gives_time_in_zone(node.value, known):
                known |= {one.id for one in node.targets if isinstance(one, ast.Name)}
        for node in ast.walk(function):
            sums = isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub))
            if sums and _gives_time_in_zone(node.left, known):
                yield node.lineno


def test_nothing_is_added_to_a_time_on_the_clock_on_the_wall() -> None:
    """A time in a zone is for showing. What is reckoned with has an offset: `clock.now`,
    `clock.moment_of`, `clock.in_zone`, a time of the database."""
    met = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in path.parts
        for line in _added_on_the_wall(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not met


def test_days_and_hours_of_forms_are_read_by_the_fields_of_the_house() -> None:
    """Django's own read the digits of one script, and refuse the hour that comes twice."""
    met = [
        f"{path.relative_to(SOURCE)}"
        for path in sorted((SOURCE / "tutela_web").rglob("*.py"))
        for word in ("forms.DateField(", "forms.TimeField(", "forms.DateTimeField(")
        if path != SOURCE / "tutela_web/base/forms.py"
        and word in path.read_text(encoding="utf-8").replace(f"class {word}", "")
    ]
    assert not met
