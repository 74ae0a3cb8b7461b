"""What KoboToolbox and ODK Central send of a filled form, as answers to questions of ours.

Nothing but what a mapping names is taken; attachments are counted and never fetched.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.intake.questions import LONGEST, Question, Sent

PLACE, POINT, LEFT = "@place", "@point", ""
"""What a question of another system may be, where it is none of ours: where it was, or nothing."""

OF_THE_SYSTEM = frozenset(
    {
        "__id",
        "__system",
        "__version__",
        "audit",
        "deviceid",
        "end",
        "formhub",
        "instanceID",
        "instanceName",
        "meta",
        "phonenumber",
        "rootUuid",
        "simserial",
        "start",
        "subscriberid",
        "today",
        "username",
    }
)
"""What the other system writes by itself: never an answer, and never taken."""

MOST_FIELDS, MOST_DEPTH = 300, 6


@dataclass(frozen=True)
class Submission:
    """A filled form as it stands in the other system.

    uuid      of this state of it: an edited one has another
    root      that stays through edits, where the system says so
    before    the state it was edited from, where the system says so
    sent_at   when the other system received it
    answers   by the path of each question: "prices/price"
    """

    uuid: str
    root: str
    before: str
    sent_at: datetime | None
    answers: Mapping[str, Sent]
    point: tuple[float, float] | None = None
    attachments: int = 0


def read_kobo(item: Sent) -> Submission:
    """A submission as KoboToolbox gives it, by its API or its REST service.

    Raises  BadParameter for what is none.

    >>> read_kobo({"_uuid": "a", "g/price": "9", "_submission_time": "2026-11-26T08:00:00"}).answers
    {'g/price': '9'}
    """
    if not isinstance(item, Mapping):
        raise _bad_submission()
    uuid = _ident(item.get("_uuid")) or _ident(item.get("meta/instanceID"))
    if not uuid:
        raise _bad_submission()
    before = _ident(item.get("meta/deprecatedID"))
    attached = item.get("_attachments")
    return Submission(
        uuid,
        _ident(item.get("meta/rootUuid")) or before or uuid,
        before,
        _moment(item.get("_submission_time")),
        dict(_kobo_answers(item)),
        _kobo_point(item.get("_geolocation")),
        len(attached) if isinstance(attached, Sequence) and not isinstance(attached, str) else 0,
    )


def _kobo_answers(item: Mapping[str, Sent]) -> Iterator[tuple[str, Sent]]:
    for path in list(item)[:MOST_FIELDS]:
        head = path.partition("/")[0]
        if head in OF_THE_SYSTEM or head.startswith("_") or len(path) > 200:
            continue
        value = item[path]
        if isinstance(value, str | int | float | bool):
            yield path, value


def _kobo_point(said: Sent) -> tuple[float, float] | None:
    if isinstance(said, Sequence) and not isinstance(said, str) and len(said) == 2:
        return _point(said[0], said[1])
    return None


def read_odk(item: Sent) -> Submission:
    """A submission as ODK Central gives it by OData.

    Raises  BadParameter for what is none.

    >>> read_odk({"__id": "uuid:a", "__system": {"edits": 1}, "g": {"price": 9}}).uuid
    'a@1'
    """
    if not isinstance(item, Mapping) or not (root := _ident(item.get("__id"))):
        raise _bad_submission()
    told = item.get("__system")
    system: Mapping[str, Sent] = told if isinstance(told, Mapping) else {}
    edits = system.get("edits")
    count = edits if isinstance(edits, int) and 0 < edits < 10_000 else 0
    answers: dict[str, Sent] = {}
    points: list[tuple[float, float]] = []
    for path, value in _leaves(item, "", 0):
        if isinstance(value, Mapping):
            if (point := _geojson_point(value)) is not None:
                points.append(point)
                answers[path] = f"{point[0]} {point[1]}"
        elif len(answers) < MOST_FIELDS:
            answers[path] = value
    attached = system.get("attachmentsPresent")
    return Submission(
        f"{root}@{count}" if count else root,
        root,
        (f"{root}@{count - 1}" if count > 1 else root) if count else "",
        _moment(system.get("submissionDate")),
        answers,
        points[0] if points else None,
        attached if isinstance(attached, int) else 0,
    )


def _leaves(item: Mapping[str, Sent], under: str, depth: int) -> Iterator[tuple[str, Sent]]:
    for name, value in item.items():
        if (not under and name in OF_THE_SYSTEM) or "@" in name or len(name) > 100:
            continue
        path = f"{under}{name}"
        if isinstance(value, Mapping) and value.get("type") == "Point":
            yield path, value
        elif isinstance(value, Mapping):
            if depth < MOST_DEPTH:
                yield from _leaves(value, f"{path}/", depth + 1)
        elif isinstance(value, str | int | float | bool):
            yield path, value


def _geojson_point(said: Mapping[str, Sent]) -> tuple[float, float] | None:
    at = said.get("coordinates")
    if isinstance(at, Sequence) and not isinstance(at, str) and len(at) >= 2:
        return _point(at[1], at[0])
    return None


def _point(latitude: Sent, longitude: Sent) -> tuple[float, float] | None:
    """A latitude and a longitude; None for what is no point of the Earth."""
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    lat, lon = float(latitude), float(longitude)
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        return None
    return lat, lon


def _ident(said: Sent) -> str:
    """An id without its scheme; empty for what is none."""
    if not isinstance(said, str):
        return ""
    bare = said.removeprefix("uuid:")
    return bare if re.fullmatch(r"[A-Za-z0-9._:@-]{1,100}", bare) else ""


def _moment(said: Sent) -> datetime | None:
    if not isinstance(said, str):
        return None
    try:
        return datetime.fromisoformat(said[:40])
    except ValueError:
        return None


def _bad_submission() -> BadParameter:
    return BadParameter(
        say("this is no submission of a form"), next=say("look at what the other system sends")
    )


# --- which question is which

PLACE_NAMES = frozenset({"place", "village", "town", "site", "location", "lieu", "localite"})


def suggest_targets(paths: Sequence[str], questions: Sequence[Question]) -> dict[str, str]:
    """Which question of ours each path most likely is: of the same name; where it was; else none.

    >>> suggest_targets(["g/what", "g/village", "age"], [Question("what", "What?")])
    {'g/what': 'what', 'g/village': '@place', 'age': ''}
    """
    names = {question.name for question in questions}
    targets: dict[str, str] = {}
    for path in paths:
        last = path.rpartition("/")[2].casefold()
        wanted = last if last in names else PLACE if last in PLACE_NAMES else LEFT
        targets[path] = wanted if wanted == LEFT or wanted not in targets.values() else LEFT
    return targets


@dataclass(frozen=True)
class Mapped:
    """A submission as a report of ours: answers by question, and the place as said."""

    answers: dict[str, Sent]
    place_said: str


def map_answers(
    submission: Submission, targets: Mapping[str, str], questions: Sequence[Question]
) -> Mapped:
    """The answers that a mapping names, each as its question takes it; nothing else.

    Raises  BadParameter, without the answer itself, for one that its question cannot take.
    """
    by_name = {question.name: question for question in questions}
    answers: dict[str, Sent] = {}
    place = ""
    for path, target in targets.items():
        value = submission.answers.get(path)
        if value is None or value == "" or target == LEFT:
            continue
        if target == PLACE:
            place = str(value)[:200]
        elif target in by_name:
            answers[target] = _as_answer(by_name[target], value)
    return Mapped(answers, place)


def _as_answer(question: Question, value: Sent) -> Sent:
    """An answer of another system as a question of ours takes it.

    >>> _as_answer(Question("met", "Met?", "many"), "women girls")
    ['women', 'girls']
    >>> _as_answer(Question("when", "When?", "moment"), "2026-11-26T10:30:00.000+02:00")
    '2026-11-26T10:30'
    """
    said = str(value).replace("\0", "").strip()
    match question.answer:
        case "many":
            return said.split()[:60]
        case "number":
            return said.removesuffix(".0")
        case "yesno":
            plain = said.casefold()
            yes = plain in ("yes", "true", "1", "oui", "ok")
            return "yes" if yes else "no" if plain in ("no", "false", "0", "non") else "unknown"
        case "moment":
            return said[:16] if "T" in said else said[:10]
        case "words":
            return said[:LONGEST]
    return said
