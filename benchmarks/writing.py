"""Two people write in one section at the same time, through the page of a real server.

    python -m benchmarks.writing [--minutes 5]

Each opens the section, adds a sentence to a paragraph or a paragraph of its own, and saves it on
the version it saw, a moment later; now and then one holds the section. Who is refused takes the
page's proposal, in which both texts stand, and saves again; a proposal is never put right by hand.
At the end every sentence either wrote must stand in the section, and every text that was sent must
be in its history or among the texts set aside. Everything is invented. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.pages import BACKEND

PORT = 8944
WRITERS = ("drafter", "poc_adviser")
PAUSE = 1.5
"""At most so many seconds between seeing a text and saving it."""
FULL = 300
"""Signs of a paragraph to which no sentence is added any more."""
TEXT = re.compile(r'<textarea id="text"[^>]*>\r?\n?(.*?)</textarea>', re.DOTALL)
VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class Written:
    """What one person did: the sentences, the texts sent, how each was answered."""

    sentences: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    held: int = 0


def main() -> dict[str, Any]:
    """Fill a folder, serve it, write, compare; ends with 1 if a word was lost."""
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=float, default=5)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="tutela-writing-") as made:
        os.environ |= {
            "TUTELA_DATA": made,
            "DJANGO_SETTINGS_MODULE": "tutela_web.settings",
            "TUTELA_HOSTS": "localhost,127.0.0.1",
        }
        import django

        django.setup()
        section, cookies = _fill()
        with (Path(made) / "said").open("w") as said:
            server = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "granian",
                    "--interface",
                    "wsgi",
                    "--port",
                    str(PORT),
                    "--workers",
                    "2",
                    "tutela_web.wsgi:application",
                ],
                stdout=said,
                stderr=said,
            )
            try:
                page = f"http://127.0.0.1:{PORT}/m/luma/strategy/drafts/sections/{section}/"
                _until_open(page)
                until = time.monotonic() + asked.minutes * 60
                with ThreadPoolExecutor(len(cookies)) as pool:
                    both = list(pool.map(lambda n: _write(n, cookies[n], page, until), (0, 1)))
            finally:
                server.terminate()
                server.wait(20)
        return {"minutes": asked.minutes} | _told(section, both)


def _fill() -> tuple[str, list[str]]:
    """A mission with its people and an open strategy, and the session of each writer."""
    from django.core.management import call_command
    from django.test import Client

    from tests.tutela_web.cast import assemble
    from tutela_web.access import tables
    from tutela_web.access.policy import standing_of
    from tutela_web.strategy.drafting import verbs as draft_verbs

    for alias in ("default", "keys"):
        tables.prepare(alias)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    cast = assemble()
    by = standing_of(cast[WRITERS[0]], cast.mission)
    strategy = draft_verbs.open_strategy({"title": "Protection in Luma"}, by=by)
    cookies = []
    for who in WRITERS:
        client = Client()
        client.force_login(cast[who], backend=BACKEND)
        cookies.append(client.cookies["sessionid"].value)
    return str(strategy.sections.get(letter="C").pk), cookies


def _until_open(page: str) -> None:
    import requests

    for _ in range(300):
        try:
            requests.get(page, timeout=5, allow_redirects=False)
        except requests.RequestException:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start")


def _write(number: int, cookie: str, page: str, until: float) -> Written:
    """One person writes until the time is over, and saves what is begun."""
    import requests

    chance, done, session = random.Random(number), Written(), requests.Session()
    session.cookies.set("sessionid", cookie)
    while time.monotonic() < until:
        seen = session.get(page, timeout=60).text
        holds = chance.random() < 0.1
        if holds:
            _post(session, page + "lease/", {"do": "take"}, page)
            done.held += 1
        version, text = _read(seen)
        sentence = f"Sentence {len(done.sentences)} of writer {number}."
        done.sentences.append(sentence)
        text = _with(text, sentence, chance)
        time.sleep(chance.random() * PAUSE)
        while True:
            done.sent.append(text)
            answer = _post(session, page, {"version": version, "text": text}, page)
            done.answers[answer.status_code] += 1
            if answer.status_code != 409:
                break
            version, text = _read(answer.text)
            time.sleep(chance.random() * 0.5)
        if holds:
            _post(session, page + "lease/", {"do": "leave"}, page)
    return done


def _read(page: str) -> tuple[str, str]:
    """The version and the text a page gives to write on."""
    text, version = TEXT.search(page), VERSION.search(page)
    if text is None or version is None:
        raise SystemExit("the page gives nothing to write on")
    return version[1], html.unescape(text[1])


def _with(text: str, sentence: str, chance: random.Random) -> str:
    parts = [part for part in text.split("\n\n") if part]
    short = [n for n, part in enumerate(parts) if len(part) < FULL]
    if short and chance.random() < 0.5:
        place = chance.choice(short)
        parts[place] = f"{parts[place]} {sentence}"
    else:
        parts.insert(chance.randint(0, len(parts)), sentence)
    return "\n\n".join(parts)


def _post(session: Any, url: str, fields: dict[str, str], page: str) -> Any:
    token = session.cookies.get("csrftoken", "")
    return session.post(
        url,
        data=fields | {"csrfmiddlewaretoken": token},
        timeout=60,
        headers={"Referer": page},
        allow_redirects=False,
    )


def _told(section: str, both: list[Written]) -> dict[str, Any]:
    from tutela_web.strategy.edition.models import Section, SetAside

    one = Section.objects.get(pk=section)
    kept = set(one.history.values_list("text", flat=True))
    kept |= set(SetAside.objects.filter(section=one).values_list("text", flat=True))
    sentences = [sentence for done in both for sentence in done.sentences]
    sent = [text for done in both for text in done.sent]
    return {
        "sentences": len(sentences),
        "lost": sum(sentence not in one.text for sentence in sentences),
        "sent": len(sent),
        "not_kept": sum(text not in kept for text in sent),
        "answers": dict(sum((done.answers for done in both), Counter())),
        "held": sum(done.held for done in both),
        "versions": one.version,
        "set_aside": SetAside.objects.filter(section=one).count(),
        "signs": len(one.text),
    }


if __name__ == "__main__":
    told = main()
    print(json.dumps(told))
    sys.exit(1 if told["lost"] or told["not_kept"] else 0)
