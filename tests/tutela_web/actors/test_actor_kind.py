"""Actors do what every kind of record does; their list is searched by any name."""

from __future__ import annotations

from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.actors.kind import ACTOR


class TestActor(KindTests):
    kind = ACTOR
    values = {  # noqa: RUF012
        "name": "Kestrel Front",
        "type": "armed_group",
        "engagement_channel": "JMAC",
        "classification": 0,
    }
    changes = {"note": "seen at the wells"}  # noqa: RUF012

    def test_its_list_finds_any_name_and_says_what_is_not_known(
        self, cast: Cast, sign_in: Any
    ) -> None:
        make.actor(
            cast.mission, "Kestrel Front", other_names=[{"name": "Faucon", "language": "fr"}]
        )
        make.actor(cast.mission, "Group Heron", type="unknown")
        make.actor(cast.mission, "Group Umber", retired=True)
        client = sign_in(cast.amina)

        def names(asked: str) -> list[str]:
            page = client.get(self.url("list") + asked).context["page"]
            return [actor.name for actor in page]

        assert names("") == ["Group Heron", "Kestrel Front"]
        assert names("?q=faucon") == ["Kestrel Front"]
        assert names("?type=unknown") == ["Group Heron"]
        assert names("?retired=1") == ["Group Umber"]
        page = client.get(self.url("list") + "?q=faucon").content.decode()
        assert 'value="faucon"' in page and "Faucon" in page
        assert "2 actors" in page and "a people is never an actor" in page
        assert client.get(self.url("list")).content.decode().count('class="is-unknown"') == 1
