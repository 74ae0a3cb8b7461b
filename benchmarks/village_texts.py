"""Texts as villages type them: trains the classifier of `tutela.warning.signs.guess`, and counts.

    python -m benchmarks.village_texts train    writes the weights anew, from benchmarks/data
    python -m benchmarks.village_texts choose   what each threshold gives, whole topics left out
    python -m benchmarks.village_texts count    how well texts kept apart are read, by language
    python -m benchmarks.village_texts unread   the same of sets nobody may learn from

Training texts are made from phrases written by hand (village_phrases.txt), spelled as telephones
spell them. The texts that count (tests/tutela/warning/village_held.csv) were written apart.
"""

from __future__ import annotations

import csv
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from benchmarks.logistic import fit, matrix_of_pieces, whole_numbers
from tutela.places.finder import Entry, Finder, settle
from tutela.warning.clocks import LEVELS
from tutela.warning.signs.coded import ROUTINE, names_no_place, read
from tutela.warning.signs.guess import BUCKETS, FEWER, NONE, buckets_of, fewer_of

ROOT = Path(__file__).parents[1]
PHRASES = (
    "village_phrases.txt",
    "village_harmless.txt",
    "village_alarms.txt",
    "village_daily.txt",
    "village_told.txt",
    "village_round1.txt",
    "village_round1a.txt",
    "village_round2.txt",
    "village_round3.txt",
    "village_round4.txt",
    "village_round5.txt",
    "village_round7.txt",
    "village_round8.txt",
    "village_round9.txt",
)
SPELLINGS = ROOT / "benchmarks/data/village_spellings.csv"
HELD = ROOT / "tests/tutela/warning/village_held.csv"
SEVENTH = ROOT / "tests/tutela/warning/village_seventh.csv"
EIGHTH = ROOT / "tests/tutela/warning/village_eighth.csv"
NINTH = ROOT / "tests/tutela/warning/village_ninth.csv"
TENTH = ROOT / "tests/tutela/warning/village_tenth.csv"
ELEVENTH = ROOT / "tests/tutela/warning/village_eleventh.csv"
TWELFTH = ROOT / "tests/tutela/warning/village_twelfth.csv"
UNREAD = ("twelfth", "tenth", "fifth, unread", "seventh", "eighth, unread")
"""Sets whose errors are not read: counted by a command of their own, seldom."""
WEIGHTS = ROOT / "src/tutela/warning/data"
SEED = 1
RIDGE = 0.2
"""For act and language."""
ALARM_RIDGE = 0.5
"""To tell an alarm: chosen on texts of sets whose phrases were left out."""
PHRASE_WEIGHT = 20.0
TEXTS_A_PHRASE = 12
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


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase written by hand: its language, act and topic, and what goes into its slots."""

    language: str
    act: str
    topic: str
    words: str
    slots: dict[str, list[str]]


def phrases() -> Iterator[Phrase]:
    """Every phrase of the files; a language keeps its slots from one file to the next."""
    everywhere: dict[str, list[str]] = {}
    of_language: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for name in PHRASES:
        language = act = topic = ""
        for line in (ROOT / "benchmarks/data" / name).read_text("utf-8").splitlines():
            if line.startswith("== "):
                language = line[3:]
            elif line.startswith("@"):
                slot, _, words = line[1:].partition(": ")
                of_language[language][slot] = words.split("|")
                everywhere = of_language[""]
            elif line.startswith("- "):
                act, _, topic = line[2:].partition(": ")
            elif line and not line.startswith("#"):
                yield Phrase(language, act, topic, line, everywhere | of_language[language])


def fill(phrase: Phrase, draw: random.Random) -> str:
    """A phrase with its choices made and its slots filled."""
    made = phrase.words
    while match := re.search(r"\(([^()]*)\)", made):
        made = made.replace(match[0], draw.choice(match[1].split("|")), 1)
    in_arabic = phrase.language in ("ar", "td") and bool(re.search("[\u0621-\u064a]", made))
    slots = phrase.slots | {"place": phrase.slots["arabic place" if in_arabic else "place"]}
    for name, words in (*slots.items(), ("time", TIMES[phrase.language])):
        while f"{{{name}}}" in made:
            made = made.replace(f"{{{name}}}", draw.choice(words), 1)
    return re.sub(r"\{n\}", lambda _: str(draw.choice((2, 3, 5, 7, 12, 20, 40, 200))), made)


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


@dataclass(frozen=True, slots=True)
class Made:
    """A training text, and the phrase it was made from: its number, language, act and topic."""

    words: str
    phrase: int
    language: str
    act: str
    topic: str


def made_texts(seed: int = SEED, texts_a_phrase: int = TEXTS_A_PHRASE) -> list[Made]:
    """Training texts: as many of each phrase, for the fit weighs phrases and not texts."""
    draw = random.Random(seed)
    made = []
    known = list(phrases())
    harmless: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in known:
        if phrase.act == NONE:
            harmless[phrase.language].append(phrase)
    for at, phrase in enumerate(known):
        for _ in range(texts_a_phrase):
            words = fill(phrase, draw)
            if draw.random() < 0.2:
                words = f"{draw.choice(OPENINGS[phrase.language])} {words}"
            if draw.random() < 0.1:  # only a part of it is typed
                parts = words.split(" ")
                words = " ".join(parts[: max(3, int(len(parts) * 0.7))])
            if draw.random() < 0.25:  # a word is forgotten
                parts = words.split(" ")
                del parts[draw.randrange(len(parts))]
                words = " ".join(parts) if len(parts) > 2 else words
            if draw.random() < 0.06:  # something harmless is told in the same breath
                other = fill(draw.choice(harmless[phrase.language]), draw)
                words = draw.choice((f"{words} {other}", f"{other} {words}", f"{words}. {other}"))
            words = misspell(words, draw) + draw.choice(ENDINGS)
            made.append(Made(words, at, phrase.language, phrase.act, phrase.topic))
    return made


def matrix_of(texts: Iterable[str]) -> csr_matrix:
    """One row a text, one column a bucket and one for all, as `guess` weighs them for an alarm."""
    return matrix_of_pieces([buckets_of(text) for text in texts], BUCKETS)


def fit_alarm(
    texts: csr_matrix, is_alarm: npt.NDArray[np.bool_], weigh: npt.NDArray[np.float64], ridge: float
) -> npt.NDArray[np.float64]:
    """One column of weights: how much each piece speaks for an alarm. What `fit` would give with
    two classes (their weights are opposite, so half the ridge), in a third of the time."""
    wanted = is_alarm.astype(np.float64)
    across = texts.T.tocsr()

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        scores = texts @ weights
        told = (weigh * (np.logaddexp(0, scores) - wanted * scores)).sum()
        slope = across @ ((1 / (1 + np.exp(-scores)) - wanted) * weigh) + ridge / 2 * weights
        return float(told + ridge / 4 * (weights @ weights)), slope

    start = np.zeros(texts.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 80})
    return np.asarray(found.x)


def train() -> None:
    """Fit the three classifiers and write their weights as whole numbers of eight bits."""
    made = made_texts()
    acts = sorted({one.act for one in made} - {NONE})
    languages = sorted({LANGUAGES.get(one.language, one.language) for one in made})
    of_texts = [buckets_of(one.words) for one in made]
    fewer = matrix_of_pieces([fewer_of(at) for at in of_texts], FEWER)
    is_alarm = np.array([one.act != NONE for one in made])
    act_of = np.array([acts.index(one.act) for one in made if one.act != NONE])
    language_of = np.array([languages.index(LANGUAGES.get(o.language, o.language)) for o in made])
    weigh = np.full(len(made), PHRASE_WEIGHT / TEXTS_A_PHRASE)
    columns = (
        fit_alarm(matrix_of_pieces(of_texts, BUCKETS), is_alarm, weigh, ALARM_RIDGE),
        fit(fewer[is_alarm], act_of, len(acts), weigh[is_alarm], RIDGE),
        fit(fewer, language_of, len(languages), weigh, RIDGE),
    )
    stored = [whole_numbers(part) for part in columns]
    scales = [scale for _weights, scale in stored]
    alarm, *others = [weights for weights, _scale in stored]
    np.save(WEIGHTS / "guess_alarm.npy", alarm)
    np.save(WEIGHTS / "guess_weights.npy", np.hstack(others))
    (WEIGHTS / "guess_scale.txt").write_text("".join(f"{one:.8g}\n" for one in scales), "ascii")
    classes = "|".join(acts) + "\n" + "|".join(languages) + "\n"
    (WEIGHTS / "guess_classes.txt").write_text(classes, "utf-8")
    sys.stdout.write(f"{len(made):,} texts of {len(list(phrases()))} phrases\n")


def chances_left_out(texts_a_phrase: int = 8, folds: int = 5) -> tuple[list[Made], list[float]]:
    """Each text's chance to be an alarm, by a classifier that saw none of its topic: a topic is
    left out in all languages; of phrases without topic, each phrase."""
    made = made_texts(SEED, texts_a_phrase)
    table = matrix_of([one.words for one in made])
    is_alarm = np.array([one.act != NONE for one in made])
    groups = sorted({one.topic or str(one.phrase) for one in made})
    order = random.Random(SEED).sample(groups, len(groups))
    fold_of = {group: at % folds for at, group in enumerate(order)}
    fold = np.array([fold_of[one.topic or str(one.phrase)] for one in made])
    chances = np.zeros(len(made))
    for out in range(folds):
        kept = fold != out
        weigh = np.full(int(kept.sum()), PHRASE_WEIGHT / texts_a_phrase)
        weights = fit_alarm(table[kept], is_alarm[kept], weigh, ALARM_RIDGE)
        chances[~kept] = 1 / (1 + np.exp(-(table[~kept] @ weights)))
    return made, chances.tolist()


def choose() -> None:
    """Print, for each threshold and language, alarms seen and harmless texts taken for one."""
    made, chances = chances_left_out()
    cuts = (0.4, 0.5, 0.6, 0.7, 0.8)
    lines = ["| left out | " + " | ".join(f"from {cut:.0%}" for cut in cuts) + " |"]
    lines.append("| - |" + " - |" * len(cuts))
    for language in (*sorted({one.language for one in made}), "all"):
        of = [
            (one.act != NONE, chance)
            for one, chance in zip(made, chances, strict=True)
            if language in ("all", one.language)
        ]
        alarms = np.array([chance for is_alarm, chance in of if is_alarm])
        others = np.array([chance for is_alarm, chance in of if not is_alarm])
        cells = [f"{np.mean(alarms >= cut):.0%}, {np.mean(others >= cut):.0%}" for cut in cuts]
        lines.append(f"| {LANGUAGES.get(language, language)} | " + " | ".join(cells) + " |")
    sys.stdout.write("\n".join(lines) + "\n")


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not of:
        return 0.0, 1.0
    z, p = 1.96, hits / of
    middle, half = p + z * z / (2 * of), z * np.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return max((middle - half) / (1 + z * z / of), 0.0), (middle + half) / (1 + z * z / of)


def held_rows() -> list[dict[str, str]]:
    """Every text kept out of the training, with the set it belongs to."""
    rows: list[dict[str, str]] = []
    for path in (HELD, SEVENTH, EIGHTH, NINTH, TENTH, ELEVENTH, TWELFTH):
        with path.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    return rows


def count(unread: bool = False) -> None:
    """Print how many alarms are seen and how many harmless texts are taken for one: of the sets
    whose errors were read, or of the others."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for row in held_rows():
        if (row["half"] in UNREAD) != unread:
            continue
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


def count_unread() -> None:
    """The same of sets nobody may learn from; of the seventh also level, count, heading, place."""
    count(unread=True)
    rows = [row for row in held_rows() if row["half"] == "seventh"]
    names = sorted({row["place"] for row in rows if row["place"]})
    finder = Finder(Entry(name, (name,)) for name in names)
    told: Counter[str] = Counter()
    for row in rows:
        said, place = (
            read(row["text"]),
            settle(finder.find_in(row["text"], no_place=names_no_place)),
        )
        if row["level"] and said.level:
            told["levels"] += 1
            told["levels as high"] += LEVELS.index(said.level) >= LEVELS.index(row["level"])
            told["levels right"] += said.level == row["level"]
        told["counts"] += bool(row["number"])
        counted = (said.counts.armed, said.counts.affected, said.counts.number)
        told["counts right"] += bool(row["number"]) and row["number"] in map(str, counted)
        told["headings"] += bool(row["heading"])
        told["headings right"] += bool(row["heading"]) and said.heading == row["heading"]
        told["places"] += bool(row["place"])
        told["places right"] += place is not None and place.entry.key == row["place"]
        told["places elsewhere"] += place is not None and place.entry.key != row["place"]
    sys.stdout.write("\n".join(f"{what}: {number}" for what, number in told.items()) + "\n")


if __name__ == "__main__":
    {"train": train, "choose": choose, "count": count, "unread": count_unread}[sys.argv[1]]()
