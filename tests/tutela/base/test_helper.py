"""Words are read by a helper that is ended when it takes too long, and asked anew at once."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutela.base.guards import helper
from tutela.base.guards.helper import Helpers, NoAnswer
from tutela.base.guards.patterns import gate
from tutela.incidents.misconduct_words import Verdict, judge

_ENDLESS = r"(?:a|a)*b"


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def helpers() -> Iterator[Helpers]:
    some = Helpers(["tutela.incidents.misconduct_words"])
    yield some
    some.end()


def test_making_a_pattern_is_not_counted_as_reading_words() -> None:
    ended: list[int] = []
    before = signal.signal(signal.SIGPROF, lambda *_of: ended.append(1))
    slow, limit = gate("|".join(f"well {one}" for one in range(1_200))), 0.03
    try:
        signal.setitimer(signal.ITIMER_PROF, limit, limit)
        began = time.process_time()
        assert slow.search("at well 7")
        took = time.process_time() - began
        assert took > limit and not ended, "as long as the limit and more"
        while not ended and time.process_time() - began < took + 60 * limit:
            pass
        assert ended, "and the limit stands for what comes after"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def test_a_helper_answers_as_the_function_does_and_lives_on(helpers: Helpers) -> None:
    told = ["A girl was raped by a UN peacekeeper."]
    assert helpers.ask(judge, told) is judge(told) is Verdict.TELLS
    first = helpers.ask(os.getpid)
    assert first == helpers.ask(os.getpid) != os.getpid()


def test_what_takes_too_long_has_no_answer_and_stops_nobody_else(
    helpers: Helpers, caplog: pytest.LogCaptureFixture
) -> None:
    helpers.ask(judge, ["men"])
    ticks = 0

    def count() -> None:
        nonlocal ticks
        while asking.is_alive():
            ticks += 1
            time.sleep(0.01)

    def ask() -> None:
        with pytest.raises(NoAnswer):
            helpers.ask(re.fullmatch, _ENDLESS, "a" * 60)

    asking = threading.Thread(target=ask)
    asking.start()
    count()
    assert ticks > 5  # other threads go on meanwhile
    assert "aaa" not in caplog.text
    assert helpers.ask(judge, ["Armed men at the well"]) is Verdict.NO


def test_callers_wait_for_a_free_helper_and_never_without_end(
    helpers: Helpers, monkeypatch: pytest.MonkeyPatch
) -> None:
    helpers.ask(judge, ["men"])
    monkeypatch.setattr(helper, "PATIENCE", 0.05)
    monkeypatch.setattr(helper, "START", 0.05)  # another one has not answered yet
    ends: list[str] = []

    def ask() -> None:
        try:
            helpers.ask(time.sleep, 5)
        except NoAnswer as why:
            ends.append(str(why))

    threads = [threading.Thread(target=ask) for _one in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(ends) == 6
    assert "every helper is busy" in ends


def test_a_fault_is_named_without_the_words(
    helpers: Helpers, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(NoAnswer):
        helpers.ask(int, "the girl of Luma")
    assert "ValueError at helper.py" in caplog.text
    assert "Luma" not in caplog.text


def test_a_helper_ends_with_who_asks(helpers: Helpers) -> None:
    pid = helpers.ask(os.getpid)
    assert _is_alive(pid)
    helpers.end()
    assert not _is_alive(pid)


def test_a_helper_that_was_ended_by_the_system_is_replaced(helpers: Helpers) -> None:
    pid = helpers.ask(os.getpid)
    os.kill(pid, 9)  # as where memory is short
    with pytest.raises(NoAnswer):
        helpers.ask(os.getpid)
    assert helpers.ask(os.getpid) != pid


def test_no_helper_can_begin_and_nothing_is_judged(
    helpers: Helpers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helper.sys, "executable", "/nowhere/python")
    with pytest.raises(NoAnswer, match="could not begin"):
        helpers.ask(judge, ["men"])
