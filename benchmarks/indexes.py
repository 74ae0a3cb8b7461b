"""Which indexes the pages and rounds of the demonstration ask, and which none of them does.

    TUTELA_DATA=FOLDER python -m benchmarks.indexes [--pages 300]

Reads a demonstration's main database on SQLite, of which it wants a copy: pages are followed from
the first page of each person by their links, each kind of address twice; then the rounds are run.
Each statement is given to the planner, and the indexes it names are counted. What is unique guards
something and is not told. An index of no query belongs to a page that no link of theirs leads to,
or is not needed.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

NAMED = re.compile(r"USING (?:COVERING )?INDEX (\w+)")
LINK = re.compile(r'href="(/m/[^"#]+)"')
BACKEND = "tutela_web.access.sessions.backend.AccountBackend"


def main() -> None:
    """Walk, run the rounds, and say what was asked."""
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=300, help="of each person, at most")
    most = options.parse_args().pages
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tutela_web.settings", "TUTELA_HOSTS": "testserver"}
    import django  # it reads where its data is

    django.setup()
    from tutela_web.access.models import Person
    from tutela_web.base.jobs import ROUNDS

    uses: Counter[str] = Counter()
    pages = 0
    with statements_planned(uses):
        for person in Person.objects.filter(is_active=True, holdings__isnull=False).distinct():
            pages += follow_links(person, most)
        for clock in ROUNDS.values():
            clock.do()
    tell_uses(uses, pages)


@contextmanager
def statements_planned(uses: Counter[str]) -> Iterator[None]:
    """Within it, count the indexes that the planner names for each statement, once for each."""
    from django.db import connection

    known: set[str] = set()

    def plan(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        if many or sql in known or not sql.lstrip().startswith(("SELECT", "UPDATE", "DELETE")):
            return done
        known.add(sql)
        known.add(asked := f"EXPLAIN QUERY PLAN {sql}")
        with connection.cursor() as cursor:
            cursor.execute(asked, params)
            named = {name for row in cursor.fetchall() for name in NAMED.findall(row[3])}
        uses.update(named)
        return done

    with connection.execute_wrapper(plan):
        yield


def follow_links(person: Any, most: int) -> int:
    """Open pages as a person, each kind of address twice; gives how many."""
    from django.test import Client
    from django.urls import resolve

    client = Client()
    client.force_login(person, backend=BACKEND)
    waiting, met, kinds, opened = deque(["/"]), {"/"}, Counter[str](), 0
    while waiting and opened < most:
        address = waiting.popleft()
        answer = client.get(address, follow=True)
        opened += 1
        if answer.streaming or "html" not in answer.get("Content-Type", ""):
            continue
        for link in LINK.findall(answer.content.decode()):
            path = link.split("?")[0]
            kind = resolve(path).route + ("?" if "?" in link else "")
            if link not in met and kinds[kind] < 2:
                met.add(link)
                kinds[kind] += 1
                waiting.append(link.replace("&amp;", "&"))
    return opened


def tell_uses(uses: Counter[str], pages: int) -> None:
    """Say how many of our own indexes were asked, and which were not."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tbl_name, name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
            "AND sql NOT LIKE 'CREATE UNIQUE%' ORDER BY tbl_name, name"
        )
        ours = cursor.fetchall()
    unused = [(table, name) for table, name in ours if not uses[name]]
    sys.stdout.write(f"{pages} pages; {len(ours)} indexes, {len(ours) - len(unused)} asked\n")
    for table, name in unused:
        sys.stdout.write(f"{table} {name}\n")


if __name__ == "__main__":
    main()
