"""Reading people's words apart: in a small process of its own, ended after half a second of work.

A pattern holds the interpreter while it reads: one text that it never finishes with would stop
every thread of the process that asked. So a helper bears it. It is begun when it is first asked and
lives on; the system itself ends it when one answer takes more than half a second of the processor,
and the next stands in its place. Whoever gets no answer knows nothing of the words, and says so.

Readers of files call the same functions in place: they are in a capped child already (`sandbox`).
"""

from __future__ import annotations

import atexit
import logging
import os
import pickle
import queue
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection, Pipe
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from tutela.base.guards.limits import LIMITS
from tutela.base.guards.sandbox import child_environment, place_of_fault

__all__ = ["Helpers", "NoAnswer"]

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

SECONDS = LIMITS["judging_ms"] / 1000
"""Of the processor, for one answer: where others work, a helper gets less of the clock."""
PATIENCE = 4.0
"""Seconds by the clock that a caller waits for a free helper, and again for its answer."""
START, STANDS_STILL = 20.0, 60.0
"""Seconds by the clock that a caller waits for a helper that reads its modules, or makes its
patterns for its first answer, which are not the words'; and after which one that still reads its
modules is ended."""

_CHILD = "from tutela.base.guards.helper import serve; serve()"


class NoAnswer(Exception):
    """The words were not read: in time, or at all. Says why, and nothing of them."""


class Helpers:
    """A few helpers of this process, each asked by one thread at a time.

    Takes   needs, modules of `tutela` that they read before the first answer; most, how many there
            may be, begun as they are needed.
    """

    def __init__(self, needs: Sequence[str], *, most: int = 2) -> None:
        self._needs, self._most = needs, most
        self._forget()
        os.register_at_fork(after_in_child=self._forget)
        atexit.register(self.end)

    def _forget(self) -> None:
        """Begin with none: those of the process this one was forked from are not ours to ask."""
        self._free: queue.LifoQueue[_Helper | None] = queue.LifoQueue()
        for _one in range(self._most):
            self._free.put(None)

    def begin(self) -> None:
        """Begin one beforehand, so that the first who asks does not wait for it."""
        try:
            first = self._free.get_nowait()
        except queue.Empty:
            return
        self._free.put(first or self._begin_another())

    def ask(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function of a module gives, called by a helper.

        Raises  NoAnswer where it took too long, failed, or no helper was free or could begin.
        """
        try:
            helper = self._free.get(timeout=PATIENCE)
        except queue.Empty:
            raise _no_answer("every helper is busy") from None
        try:
            if helper is None:
                helper = _Helper(self._needs)
            return helper.answer(pickle.dumps((call, args, kwargs)))  # type: ignore[no-any-return]
        except OSError as fault:
            raise _no_answer(f"a helper could not begin: {type(fault).__name__}") from None
        finally:
            self._free.put(helper if helper is None or helper.lives else self._begin_another())

    def _begin_another(self) -> _Helper | None:
        """Another in the place of one that was ended, so that nobody waits while it begins."""
        try:
            return _Helper(self._needs)
        except OSError:
            return None

    def end(self) -> None:
        """End those that wait: with the process that asks them."""
        while True:
            try:
                helper = self._free.get_nowait()
            except queue.Empty:
                return
            if helper is not None:
                helper.end()


class _Helper:
    """One child process, and the line to it."""

    def __init__(self, needs: Sequence[str]) -> None:
        ours, theirs = Pipe()
        self._line, self._ready, self.lives = ours, False, True
        self._answered = False
        self._began = time.monotonic()
        with theirs:
            self._child = subprocess.Popen(  # nosec B603 # our own interpreter and module, no shell
                [sys.executable, "-P", "-c", _CHILD, str(theirs.fileno()), *needs],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=child_environment(),
            )

    def answer(self, question: bytes) -> Any:
        """Raises  NoAnswer; a helper that gave none is at its end."""
        try:
            if not self._ready:
                self._wait_until_ready()
            self._line.send_bytes(question)
            heard = self._hear(PATIENCE if self._answered else START)
            fine, said = pickle.loads(heard)  # nosec B301 # of our own child
            self._answered = True
        except (EOFError, OSError):
            ended = self.end()
            late = ended == -signal.SIGPROF
            why = f"it took more than {SECONDS} s" if late else f"a helper ended, {ended}"
            raise _no_answer(why) from None
        if not fine:
            self.end()
            raise _no_answer(f"a helper failed: {said}")
        return said

    def _wait_until_ready(self) -> None:
        if not self._line.poll(START):
            if time.monotonic() - self._began > STANDS_STILL:
                raise TimeoutError
            raise _no_answer("a helper still begins")
        self._line.recv_bytes()
        self._ready = True

    def _hear(self, seconds: float) -> bytes:
        if not self._line.poll(seconds):
            raise TimeoutError
        return self._line.recv_bytes()

    def end(self) -> int:
        """End the child at once; gives how it ended."""
        self.lives = False
        self._line.close()
        try:
            return self._child.wait(0.2)  # of itself, as the line is closed
        except subprocess.TimeoutExpired:
            self._child.kill()
            return self._child.wait()


def _no_answer(why: str) -> NoAnswer:
    log.warning("words were not read: %s", why)
    return NoAnswer(why)


def serve() -> None:
    """The child's whole life: answer until nobody is there to ask."""
    line = Connection(int(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # words must not reach a core file
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is stopped by hand is who asks
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    sys.excepthook = partial(_tell_fault, line)
    for name in sys.argv[2:]:
        __import__(name)
    line.send_bytes(b"ready")
    while True:
        try:
            question = line.recv_bytes()
        except (EOFError, ConnectionError):
            return
        call, args, kwargs = pickle.loads(question)  # nosec B301 # of our own process
        # The system ends us: nothing in here is asked whether it will stop.
        # The interval tells the limit to what is not counted (guards/patterns.py).
        signal.setitimer(signal.ITIMER_PROF, SECONDS, SECONDS)
        said = call(*args, **kwargs)
        signal.setitimer(signal.ITIMER_PROF, 0)
        line.send_bytes(pickle.dumps((True, said)))


def _tell_fault(
    line: Connection, kind: type[BaseException], _fault: BaseException, trace: TracebackType | None
) -> None:
    """Say of what nobody foresaw its kind and place; never its words."""
    line.send_bytes(pickle.dumps((False, f"{kind.__name__} at {place_of_fault(trace)}")))
