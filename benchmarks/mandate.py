"""How often the suggested mandates are right, beside PEMA's coding; writes
docs/method/mandate-suggestion.md.

`python -m benchmarks.mandate` counts everything; `python -m benchmarks.mandate tuning` prints the
tuning missions only, for whoever writes rules: the others are not to be read.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.mandate_counts import DATA, Count, Path_, Said, count, line, naive, total
from benchmarks.mandate_languages import table
from benchmarks.measure import ROOT
from tutela.mandate.read import parse
from tutela.mandate.suggest import ENOUGH, rules, suggest, tasks

PAGE = ROOT / "docs" / "method" / "mandate-suggestion.md"
PROTECTION = ("CivProtect",)
RESAMPLES, SEED = 2000, 1


def held_out(country: str) -> bool:
    """Whether the missions in a country were kept from the rules: by a hash, not by a person.

    By country and not by mission, because a mission takes over the words of the one before it.
    """
    return hashlib.sha256(country.encode()).digest()[0] % 2 == 1


@dataclass
class Coded:
    """A resolution as PEMA coded it: by family of codes, the paragraphs it names."""

    number: int
    missions: set[str] = field(default_factory=set)
    held: bool = False
    families: dict[str, set[Path_]] = field(default_factory=lambda: defaultdict(set))
    elsewhere: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def coding() -> dict[int, Coded]:
    """PEMA's paragraphs by resolution; a resolution held out for one mission is held out."""
    found: dict[int, Coded] = {}
    with (DATA / "pema_raw_paragraphs_v2.csv").open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            numbers = re.findall(r"RES/(\d+)", row["Signature"])
            one = found.setdefault(int(numbers[0]), Coded(int(numbers[0])))
            one.missions.add(row["NamePKO"])
            one.held |= held_out(row["Country"])
            for column, said in row.items():
                family, _, how = column.partition("_")
                if how and family != "Mandate" and said.strip() not in ("", "0"):
                    paths = paragraphs(said)
                    one.families[family].update(paths)
                    one.elsewhere[family] += not paths
    return found


def paragraphs(said: str) -> set[Path_]:
    """The paragraphs of the resolution itself that a cell names; those of other papers are none.

    >>> sorted(paragraphs("7a(i), 16c")), paragraphs("7 I f)"), paragraphs("14 c (S/1994/291)")
    ([('16', 'c'), ('7', 'a', 'i')], {('7', 'I', 'f')}, set())
    >>> paragraphs("19 according to 11 (S/1994/565)")
    {('19',)}
    """
    own, other, _ = re.split(r"(according to|referring to|$)", said, maxsplit=1)[:3]
    if not other and re.search(r"\(\s*S/|PIC|Agreement|:\d\d", own):
        return set()
    found: list[Path_] = []
    for word in re.split(r"[,;]|\band\b", own):
        word = word.strip(" ?").removeprefix("p").lstrip(". ")
        if parts := re.fullmatch(
            r"(\d+)\s*(?:([IVX]+)\s+)?([a-z]{0,2})\)?\s*(?:\(\s*([ivx]+|[a-z])\s*\))?\)?", word
        ):
            found.append(tuple(part for part in parts.groups() if part))
        elif re.fullmatch("[a-z]", word) and found:
            found.append((found[-1][0], word))
    return set(found)


def texts() -> dict[int, str]:
    """The Council's resolutions of 1946 to 2015 by number."""
    csv.field_size_limit(10**9)
    with gzip.open(DATA / "unsc_resolutions_1946_2015.csv.gz", "rt", encoding="utf-8") as rows:
        return {int(row["number"]): row["text"] for row in csv.DictReader(rows)}


def spread(one: Sequence[Count], other: Sequence[Count]) -> tuple[str, str, str]:
    """Nine tenths of F1 of one, of the other, and of the difference, resolutions resampled."""
    chance = np.random.default_rng(SEED)
    table = [
        np.array([[c.suggested, c.right, c.coded, c.found] for c in side]) for side in (one, other)
    ]
    drawn = []
    for _ in range(RESAMPLES):
        at = chance.integers(0, len(one), len(one))
        drawn.append([Count(*map(int, side[at].sum(axis=0))).f1 for side in table])
    both = np.array(drawn)
    columns = (both[:, 0], both[:, 1], both[:, 0] - both[:, 1])
    return tuple(  # type: ignore[return-value]
        "{:.2f} to {:.2f}".format(*np.quantile(column, (0.05, 0.95))) for column in columns
    )


HEAD = "| {} | precision | recall | F1 |{}\n|---|---|---|---|{}"


class Side:
    """The resolutions of one side of the split, read and suggested upon."""

    def __init__(self, coded: list[Coded], texts: Mapping[int, str]) -> None:
        self.all = coded
        self.coded = [one for one in coded if one.number in texts]
        self.made = {one.number: suggest(parse(texts[one.number])) for one in self.coded}
        self.paragraphs = sum(len(made) for made in self.made.values())
        self.missions = sorted({m for one in coded for m in one.missions})
        self.reading = [parse(texts[one.number]) for one in self.coded]

    def counts(self, families: Sequence[str], said: Said, *, whole: bool = False) -> list[Count]:
        """Each resolution."""
        return [
            count(
                self.made[one.number],
                set().union(*(one.families[f] for f in families)),
                said,
                whole=whole,
            )
            for one in self.coded
        ]

    def protection(self) -> str:
        """Tutela beside the naive rule, by sub-paragraph and by numbered paragraph."""
        lines = [HEAD.format("", " 90 % of F1 |", "---|")]
        for words, whole in (("as coded", False), ("by numbered paragraph", True)):
            ours = self.counts(PROTECTION, lambda one: one.poc, whole=whole)
            plain = self.counts(PROTECTION, naive, whole=whole)
            spreads = spread(ours, plain)
            lines.append(line(f"**Tutela**, {words}", total(ours), spreads[0]))
            lines.append(line(f"naive, {words}", total(plain), spreads[1]))
            lines.append(
                f"| *difference, {words}* | | | "
                f"{total(ours).f1 - total(plain).f1:+.2f} | {spreads[2]} |"
            )
        return "\n".join(lines)

    def by_mission(self) -> str:
        """Each mission that has a code or a suggestion of either rule."""
        lines = [HEAD.format("mission", " naive F1 | better |", "---|---|")]
        ours = self.counts(PROTECTION, lambda one: one.poc)
        plain = self.counts(PROTECTION, naive)
        for mission in self.missions:
            at = [n for n, one in enumerate(self.coded) if mission in one.missions]
            a, b = total(ours[n] for n in at), total(plain[n] for n in at)
            if a.coded or a.suggested or b.suggested:
                better = "Tutela" if a.f1 > b.f1 else "naive" if b.f1 > a.f1 else "equal"
                better = better if a.coded else f"none coded, naive suggests {b.suggested}"
                lines.append(line(mission, a, f"{b.f1:.2f}", better))
        return "\n".join(lines)

    def by_task(self) -> str:
        """Each kind of task that codes mean."""
        lines = [HEAD.format("task", " PEMA's codes |", "---|")]
        for task in tasks().values():
            if task.pema:
                c = total(self.counts(task.pema, lambda one, task=task: task in one.tasks))  # type: ignore[misc]
                lines.append(line(task.label, c, " ".join(task.pema)))
        return "\n".join(lines)

    def wrong(self) -> tuple[str, str]:
        """The paragraphs suggested and not coded, and those coded and not suggested."""
        extra, missed = [], []
        for one in self.coded:
            coded, made = one.families[PROTECTION[0]], self.made[one.number]
            for s in made:
                if s.poc and not count([s], coded & {s.passage.path}, lambda _: True).right:
                    single = count(made, coded, lambda t, s=s: t is s)  # type: ignore[misc]
                    if not single.right:
                        extra.append(f"{one.number} ({s.paragraph})")
            there = {s.passage.path for s in made}
            for path in sorted(coded & there):
                if not count(made, {path}, lambda t: t.poc).found:
                    missed.append(f"{one.number} ({' '.join(path)})")
        return "; ".join(extra) or "none", "; ".join(missed) or "none"

    def codes(self) -> tuple[int, int, int]:
        """Codes of protection: found in the text, not in the text, in other papers only."""
        there = absent = 0
        for one in self.coded:
            paths = {s.passage.path for s in self.made[one.number]}
            there += len(one.families[PROTECTION[0]] & paths)
            absent += len(one.families[PROTECTION[0]] - paths)
        return there, absent, sum(one.elsewhere[PROTECTION[0]] for one in self.coded)

    def mission_named(self) -> str:
        """How often the reader names the mission PEMA names."""
        right = sum(
            read.mission.replace(" ", "") in {m.replace(" ", "") for m in one.missions}
            for one, read in zip(self.coded, self.reading, strict=True)
        )
        return f"{right} of {len(self.coded)}"


def main() -> None:
    """Count and write the page; with `tuning`, print the tuning missions only."""
    found, words = sorted(coding().values(), key=lambda one: one.number), texts()
    tuning = Side([one for one in found if not one.held], words)
    if "tuning" in sys.argv[1:]:
        print(
            tuning.protection(),
            tuning.by_mission(),
            tuning.by_task(),
            *tuning.wrong(),
            tuning.codes(),
            tuning.mission_named(),
            sep="\n\n",
        )
        return
    held = Side([one for one in found if one.held], words)
    extra, missed = held.wrong()
    page = (ROOT / "benchmarks" / "mandate_page.md").read_text(encoding="utf-8")
    there, absent, elsewhere = held.codes()
    PAGE.write_text(
        page.format(
            held=held.protection(),
            held_missions=held.by_mission(),
            held_tasks=held.by_task(),
            tuning=tuning.protection(),
            tuning_tasks=tuning.by_task(),
            held_names=", ".join(held.missions),
            tuning_names=", ".join(tuning.missions),
            held_texts=len(held.coded),
            held_all=len(held.all),
            held_paragraphs=held.paragraphs,
            tuning_texts=len(tuning.coded),
            tuning_all=len(tuning.all),
            tuning_paragraphs=tuning.paragraphs,
            there=there,
            absent=absent,
            elsewhere=elsewhere,
            extra=extra,
            missed=missed,
            named=held.mission_named(),
            rules=len(rules()),
            enough=ENOUGH,
            resamples=RESAMPLES,
            languages=table(),
        ),
        encoding="utf-8",
    )


if __name__ == "__main__":
    if not DATA.exists():
        raise SystemExit("the shared data are not beside this checkout. Next: place them there")
    main()
