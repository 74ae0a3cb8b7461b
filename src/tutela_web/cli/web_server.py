"""What `tutela platform serve` and `live` run: Granian, which goes on however often workers die.

Granian ends the whole service where one worker dies twice within seconds. Whatever killed it, a
request that took all memory for one, would so take the pages from everybody: the other workers are
well, and the next request is another one.

A worker that grew over a day of use is begun anew while it rests, one at a time.

    python -m tutela_web.cli.web_server wsgi HOST PORT WORKERS
    python -m tutela_web.cli.web_server asginl HOST PORT WORKERS
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from granian.constants import Interfaces, Loops
from granian.server.mp import MPServer

from tutela_web.base.upkeep.loading import load_house

WITHIN = 60.0
"""Deaths of so many seconds are counted."""
AT_ONCE = 3
"""After so many of them a worker is begun again at once; after more, after a pause."""
IDLE_SECONDS = 600
"""After so long without a page a thread ends, and the connection it kept with it; the most that
the server allows."""
GROWN = 1.3
"""A worker that has so many times the memory it began with is begun anew, but not sooner than after
`LEAST_AGE_SECONDS`: what it keeps for a large mission takes seconds to read again."""
LEAST_AGE_SECONDS = 12 * 3600.0
LOOKS_EACH_SECONDS = 30
RESTS_BELOW_SECONDS = 0.1
"""Whoever took less of a processor since the last look answers nobody now."""
LONGEST_PAUSE = 8.0
"""Seconds: what cannot start at all does not take the processor from those that serve."""


class LastingServer(MPServer):
    """A server that begins its workers again however often they die, and anew when they grew."""

    least_age_seconds = LEAST_AGE_SECONDS
    _deaths: Sequence[float] = ()
    _used: Mapping[int, float] = {}

    def _respawn_workers(
        self,
        workers: Sequence[int],
        spawn_target: Callable[..., None],
        target_loader: Callable[..., None],
        delay: float = 0,
    ) -> None:
        now = time.monotonic()
        self._deaths = [*(at for at in self._deaths if now - at < WITHIN), *([now] * len(workers))]
        ends = now + pause_after(len(self._deaths))
        while time.monotonic() < ends and not self.interrupt_signal:
            time.sleep(0.1)
        super()._respawn_workers(workers, spawn_target, target_loader, delay)
        self.respawned_wrks.clear()  # by these it would know who died twice, and end

    def _handle_rss_signal(
        self, spawn_target: Callable[..., None], target_loader: Callable[..., None]
    ) -> None:
        # The server's own base names them, and says no types.
        ids = {worker.idx: int(worker._id()) for worker in self.wrks}  # type: ignore[no-untyped-call]
        before, self._used = self._used, {pid: _processor_seconds(pid) for pid in ids.values()}
        old_enough = time.monotonic() - self.least_age_seconds
        most = (self.workers_rss or 0) >> 20
        for worker in self.wrks:
            pid = ids[worker.idx]
            rests = self._used[pid] - before.get(pid, 0.0) < RESTS_BELOW_SECONDS
            if rests and worker.birth < old_enough and _memory_mib(pid) > most:
                super()._respawn_workers([worker.idx], spawn_target, target_loader, delay=2)
                self.respawned_wrks.clear()
                return


def _processor_seconds(pid: int) -> float:
    """What a process took of the processor; without bound where it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return float("inf")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory_mib(pid: int | str = "self") -> int:
    """The memory a process uses; nothing where it has ended or the system tells none."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE") >> 20


def pause_after(deaths: int) -> float:
    """How many seconds to wait before a worker is begun again, after so many deaths in a minute.

    >>> [pause_after(deaths) for deaths in (1, 3, 4, 5, 6, 7, 20)]
    [0.0, 0.0, 1.0, 2.0, 4.0, 8.0, 8.0]
    """
    return min(2.0 ** (deaths - AT_ONCE - 1), LONGEST_PAUSE) if deaths > AT_ONCE else 0.0


def serve_pages(
    host: str, port: int, workers: int, target: str = "tutela_web.wsgi:application"
) -> None:
    """Serve pages and API until stopped.

    Granian forks its workers: what is loaded here all of them share, one that died is there again
    at once, and this process answers nothing itself.
    """
    load_house()
    loaded = _memory_mib()
    LastingServer(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=8,
        blocking_threads_idle_timeout=IDLE_SECONDS,
        websockets=False,
        respawn_failed_workers=True,
        # A browser's open connection would keep a worker, and so the server, from ending.
        workers_kill_timeout=5,
        workers_max_rss=int(loaded * GROWN) or None,
        rss_sample_interval=LOOKS_EACH_SECONDS,
    ).serve()


def serve_live(host: str, port: int, workers: int) -> None:
    """Tell open boards that something changed, until stopped."""
    LastingServer(
        "tutela_web.cli.live:make_application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        factory=True,
        workers=workers,
        loop=Loops.asyncio,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=3,
    ).serve()


SERVES: dict[str, Callable[[str, int, int], None]] = {"wsgi": serve_pages, "asginl": serve_live}

if __name__ == "__main__":
    interface, where, at, number = sys.argv[1:]
    SERVES[interface](where, int(at), int(number))
