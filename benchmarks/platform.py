"""The platform at size: writes docs/performance-platform.md. Run by `make proof`, or alone:

python -m benchmarks.platform [--keep FOLDER]
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import date
from typing import Any

from benchmarks import assessing, beside, first_page, memory, messages, pages
from benchmarks.import_events import LONGEST, MOST
from benchmarks.measure import ROOT

PAGE = ROOT / "docs" / "performance-platform.md"
_WORD = {True: "met", False: "missed"}


def main(arguments: list[str]) -> None:
    """Measure in fresh processes and write the page."""
    read = _run("benchmarks.pages", *arguments)
    brought = _run("benchmarks.import_events")
    kept = _run("benchmarks.assessing")
    texts = _run("benchmarks.messages")
    warned = _run("benchmarks.beside")
    idle = _run("benchmarks.memory")
    first: list[dict[str, float]] = _run("benchmarks.first_page")
    rows = [
        (
            f"page: {name}",
            f"{1000 * told['p50']:.0f} ms",
            f"{1000 * told['p95']:.0f} ms",
            f"p95 under {1000 * pages.WITHIN:.0f} ms",
            told["p95"] < pages.WITHIN,
        )
        for name, told in read["pages"].items()
    ]
    rows += [
        (
            f"tile {name}",
            f"{1000 * told['p50']:.0f} ms",
            f"{1000 * told['p95']:.0f} ms",
            f"under {1000 * pages.TILE_WITHIN:.0f} ms",
            told["p95"] < pages.TILE_WITHIN,
        )
        for name, told in read["tiles"].items()
    ]
    crowd = read["crowd"]
    wait = brought["longest_wait_seconds"]
    lines = [
        "# Performance of the platform",
        "",
        "*For those who plan a server. Written by `python -m benchmarks.platform` (`make proof`).",
        f"{date.today():%d %B %Y}, {os.cpu_count()} cores, CPython"  # noqa: DTZ011
        f" {platform.python_version()}, SQLite.",
        f"One invented mission of {pages.EVENTS:,} events, {pages.INCIDENTS:,} incidents,",
        f"{pages.PLACES:,} places and {read['risks']:,} suggested risks.*",
        "",
        "Time of the server for one analyst who reads everything, no network;"
        f" {pages.ROUNDS} rounds each,",
        "after one that fills what the process keeps. The first page after a start took"
        f" {read['first_seconds']:.0f} s.",
        "",
        "| what | median | p95 | target | |",
        "|---|---|---|---|---|",
        *(f"| {a} | {b} | {c} | {d} | {_WORD[met]} |" for a, b, c, d, met in rows),
        "",
        f"**A crowd.** {crowd['people']} people signed in, a third of them heads of field offices,",
        "each reading these pages and tiles as fast as they come for",
        f"{pages.CROWD_SECONDS} seconds, from two server processes on the cores they use too:",
        f"{crowd['answers']:,} answers, {crowd['a_second']:.0f} a second; errors:"
        f" {crowd['errors']};",
        f"median {crowd['p50']:.1f} s, p95 {crowd['p95']:.1f} s. People who think between pages",
        "wait the times of the table.",
        "",
        f"**An import.** {brought['rows']:,.0f} events: {brought['ratio']:.1f} times the floor",
        "(one polars read and one executemany);",
        f"at most {MOST:.0f}: {_WORD[brought['ratio'] <= MOST]}.",
        f"The longest wait of another writer: {1000 * wait:.0f} ms;",
        f"at most {1000 * LONGEST:.0f}: {_WORD[wait <= LONGEST]}.",
        "",
        *_assessment(kept),
        *_night(texts),
        *_warned(warned),
        *_idle(idle),
        *_first(first),
    ]
    PAGE.write_text("\n".join(lines), "utf-8")


def _assessment(kept: dict[str, Any]) -> list[str]:
    """What an assessment takes, adds and makes others wait."""
    waits = max(kept["longest_wait_seconds"], kept["prune_longest_wait_seconds"])
    return [
        f"**An assessment.** {kept['rows']:,} suggested risks of {kept['events']:,} events and",
        f"{kept['places']:,} places, by the worker after each import: {kept['assess_seconds']:.0f}"
        " s,",
        f"{kept['processor_seconds']:.0f} s of a processor, at most {assessing.PROCESSOR:.0f}:"
        f" {_WORD[kept['processor_seconds'] <= assessing.PROCESSOR]}.",
        f"It adds {kept['bytes'] / 1e6:.0f} MB, at most {assessing.BYTES / 1e6:.0f}:"
        f" {_WORD[kept['bytes'] <= assessing.BYTES]}; pruned in {kept['prune_seconds']:.0f} s.",
        "The longest wait of another writer while rows came:"
        f" {1000 * kept['longest_wait_seconds']:.0f} ms,",
        f"while they went: {1000 * kept['prune_longest_wait_seconds']:.0f} ms;",
        f"at most {1000 * assessing.LONGEST:.0f}: {_WORD[waits <= assessing.LONGEST]}.",
        "",
    ]


def _night(texts: dict[str, Any]) -> list[str]:
    """What became of a night of messages."""
    met = texts["heard_p99"] < messages.WITHIN and not texts["lost"]
    return [
        f"**Text messages.** {texts['sent']:,} in {texts['seconds']} seconds, half of contacts,",
        f"one in fifty twice, to {messages.PROCESSES} server processes, clocks and mail beside;",
        f"lost: {texts['lost']}, kept twice: {texts['doubled']}. From the post to the answer, by",
        f"which it is an alert, sealed and owned: median {1000 * texts['p50']:.0f} ms,",
        f"p99 {1000 * texts['p99']:.0f} ms, longest {1000 * texts['most']:.0f} ms; to the moment a",
        f"board hears of it: median {1000 * texts['heard_p50']:.0f} ms,",
        f"p99 {1000 * texts['heard_p99']:.0f} ms;",
        f"none lost and p99 to the board under {1000 * messages.WITHIN:.0f} ms: {_WORD[met]}.",
        "",
    ]


def _idle(told: dict[str, Any]) -> list[str]:
    """What each process takes while nobody works."""
    server = told["server"]
    return [
        f"**Memory while nobody works.** A server process: {server['mb']} MB before its first page;"
        f" at most {memory.MOST_MB}: {_WORD[server['mb'] <= memory.MOST_MB]};",
        f"{server['mb_after_a_page']} MB after the page of signing in. The live server:"
        f" {told['live']['mb']} MB; the worker's four processes: {told['rounds']['mb']},"
        f" {told['senders']['mb']}, {told['webhooks']['mb']} and {told['jobs']['mb']} MB.",
        "The lists of a mission add what docs/adr/0015 says, in each process that shows them.",
        f"`tutela --help` takes {told['help']['cpu_seconds']:.2f} s of a processor.",
        "",
    ]


def _first(told: list[dict[str, float]]) -> list[str]:
    """The first page of a new process, by the number of events."""
    met = _WORD[told[-1]["start_seconds"] <= first_page.WITHIN_SECONDS]
    return [
        "**The first page after a start.** The page Situation in a new process, seconds of a"
        " processor and",
        "its memory at the height. Events are read from the file another process left"
        " (docs/adr/0015);",
        "the first page after an import reads them from the database.",
        "",
        "| events | after a start | memory | after an import | memory |",
        "|---|---|---|---|---|",
        *(
            f"| {row['events']:,} | {row['start_seconds']:.1f} s | {row['start_mb']:,.0f} MB"
            f" | {row['import_seconds']:.1f} s | {row['import_mb']:,.0f} MB |"
            for row in told
        ),
        "",
        f"At {told[-1]['events']:,} events after a start: at most"
        f" {first_page.WITHIN_SECONDS:.0f} s: {met}.",
        "",
    ]


def _warned(told: dict[str, Any]) -> list[str]:
    """What became of warnings beside the largest import."""
    met = _WORD[told["later"] <= beside.LATER]
    return [
        "**A warning beside an import.** Attacks raised while a file of"
        f" {told['rows']:,} events ({told['megabytes']:,.0f} MB)",
        f"is tried and imported, {told['alerts']} of them: the last mail of each left after"
        f" {told['beside_p50']:.1f} s (median),",
        f"{told['beside_most']:.1f} s at most; with nothing beside,"
        f" {told['alone_p50']:.1f} s (median), {told['alone_most']:.1f} s at most.",
        f"The latest beside, less the median alone: {told['later']:.1f} s; at most"
        f" {beside.LATER:.0f} s: {met}.",
        "",
    ]


def _run(module: str, *arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module, *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main(sys.argv[1:])
