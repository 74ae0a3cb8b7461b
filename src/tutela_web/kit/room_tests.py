"""What every room of a package must pass: its addresses meet the whole cast, and what is kept from
a reader leaves no trace on any of its pages.

    class TestMinistry(RoomTests):
        label = "x_ministry"

        def plant(self, cast):
            return [make_visit(cast, place=cast.place())]
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from tutela.base.plugins import failed_plugins
from tutela_web.access.policy import Standing, standings_of
from tutela_web.base.ids import new_id
from tutela_web.base.markings import Classification
from tutela_web.kit.cast import KitCast
from tutela_web.plugins.rooms import Room, pages_under
from tutela_web.records.kinds import KINDS, RecordKind
from tutela_web.records.models import Record

CHANGES = re.compile(
    rb'csrfmiddlewaretoken" value="[^"]*"|"csrf": "[^"]*"|x-csrftoken[^}]*|nonce="[^"]*"'
    rb"|\b\d\d:\d\d(:\d\d)?(\.\d+)?\b|[0-9a-f]{64}",
    re.IGNORECASE,
)
"""What differs from one answer to the next: tokens, and the minute."""


def _first_difference(before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """Where two pages part, a line's length of each."""
    pairs = enumerate(zip(before, after, strict=False))
    at = next((n for n, (one, other) in pairs if one != other), min(len(before), len(after)))
    return before[max(at - 60, 0) : at + 100], after[max(at - 60, 0) : at + 100]


@pytest.mark.django_db(databases=["default", "keys"])
class RoomTests:
    """Every address as strangers, others and readers; twins; migrations.

    label  of the room
    """

    label: ClassVar[str]

    def plant(self, cast: KitCast) -> Sequence[Record]:
        """One record of each kind of the room, open, in the North."""
        raise NotImplementedError

    @property
    def room(self) -> Room:
        """The room, as it stands in the platform."""
        room = apps.get_app_config(self.label)
        assert isinstance(room, Room)
        return room

    def kind_of(self, record: Record) -> RecordKind:
        """The kind that was declared of a record."""
        return next(kind for kind in KINDS.values() if kind.model is type(record))

    def standing(self, cast: KitCast, who: str) -> Standing:
        """What somebody of the cast is in the mission."""
        return standings_of([cast[who]], cast.mission)[cast[who].pk]

    def addresses(self, pk: UUID | None) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every address of the room that names a record, or with None those that name none; and
        the kinds that open it."""
        for _where, page in pages_under(self.room.addresses):
            names = page.pattern.converters.keys()
            if set(names) == ({"pk"} if pk else set()):
                given = {"pk": pk} if pk else {}
                address = reverse(f"{self.label}:{page.name}", kwargs={"code": "luma", **given})
                yield address, page.callback.reads  # type: ignore[attr-defined]

    def endpoints(self) -> Iterator[tuple[str, RecordKind]]:
        """The list of each endpoint of the room."""
        for endpoint in self.room.endpoints:
            here = f"/api/v1/missions/luma/x/{self.room.entry}/{endpoint.path}"
            yield here, endpoint.kind

    def test_it_stands(self) -> None:
        assert not self.room.failed, [one.what for one in failed_plugins()]

    def test_every_address_is_shut_to_who_reads_nothing_of_it(
        self, cast: KitCast, sign_in: Callable[[Any], Client]
    ) -> None:
        """Nobody is led to the sign-in; somebody of another mission, and a role that reads none of
        the kinds, find nothing, whatever they send."""
        records = self.plant(cast)
        told = [one for record in records for one in self.addresses(record.pk)]
        told += list(self.addresses(None))
        assert told, "a room has an address"
        for address, _reads in told:
            assert Client().get(address).status_code in (302, 405), address
        for who in ("chen", *self.roles(cast)):
            reads = set(self.standing(cast, who).readings)
            client = sign_in(cast[who])
            for address, kinds in told:
                if not reads & set(kinds):
                    assert client.get(address).status_code in (404, 405), (who, address)
                    assert client.post(address, {}).status_code == 404, (who, address)
            for address, kind in self.endpoints():
                if kind.reads not in reads:
                    assert client.get(address).status_code == 404, (who, address)
        for address, _kind in self.endpoints():
            assert Client().get(address).status_code == 401, address

    def test_some_role_reads_each_list(
        self, cast: KitCast, sign_in: Callable[[Any], Client]
    ) -> None:
        """A room nobody can open is no room: each list shows its record to somebody."""
        records = self.plant(cast)
        for record in records:
            kind = self.kind_of(record)
            who = next(who for who in self.roles(cast) if self.sees(cast, who, record))
            page = sign_in(cast[who]).get(kind.address(self.standing(cast, who), record))
            assert page.status_code == 200, (who, kind.name)

    def test_what_is_kept_from_a_reader_leaves_no_trace(
        self, cast: KitCast, sign_in: Callable[[Any], Client]
    ) -> None:
        """Lists and endpoints are the same, byte by byte, before and after there are records that a
        reader may not see: closed, marked too high, of another area, of another mission."""
        records = self.plant(cast)
        before = {who: self.read_all(cast, who, sign_in) for who in self.roles(cast)}
        for who, pages in before.items():
            with transaction.atomic():
                self.meet_twins(cast, who, sign_in, records, pages)
                transaction.set_rollback(True)

    def meet_twins(
        self,
        cast: KitCast,
        who: str,
        sign_in: Callable[[Any], Client],
        records: Sequence[Record],
        pages: Mapping[str, bytes],
    ) -> None:
        """What somebody reads where there are records they may not see, beside what they read
        before."""
        kept = []
        for twin in (twin for record in records for twin in self.twins(cast, record)):
            if self.sees(cast, who, twin):
                twin.delete()
            else:
                kept.append(twin.pk)
        for address, page in self.read_all(cast, who, sign_in).items():
            assert page == pages[address], (who, address, _first_difference(pages[address], page))
        client = sign_in(cast[who])
        for address in (address for pk in kept for address, _reads in self.addresses(pk)):
            assert client.get(address).status_code in (404, 405), (who, address)
            assert client.post(address, {}).status_code == 404, (who, address)

    def test_its_migrations_say_what_its_models_say(self) -> None:
        with override_settings(MIGRATION_MODULES={}):
            call_command("makemigrations", self.label, check=True, dry_run=True, verbosity=0)

    def test_programs_are_told_of_its_endpoints(self, cast: KitCast, sign_in: Any) -> None:
        described = json.loads(sign_in(cast["analyst"]).get("/api/v1/openapi.json").content)
        for address, _kind in self.endpoints():
            assert address.replace("luma", "{code}").removesuffix("/") in described["paths"]

    def roles(self, cast: KitCast) -> list[str]:
        """Everybody of the mission."""
        return [who for who in sorted(cast.people) if who != "chen"]

    def sees(self, cast: KitCast, who: str, record: Record) -> bool:
        """Whether the policy lets somebody see a record, whatever the room's queries say."""
        standing = self.standing(cast, who)
        held = record.compartment in ("", *standing.compartments)
        return held and standing.sees_one(self.kind_of(record).reads, record)

    def twins(self, cast: KitCast, record: Record) -> list[Record]:
        """The record as it would be closed, marked high, in the South, and in another mission."""
        highest = max(Classification.values)
        return [
            self._twin(record, compartment="source"),
            self._twin(record, classification=highest),
            self._twin(record, area=cast.south),
            self._twin(record, mission=cast.other_mission),
        ]

    def _twin(self, record: Record, **fields: Any) -> Record:
        twin: Record = type(record)._base_manager.get(pk=record.pk)
        twin.pk = new_id()
        twin.author = None
        for name, value in fields.items():
            setattr(twin, name, value)
        twin.save(force_insert=True)
        return twin

    def read_all(
        self, cast: KitCast, who: str, sign_in: Callable[[Any], Client]
    ) -> dict[str, bytes]:
        """The pages and endpoints that name no record, as somebody reads them."""
        client = sign_in(cast[who])
        told = [address for address, _reads in self.addresses(None)]
        told += [address for address, _kind in self.endpoints()]
        return {address: CHANGES.sub(b"", client.get(address).content) for address in told}
