"""What every declared kind of record must do; a kind's own test inherits it.

One walk a kind, in one world: what a check wrote, and what it set on the test, is taken back before
the next.

class TestPivot(KindTests):
    kind = PIVOT
    values = {"kind": "tam", "title": "Mission to Luma", ...}
    changes = {"title": "Mission to Kodok"}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from datetime import timedelta
from html import unescape
from typing import Any, ClassVar, Protocol

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import Standing, standings_of
from tutela_web.base.errors import Denied
from tutela_web.records.kind_forms import form_of
from tutela_web.records.kind_verbs import create_record
from tutela_web.records.kinds import KINDS, RecordKind

TESTED: set[str] = set()
"""The kinds that have such a test; `test_kinds.py` asks whether all have."""


CHECKS = {
    "check_writer": "the writer makes one, reads it and changes it",
    "check_readers": "who reads changes nothing and others find nothing",
    "check_two_hands": "two who change the same field see both values",
    "check_list": "a list of many asks no more than a list of one",
    "check_words": "its words are there in three languages",
}
"""The checks of a walk, and what each asks; a kind that differs writes its own under the name."""


class Cast(Protocol):
    """The people of the tests by name, and their mission; `chen` is of another."""

    mission: Mission
    people: dict[str, Person]

    @property
    def chen(self) -> Person:
        """Somebody of another mission."""


@pytest.mark.django_db(databases=["default", "keys"])
class KindTests:
    """Permission, query counts, three people, conflict, three languages; on sample values.

    values   of a new record, as a verb takes them
    changes  one field of them, with another value
    """

    kind: ClassVar[RecordKind]
    values: ClassVar[Mapping[str, Any]]
    changes: ClassVar[Mapping[str, Any]]

    def __init_subclass__(cls) -> None:
        if hasattr(cls, "kind"):
            TESTED.add(f"{cls.kind.room}.{cls.kind.name}")

    def writer_of(self, cast: Cast) -> Person:
        """Somebody whose post may write this kind everywhere."""
        return next(p for p in self.people(cast) if self.standing(cast, p).may(self.kind.act))

    def reader_of(self, cast: Cast) -> Person:
        """Somebody who reads this kind everywhere and may not write it."""
        return next(
            person
            for person in self.people(cast)
            if self.kind.reads in self.standing(cast, person).readings
            and not self.standing(cast, person).may_somewhere(self.kind.act)
            and self.standing(cast, person).readings[self.kind.reads].reaches(1, None)
        )

    def stranger_of(self, cast: Cast) -> Person | None:
        """Somebody of this mission who reads no record of this kind."""
        return next(
            (p for p in self.people(cast) if not self.standing(cast, p).reads(self.kind.reads)),
            None,
        )

    def people(self, cast: Cast) -> list[Person]:
        return [person for name, person in sorted(cast.people.items()) if name != "chen"]

    def standing(self, cast: Cast, person: Person) -> Any:
        return standings_of([person], cast.mission)[person.pk]

    def url(self, what: str, *args: Any) -> str:
        kind = self.kind
        names = {"list": kind.list_name or f"{kind.name}s", "page": kind.name}
        name = names.get(what, f"{kind.name}_{what}")
        return reverse(name if ":" in name else f"{kind.room}:{name}", args=["luma", *args])

    def made(self, cast: Cast, writer: Person) -> Any:
        return self.create(self.standing(cast, writer), self.parent(cast))

    def parent(self, cast: Cast) -> Any:
        """What a new one is made beside, where the kind has a parent."""
        return None

    def create(self, by: Standing, beside: Any) -> Any:
        return create_record(self.kind, self.values, by=by, beside=beside)

    def sent(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values as a browser sends them, every field of the form among them."""
        form = form_of(self.kind)
        names = set(form.base_fields) & set(values)
        bound = {name: form.base_fields[name].prepare_value(values[name]) for name in names}
        return {
            name: getattr(value, "pk", value) for name, value in bound.items() if value is not None
        }

    def test_it_does_what_every_kind_must(self, cast: Cast, sign_in: Any) -> None:
        writer = self.writer_of(cast)
        browser = sign_in(writer)

        def browser_of(person: Person) -> Client:
            return browser if person == writer else sign_in(person)  # type: ignore[no-any-return]

        for name, asks in CHECKS.items():
            with self.named(asks), taken_back():
                getattr(copy(self), name)(cast, browser_of)

    @contextmanager
    def named(self, asks: str) -> Iterator[None]:
        """A fault within it says of which kind it is, and what was asked."""
        try:
            yield
        except Exception as fault:
            fault.add_note(f"{self.kind.room}.{self.kind.name}: {asks}")
            raise

    def check_writer(self, cast: Cast, sign_in: Any) -> None:
        writer = self.writer_of(cast)
        client = sign_in(writer)
        new = self.kind.new_address(self.standing(cast, writer), self.parent(cast))
        listed = client.get(self.url("list")).content.decode()
        assert new in listed or self.kind.parent is not None
        told = client.post(new, self.sent(self.values))
        assert told.status_code == 302, told.content.decode()
        record = self.kind.model._base_manager.get()
        assert client.get(told["Location"]).status_code == 200
        page = unescape(client.get(self.url("page", record.pk)).content.decode())
        assert str(record) in page and self.url("edit", record.pk) in page
        form = client.get(self.url("edit", record.pk)).content.decode()
        assert 'name="version" value="1"' in form
        sent = self.sent({**self.values, **self.changes}) | {"version": 1, "reason": "put right"}
        assert client.post(self.url("edit", record.pk), sent).status_code == 302
        page = client.get(self.url("page", record.pk)).content.decode()
        assert "put right" in page and "<ins>" in page, "its history tells of it"

    def check_readers(self, cast: Cast, sign_in: Any) -> None:
        writer, reader = self.writer_of(cast), self.reader_of(cast)
        stranger = self.stranger_of(cast)
        record = self.made(cast, writer)
        pages = [self.url("list"), self.url("page", record.pk), self.url("edit", record.pk)]
        client = sign_in(reader)
        page = client.get(pages[1]).content.decode()
        assert str(record) in page and pages[2] not in page
        new = self.kind.new_address(self.standing(cast, reader), self.parent(cast))
        assert client.get(new).status_code == 403
        sent = self.sent(self.values) | {"version": 1}
        assert client.post(new, sent).status_code == 403
        assert client.post(pages[2], sent).status_code == 403
        with pytest.raises(Denied):
            self.create(self.standing(cast, reader), self.parent(cast))
        for nobody in filter(None, (cast.chen, stranger)):
            client = sign_in(nobody)
            assert {client.get(one).status_code for one in pages} == {404}, nobody
        assert Client().get(pages[1]).status_code == 302  # to the sign-in
        record.refresh_from_db()
        assert record.version == 1 and self.kind.model._base_manager.count() == 1

    def check_two_hands(self, cast: Cast, sign_in: Any) -> None:
        writer = self.writer_of(cast)
        record = self.made(cast, writer)
        client = sign_in(writer)
        edit = self.url("edit", record.pk)
        first = self.sent({**self.values, **self.changes}) | {"version": 1}
        assert client.post(edit, first).status_code == 302
        (name,) = self.changes
        again = self.another(name)
        told = client.post(edit, self.sent({**self.values, name: again}) | {"version": 1})
        assert told.status_code == 409 and b'id="conflict"' in told.content
        record.refresh_from_db()
        assert record.version == 2, "nothing of the first is lost"

    def another(self, name: str) -> Any:
        """A third value of the changed field."""
        value = self.changes[name]
        return f"{value} again" if isinstance(value, str) else value + timedelta(days=1)

    def check_list(self, cast: Cast, sign_in: Any) -> None:
        writer = self.writer_of(cast)
        client = sign_in(writer)
        self.made(cast, writer)
        few = self.queries(client)
        for _n in range(3):
            self.made(cast, writer)
        assert self.queries(client) <= few

    def queries(self, client: Client) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(self.url("list")).status_code == 200
        return len(asked)

    def check_words(self, cast: Cast, sign_in: Any) -> None:
        writer = self.writer_of(cast)
        record = self.made(cast, writer)
        client = sign_in(writer)
        for language in ("fr", "ar", "en"):
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            page = unescape(client.get(self.url("list")).content.decode())
            with translation.override(language):
                assert str(self.kind.titles.many) in page
                page = unescape(client.get(self.url("page", record.pk)).content.decode())
                assert all(
                    str(one.label) in page
                    for one in self.kind.fields
                    if one.asked and one.name != "classification" and one.applies(record)
                )


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written within it is taken back, in both databases."""
    blocks = [transaction.atomic(alias) for alias in ("keys", "default")]
    for block in blocks:  # what verbs write last, at the end of theirs, is written within it
        block._from_testcase = True  # type: ignore[attr-defined]  # the stubs leave it out
    with blocks[0], blocks[1]:
        yield
        for alias in ("keys", "default"):
            transaction.set_rollback(True, using=alias)


def missing() -> set[str]:
    """The declared kinds without such a test."""
    return set(KINDS) - TESTED
