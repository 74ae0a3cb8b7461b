"""Reading a file apart: in a child process that the system itself stops.

What a file may hold is counted before it is laid out (`limits.py`). Where a small file may still
unfold to much, or a reader has a fault nobody knows, the child bears it: it has its own seconds
and its own memory, and who asked is told in a sentence. Who asks waits without working, so that
its heartbeat goes on, and may let go at any moment: the child ends with it.

Each reading has a child of its own. It is forked from a process that has loaded the readers and
read nothing (`serve`), which takes a tenth of a second; that one ends when nobody asks for a while.
A command that has read nothing itself is such a process already (`fork_from_here`).
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import pickle
import resource
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType, TracebackType
from typing import IO, Any, NoReturn, ParamSpec, TypeVar

from tutela.base.errors import TutelaError, UnreadableFile
from tutela.base.guards.limits import LIMITS
from tutela.base.guards.spent import add_seconds_apart
from tutela.base.later import LIBRARIES, pl
from tutela.base.messages import say

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

LIGHT_BYTES = 1_000_000
"""Plain text up to so many bytes is laid out in place: a reader's worst on it is known."""

PATIENCE = 5
"""So many times its own seconds a child may last by the clock on the wall: others work too."""

IDLE_SECONDS = 120
"""After so long without a reading the process that children are forked from ends."""

_WAIT, _LOOK, _START = 1.0, 0.02, 60
"""Seconds after which who waits looks up, after which a child's end is seen, and a start may take.
"""

_MESSAGE = 4096
_SERVE = "from tutela.base.guards.sandbox import serve; serve()"
_SOURCE = Path(__file__).parents[3]
_FRUGAL = {
    "OPENBLAS_NUM_THREADS": "1",
    "_RJEM_MALLOC_CONF": "retain:false,dirty_decay_ms:500,muzzy_decay_ms:0",
}
"""A child begins no threads it does not need, and gives back what it no longer fills: the system
counts for its cap what it keeps."""


def _do_nothing() -> None:
    pass


def read_apart(read: Callable[P, T], where: str, *args: P.args, **kwargs: P.kwargs) -> T:
    """What a reader gives, called in a child process capped in seconds and memory.

    Takes   a function of a module, and what it is called with: both go to the child by pickle;
            where, the file's name for the message.
    Gives   what the function gives; a child that calls this reads on by itself.
    Raises  TutelaError as the function does; UnreadableFile if the child was stopped; ReaderFailed
            where the function has a fault.
    """
    if _in_child is not None:
        return read(*args, **kwargs)
    with reading_apart(where) as reader:
        return reader.ask(read, *args, **kwargs)


@contextmanager
def reading_apart(
    where: str,
    *,
    on_wait: Callable[[], None] = _do_nothing,
    on_progress: Callable[[int, int, str], None] | None = None,
) -> Iterator[Reader]:
    """A child for one file, asked one thing after another; it ends with the block.

    Takes   where, the file's name for messages; on_wait, called each second while the child
            works, which may raise to let go of it; on_progress, told what the child tells.
    """
    with TemporaryDirectory(prefix="tutela-") as folder:
        caps = {name: LIMITS[name] for name in ("seconds", "memory_bytes")}
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        watched, watch = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours, watched:
            with theirs, watch:
                _fork(theirs, watch, (ours, watched))
            ours.send(json.dumps(caps | {"folder": folder, "at": str(Path.cwd())}).encode())
            yield Reader(where, Path(folder), ours, watched, on_wait, on_progress)


class ReaderFailed(RuntimeError):
    """A reader has a fault that nobody foresaw: its kind and place, none of the file's words."""


@dataclass(eq=False)
class Reader:
    """A child that reads. What it gave stays with it, and is not sent to it again."""

    where: str
    folder: Path
    _conversation: socket.socket
    _watched: socket.socket
    _on_wait: Callable[[], None]
    _on_progress: Callable[[int, int, str], None] | None
    _asked: int = 0
    _frames: dict[int, pl.DataFrame] = field(default_factory=dict)
    ended: UnreadableFile | None = None
    """Why the child was stopped: it answers no more."""

    def ask(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a reader gives.

        Raises  TutelaError as the reader does; UnreadableFile if the child was stopped.
        """
        if self.ended:
            raise self.ended
        self._asked += 1
        with (self.folder / f"asked-{self._asked}").open("wb") as file:
            _Pickler(self.folder, file, self._frames).dump((read, args, kwargs))
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # seen below
            self._conversation.send(f"{self._asked} {read.__module__}".encode())
        self._wait_for_answer()
        with (self.folder / "answer").open("rb") as file:
            fine, answer = _Unpickler(self.folder, file, self._frames).load()
        if fine:
            return answer  # type: ignore[no-any-return]
        raise answer

    def _wait_for_answer(self) -> None:
        seconds = LIMITS["seconds"]
        now = looked = time.monotonic()
        until = now + PATIENCE * seconds
        while True:
            said_something = select.select([self._conversation], [], [], _WAIT)[0]
            now = time.monotonic()
            if now >= looked + _WAIT:
                looked = now
                self._on_wait()
            if not said_something:
                if now > until:
                    self._raise_stopped(say("reading it takes longer than is safe"))
                continue
            try:
                said = self._conversation.recv(_MESSAGE)
            except ConnectionResetError:
                said = b""
            if not said:
                self._raise_ended(seconds)
            message = json.loads(said)
            if "answer" in message:
                add_seconds_apart(message["used"])
                return
            if "seconds" in message:
                seconds = message["seconds"]
                until = now + PATIENCE * seconds
            elif self._on_progress:
                self._on_progress(*message["progress"])

    def _raise_ended(self, seconds: float) -> NoReturn:
        """Say why the child is no more."""
        add_seconds_apart(seconds)
        self._watched.settimeout(PATIENCE)
        code = int(self._watched.recv(_MESSAGE) or -signal.SIGKILL)
        fault = self.folder / "fault"
        kind, place = fault.read_text().split("\n") if fault.exists() else ("", "")
        if code == -signal.SIGXCPU:
            what = say("reading it takes more than {n} seconds of the processor", n=round(seconds))
            self._raise_stopped(what)
        if code < 0 or kind == "MemoryError":
            most = LIMITS["memory_bytes"] / 1e6
            self._raise_stopped(say("reading it takes more than {mb:,.0f} MB of memory", mb=most))
        log.error("a reader failed: %s at %s", kind, place)
        raise ReaderFailed(f"a reader failed: {kind} at {place}")

    def _raise_stopped(self, what: str) -> NoReturn:
        step = say("split it into smaller files, or ask who made it what it holds")
        self.ended = UnreadableFile(what, where=self.where, next=step)
        raise self.ended


# --- where children come from


@dataclass(frozen=True)
class _Template:
    """The process that children are forked from, and what it was started with."""

    process: subprocess.Popen[bytes]
    door: socket.socket
    paths: str
    started_by: int

    def is_there(self) -> bool:
        return (self.process.poll(), self.started_by) == (None, os.getpid())

    def end(self) -> None:
        self.door.close()
        if self.started_by != os.getpid():
            return
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()  # those it forked have keepers of their own
            self.process.wait()


_template: _Template | None = None
_lock = threading.Lock()
_from_here = False
_keepers: set[int] = set()
"""Of children that were forked from this very process."""


def fork_from_here() -> None:
    """Say that this process is a command that serves nobody and has opened nothing a child may not
    have: its first child is forked from it, and loads nothing anew. Once it has read a table, or
    begun a thread, children come from a template as everybody's do."""
    global _from_here
    _from_here = True


def _may_fork_here() -> bool:
    tasks = Path("/proc/self/task")
    alone = tasks.is_dir() and len(list(tasks.iterdir())) == 1
    return _from_here and alone and not any(name in sys.modules for name in LIBRARIES)


def _fork_here(
    conversation: socket.socket, watch: socket.socket, ours: Iterable[socket.socket]
) -> None:
    """Fork a keeper as a template does: it holds no end of ours, has no terminal and is frugal."""
    sys.stdout.flush()
    sys.stderr.flush()
    if keeper := os.fork():
        _keepers.add(keeper)
        return
    for end in ours:
        end.close()
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)
    os.environ.update(_FRUGAL)
    _loaded, loads = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    _keep(conversation, watch, loads)
    os._exit(0)


def _fork(conversation: socket.socket, watch: socket.socket, ours: Iterable[socket.socket]) -> None:
    """Have a child forked that answers on these two, from a template that is started if need be.

    Takes   ours, the other ends of both, which only who asks may hold.
    """
    global _template
    with _lock:
        if _may_fork_here():
            _fork_here(conversation, watch, ours)
            return
        for _try in range(2):
            if _template and not (_template.is_there() and _template.paths == _paths()):
                _template.end()
                _template = None
            _template = _template or _start_template()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError, TimeoutError):
                handed = [conversation.fileno(), watch.fileno()]
                socket.send_fds(_template.door, [b"fork"], handed)
                if _template.door.recv(_MESSAGE):
                    return
            _template.end()  # it had just ended for want of readings
            _template = None
    raise RuntimeError("a process that reads files could not be started")


@atexit.register
def _end_template() -> None:
    """End it with this process, so that what children used is counted as its own."""
    if _template is not None:
        _template.end()
    for keeper in _keepers:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(keeper, 0)


def _start_template() -> _Template:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(  # nosec B603 # our own interpreter and module, no shell
            [sys.executable, "-P", "-c", _SERVE, str(theirs.fileno())],
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
    ours.settimeout(_START)
    return _Template(process, ours, _paths(), os.getpid())


def _paths() -> str:
    return os.pathsep.join([str(_SOURCE), *filter(None, [os.environ.get("PYTHONPATH")])])


def child_environment() -> dict[str, str]:
    """A child finds this very source, and takes no more threads and memory than it needs."""
    return os.environ | _FRUGAL | {"PYTHONPATH": _paths()}


def serve() -> None:
    """A template's whole life: fork a child for each who asks, load what they read with, and end
    when nobody asks for a while, or who started it is no more."""
    door = socket.socket(fileno=int(sys.argv[1]))
    loaded, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    while ready := select.select([door, loaded], [], [], IDLE_SECONDS)[0]:
        _count_ended()
        if loaded in ready:  # the next child has from the start what a child had to load
            with contextlib.suppress(ImportError):
                import_module(loaded.recv(_MESSAGE).decode())
            continue
        said, numbers, _flags, _address = socket.recv_fds(door, _MESSAGE, 2)
        if not said:
            break
        conversation, watch = (socket.socket(fileno=number) for number in numbers)
        if os.fork() == 0:
            door.close()
            loaded.close()
            _keep(conversation, watch, theirs)
            os._exit(0)
        door.send(b"forked")
        conversation.close()
        watch.close()
    _count_ended(0)


def _count_ended(options: int = os.WNOHANG) -> None:
    """Wait for the keepers that have ended, so that what their children used is counted as ours."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, options)[0]:
            pass


def _keep(conversation: socket.socket, watch: socket.socket, loads: socket.socket) -> None:
    """A keeper's life: fork the child that reads, tell how it ended, and end it where who asked has
    let go of it or is no more."""
    child = os.fork()
    if child == 0:
        watch.close()
        _answer(conversation, loads)
        os._exit(0)
    conversation.close()
    while True:
        gone, status = os.waitpid(child, os.WNOHANG)
        if gone:
            with contextlib.suppress(BrokenPipeError):
                watch.send(str(os.waitstatus_to_exitcode(status)).encode())
            return
        if select.select([watch], [], [], _LOOK)[0]:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return


# --- within the child


@dataclass(frozen=True)
class _Child:
    conversation: socket.socket

    def send(self, **message: float | list[int | str]) -> None:
        self.conversation.send(json.dumps(message).encode())


_in_child: _Child | None = None


def _answer(conversation: socket.socket, loads: socket.socket) -> None:
    """The child's whole life: read one file within its caps, and leave its answers in a folder."""
    global _in_child
    caps = json.loads(conversation.recv(_MESSAGE))
    folder = Path(caps["folder"])
    os.chdir(caps["at"])  # where the names that are not whole begin
    _in_child = _Child(conversation)
    sys.excepthook = _leaving_fault_in(folder)
    _cap(resource.RLIMIT_CORE, 0)  # memory must not reach a core file
    # Of addresses a library reserves far more than it fills: what it may fill is counted.
    _cap(resource.RLIMIT_DATA, caps["memory_bytes"])
    frames: dict[int, pl.DataFrame] = {}
    while asked := conversation.recv(_MESSAGE):
        number, module = asked.decode().split()
        lacking = [name for name in (module, *LIBRARIES) if name not in sys.modules]
        allow_seconds(caps["seconds"])
        began = time.process_time()
        with (folder / f"asked-{number}").open("rb") as file:
            read, args, kwargs = _Unpickler(folder, file, frames).load()
        try:
            given = True, read(*args, **kwargs)
        except TutelaError as fault:
            given = False, fault
        del args, kwargs
        with (folder / "answer").open("wb") as file:
            _Pickler(folder, file, frames).dump(given)
        _in_child.send(answer=int(number), used=time.process_time() - began)
        for name in lacking:
            if name in sys.modules:
                loads.send(name.encode())


def _cap(kind: int, most: int) -> None:
    _now, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def is_apart() -> bool:
    """Whether this process is a child that reads."""
    return _in_child is not None


def allow_seconds(seconds: float) -> None:
    """Let this child have so many seconds of the processor from now on; elsewhere nothing."""
    if _in_child is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    until = round(used.ru_utime + used.ru_stime + seconds) + 1
    until = until if hard == resource.RLIM_INFINITY else min(until, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))
    _in_child.send(seconds=seconds)


def tell(done: int, total: int, step: str) -> None:
    """Tell who waits for this child how far it is; elsewhere nothing."""
    if _in_child is not None:
        _in_child.send(progress=[done, total, step[:200]])


class OutOfTime(BaseException):
    """Work did not end within its seconds. No `except Exception` of a reader holds it up."""


SECONDS_BEYOND = 30
"""How much longer work may go on that no signal reaches, until the system ends the child."""


def run_within(seconds: float, work: Callable[[], T]) -> T:
    """What work gives, stopped after so many seconds of the processor; not within another such, and
    only in a child: elsewhere nothing is stopped.

    Raises  OutOfTime.
    """
    if _in_child is None:
        return work()
    allow_seconds(seconds + SECONDS_BEYOND)
    over = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal over
        over = True
        raise OutOfTime

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return work()
    except Exception:
        if over:  # a library told it as a fault of its own
            raise OutOfTime from None
        raise
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def place_of_fault(trace: TracebackType | None) -> str:
    """File and line where something failed, and none of the words it was about."""
    last = traceback.extract_tb(trace)[-1:]
    return ", ".join(f"{Path(frame.filename).name} line {frame.lineno}" for frame in last)


def _leaving_fault_in(
    folder: Path,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Say of what nobody foresaw its kind and place; never its words, which may be a file's."""

    def leave(
        kind: type[BaseException], _fault: BaseException, trace: TracebackType | None
    ) -> None:
        (folder / "fault").write_text(f"{kind.__name__}\n{place_of_fault(trace)}")
        os._exit(1)

    return leave


class _Pickler(pickle.Pickler):
    """Writes tables beside the rest, in the columns they have: four times as fast. A table that the
    other side has is only named."""

    def __init__(self, folder: Path, file: Any, frames: dict[int, pl.DataFrame]) -> None:
        super().__init__(file, protocol=5)
        self.folder, self.frames = folder, frames
        self.numbers = {id(frame): number for number, frame in frames.items()}

    def persistent_id(self, thing: Any) -> int | None:
        # Who has loaded no library of tables has no table.
        if not ("polars" in sys.modules and isinstance(thing, pl.DataFrame) and thing.width):
            return None
        if id(thing) not in self.numbers:
            number = self.numbers[id(thing)] = len(self.frames) + 1
            self.frames[number] = thing
            thing.write_ipc(self.folder / f"{number}", compat_level=pl.CompatLevel.newest())
        return self.numbers[id(thing)]


class _Unpickler(pickle.Unpickler):
    def __init__(self, folder: Path, file: IO[bytes], frames: dict[int, pl.DataFrame]) -> None:
        super().__init__(file)
        self.folder, self.frames = folder, frames

    def persistent_load(self, number: int) -> pl.DataFrame:
        if number not in self.frames:
            self.frames[number] = pl.read_ipc(self.folder / f"{number}")
        return self.frames[number]
