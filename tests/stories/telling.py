"""How a story is told: somebody opens a page, presses a button, sends a text; time goes by."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents import recording
from tests.tutela_web.warning.story import again, later
from tutela_web.capacity.models import Unit
from tutela_web.channels.keeping import renew_secret
from tutela_web.channels.models import Gateway
from tutela_web.incidents.models import Incident
from tutela_web.records import verbs as records
from tutela_web.warning.models import Alert
from tutela_web.warning.ticker import tick
from tutela_web.warning.tripping import trip


@dataclass
class Telling:
    """The mission of a story, seen by whoever is named."""

    cast: Cast
    sign_in: Callable[[Any], Any]

    def by(self, who: str) -> Any:
        """Somebody's browser."""
        return self.sign_in(self.cast[who])

    def page(self, who: str, path: str) -> str:
        """What somebody reads at an address below the mission, blanks as one."""
        answer = self.by(who).get(f"/m/luma/{path}")
        assert answer.status_code == 200, (who, path, answer.status_code)
        return " ".join(answer.content.decode().split())

    def press(self, person: str, path: str, /, **said: Any) -> str:
        """Somebody sends a form and reads what comes of it."""
        answer = self.by(person).post(f"/m/luma/{path}", said, follow=True)
        assert answer.status_code == 200, (person, path, answer.status_code, answer.content[-900:])
        return " ".join(answer.content.decode().split())

    def log(self, by: str, /, **said: Any) -> Alert:
        """Somebody logs a report; gives the alert it became."""
        sent = {"id": str(uuid4()), "level": "warning", "channel": "call"} | said
        self.press(by, "alerts/new/", **sent)
        return again(Alert.objects.get(pk=sent["id"]))

    def record(self, who: str, /, **answers: Any) -> Incident:
        """Somebody records what happened on the page; gives the incident."""
        sent = recording.sent(**answers)
        answer = recording.record(self.by(who), sent)
        assert answer.status_code == 302, (who, answer.content[-900:])
        return Incident.objects.order_by("-number")[0]

    def text(self, client: Any, words: str, number: str = "+211900111222") -> None:
        """A handset sends a text through the mission's gateway."""
        gateway = Gateway.objects.first() or make.gateway(self.cast.mission)
        proof = base64.b64encode(f"tutela:{renew_secret(gateway)}".encode()).decode()
        answer = client.post(
            f"/in/{gateway.pk}/?id={uuid4()}",
            words.encode(),
            content_type="text/plain",
            HTTP_AUTHORIZATION=f"Basic {proof}",
            HTTP_X_KANNEL_FROM=number,
        )
        assert answer.status_code == 200 and answer.content == b""

    def wait(self, **by: float) -> None:
        """Time goes by, and the ticker does what falls due."""
        later(self.cast.mission, **by)
        tick()
        trip(self.cast.mission)

    def unit(self, name: str, base: Any, **fields: Any) -> Any:
        """A unit at a base."""
        fields = {"classification": 0, "able": True, "area": base.area} | fields
        made = Unit(code=name.lower().replace(" ", "-"), name=name, base=base, **fields)
        return records.create(made, mission=self.cast.mission, by=None)


def told(alert: Alert, why: str = "step") -> set[str]:
    """Who was told."""
    return set(alert.notices.filter(why=why).values_list("person__username", flat=True))
