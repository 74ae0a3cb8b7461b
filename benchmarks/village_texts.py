"""Texts as villages type them: trains the classifier of `tutela.warning.guess`, and counts.

    python -m benchmarks.village_texts train    writes the weights anew, from benchmarks/data
    python -m benchmarks.village_texts count    how well texts kept apart are read, by language

Training texts are made from phrases written by hand (village_phrases.txt), spelled as telephones
spell them. The texts that count (tests/tutela/warning/village_held.csv) were written apart.
"""

from __future__ import annotations

import csv
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from tutela.warning.coded import ROUTINE, read
from tutela.warning.guess import BUCKETS, NONE, buckets_of

ROOT = Path(__file__).parents[1]
PHRASES = ROOT / "benchmarks/data/village_phrases.txt"
SPELLINGS = ROOT / "benchmarks/data/village_spellings.csv"
HELD = ROOT / "tests/tutela/warning/village_held.csv"
WEIGHTS = ROOT / "src/tutela/warning/data"
SEED = 1
TEXTS_A_PHRASE = {"alarm": 22, "none": 28}
LANGUAGES = {"td": "shu", "ja": "pga", "ro": "apd"}
"""Names of languages in the file of phrases that are no ISO codes."""
TIMES = {
    "en": ["morning", "last night", "1 hour", "yesterday", "5 oclock"],
    "fr": ["ce matin", "hier soir", "1 heure", "5h", "minuit"],
    "ar": ["الصباح", "امبارح", "ساعة", "الفجر"],
    "td": ["الصباح", "ambari", "fajur"],
    "ja": ["sabah", "umbari", "fajir"],
    "ro": ["el sabah", "imbari7", "sa3a"],
    "sg": ["ndaye", "biri", "ngbonga oko"],
    "sw": ["asubuhi", "jana", "saa moja", "usiku"],
    "ln": ["tongo", "lobi", "ngonga moko", "butu"],
}


def phrases() -> Iterator[tuple[str, str, str, dict[str, list[str]]]]:
    """Each phrase with its language, its act, and what its language puts into slots."""
    language = act = ""
    everywhere: dict[str, list[str]] = {}
    slots = everywhere
    for line in PHRASES.read_text("utf-8").splitlines():
        if line.startswith("== "):
            language, slots = line[3:], dict(everywhere)
        elif line.startswith("@"):
            name, _, words = line[1:].partition(": ")
            slots[name] = words.split("|")
        elif line.startswith("- "):
            act = line[2:]
        elif line and not line.startswith("#"):
            yield language, act, line, slots


def fill(phrase: str, language: str, slots: dict[str, list[str]], draw: random.Random) -> str:
    """A phrase with its choices made and its slots filled."""
    arabic = language in ("ar", "td") and draw.random() < 0.7
    slots = slots | {"place": slots["arabic place" if arabic else "place"]}
    while match := re.search(r"\(([^()]*)\)", phrase):
        phrase = phrase.replace(match[0], draw.choice(match[1].split("|")), 1)
    for name, words in (*slots.items(), ("time", TIMES[language])):
        while f"{{{name}}}" in phrase:
            phrase = phrase.replace(f"{{{name}}}", draw.choice(words), 1)
    return re.sub(r"\{n\}", lambda _: str(draw.choice((2, 3, 5, 7, 12, 20, 40, 200))), phrase)


OPENINGS = {
    "en": ["hello", "sir", "pls", "hi this is the chief,", "good morning", "un"],
    "fr": [
        "bonjour",
        "chef",
        "svp",
        "allo",
        "bsr c le chef du village,",
        "ici c'est le catechiste",
    ],
    "ar": ["السلام عليكم", "يا جماعة", "عاجل", "لو سمحتوا"],
    "td": ["salam", "السلام عليكم", "ya akhui"],
    "ja": ["salam", "ya akuy", "de ana sultan"],
    "ro": ["salam", "ya jama3a", "3ajil"],
    "sg": ["bara ala", "mbi", "chef", "singila"],
    "sw": ["habari", "chef", "jambo", "tafadhali"],
    "ln": ["mbote", "chef", "papa", "ndeko"],
}
ENDINGS = ["", "", "", "!!", "?", "...", " pls", " svp", " thanks", " merci", " ok", "."]


@cache
def spellings() -> list[tuple[str, str]]:
    """What telephones spell another way: the letters, and those typed instead."""
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        return [(row["old"], row["new"]) for row in csv.DictReader(file)]


def misspell(text: str, draw: random.Random) -> str:
    """A text as somebody in a hurry types it."""
    for _ in range(draw.choice((0, 1, 1, 2, 3))):
        old, new = draw.choice(spellings())
        spots = [match.start() for match in re.finditer(old, text)]
        if spots:
            at = draw.choice(spots)
            text = text[:at] + new + text[at + len(old) :]
    for _ in range(draw.choice((0, 0, 1, 1, 2))):
        at = draw.randrange(max(len(text) - 1, 1))
        text = draw.choice(
            (
                text[:at] + text[at + 1 :],
                text[:at] + text[at : at + 1] * 2 + text[at + 1 :],
                text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :],
                text[:at] + text[at:].replace(" ", "", 1),
            )
        )
    if draw.random() < 0.2:  # half of the vowels are left out of one word
        words = text.split(" ")
        at = draw.randrange(len(words))
        words[at] = words[at][:1] + re.sub(r"[aeiou]", "", words[at][1:])
        text = " ".join(words)
    return draw.choice((text, text, text.lower(), text.upper(), text.capitalize()))


def made_texts(seed: int = SEED) -> list[tuple[str, str, str]]:
    """Training texts: the words, the act, the language."""
    draw = random.Random(seed)
    made = []
    known = list(phrases())
    for language, act, phrase, slots in known:
        kind = "none" if act == NONE else "alarm"
        for _ in range(TEXTS_A_PHRASE[kind] * (2 if language in ("td", "ro", "ja", "sg") else 1)):
            words = fill(phrase, language, slots, draw)
            if draw.random() < 0.2:
                words = f"{draw.choice(OPENINGS[language])} {words}"
            if draw.random() < 0.1:  # only a part of it is typed
                parts = words.split(" ")
                words = " ".join(parts[: max(3, int(len(parts) * 0.7))])
            made.append((misspell(words, draw) + draw.choice(ENDINGS), act, language))
    return made


def matrix_of(texts: list[str]) -> csr_matrix:
    """One row a text, one column a bucket and one for all, as `guess` weighs them."""
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        at = buckets_of(text)
        rows += [row] * (len(at) + 1)
        columns += [*at.tolist(), BUCKETS]
        values += [1 / np.sqrt(max(len(at), 1))] * len(at) + [1.0]
    return csr_matrix((values, (rows, columns)), shape=(len(texts), BUCKETS + 1), dtype=np.float64)


def fit(
    texts: csr_matrix, classes: npt.NDArray[np.int64], number: int, weigh: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Multinomial logistic regression with a ridge, by L-BFGS; a row of weights a column."""
    height, width = texts.shape
    wanted = np.eye(number)[classes]
    ridge = 0.5

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        weights = flat.reshape(width, number)
        scores = texts @ weights
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        chances /= chances.sum(axis=1, keepdims=True)
        told = -(weigh * np.log(chances[np.arange(height), classes] + 1e-12)).sum()
        slope = texts.T @ ((chances - wanted) * weigh[:, None]) + ridge * weights
        return float(told + ridge / 2 * (weights**2).sum()), slope.ravel()

    start = np.zeros(width * number)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 60})
    return np.asarray(found.x).reshape(width, number)


def train() -> None:
    """Fit both classifiers and write their weights as whole numbers of eight bits."""
    made = made_texts()
    acts = sorted({act for _, act, _ in made})
    languages = sorted({LANGUAGES.get(language, language) for *_, language in made})
    table = matrix_of([words for words, *_ in made])
    act_of = np.array([acts.index(act) for _, act, _ in made])
    language_of = np.array([languages.index(LANGUAGES.get(one, one)) for *_, one in made])
    weigh = np.ones(len(made))
    weights = np.hstack(
        [fit(table, act_of, len(acts), weigh), fit(table, language_of, len(languages), weigh)]
    )
    scale = float(np.abs(weights).max()) / 127
    np.save(WEIGHTS / "guess_weights.npy", np.round(weights / scale).astype(np.int8))
    (WEIGHTS / "guess_scale.txt").write_text(f"{scale:.8g}\n", "ascii")
    classes = "|".join(acts) + "\n" + "|".join(languages) + "\n"
    (WEIGHTS / "guess_classes.txt").write_text(classes, "utf-8")
    sys.stdout.write(f"{len(made):,} texts of {len(list(phrases()))} phrases\n")


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not of:
        return 0.0, 1.0
    z, p = 1.96, hits / of
    middle, half = p + z * z / (2 * of), z * np.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)


def count() -> None:
    """Print how many alarms are seen and how many harmless texts are taken for one."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    with HELD.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        said = read(row["text"])
        alarm = said.act is not None and said.act != ROUTINE
        kind = "harmless" if row["act"] == NONE else "alarm"
        for language in (f"{row['half']}, {row['language']}", f"{row['half']}, all"):
            seen[language][kind] += 1
            seen[language][f"{kind} read"] += alarm
            seen[language]["aside"] += said.act == ROUTINE and kind == "alarm"
            seen[language]["act"] += alarm and kind == "alarm" and said.act == row["act"]
    lines = ["| language | alarms seen | 95 % | act right | harmless taken for alarms | 95 % |"]
    lines.append("| - | - | - | - | - | - |")
    for language, told in sorted(seen.items(), key=lambda one: (one[0].endswith("all"), one[0])):
        low, high = wilson(told["alarm read"], told["alarm"])
        least, most = wilson(told["harmless read"], told["harmless"])
        lines.append(
            f"| {language} | {told['alarm read']}/{told['alarm']} | {low:.0%} to {high:.0%} "
            f"| {told['act']}/{told['alarm read']} | {told['harmless read']}/{told['harmless']} "
            f"| {least:.0%} to {most:.0%} |"
        )
    aside = sum(told["aside"] for name, told in seen.items() if name.endswith("all"))
    sys.stdout.write("\n".join(lines) + f"\n\nAlarms set aside: {aside}.\n")


if __name__ == "__main__":
    {"train": train, "count": count}[sys.argv[1]]()
