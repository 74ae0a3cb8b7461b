"""How a story is told: somebody opens a page, presses a button, sends a text; time goes by."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from lxml import html

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.filled import forms_of, tree_of, words_of
from tests.tutela_web.incidents import recording
from tests.tutela_web.warning.story import again, later
from tutela_web.capacity.models import Unit
from tutela_web.channels.gateway_verbs import renew_secret
from tutela_web.channels.models import Gateway
from tutela_web.incidents.models import Incident
from tutela_web.records import verbs as records
from tutela_web.warning.clocks.ticker import tick
from tutela_web.warning.models import Alert
from tutela_web.warning.sites.verbs import follow_overdue
from tutela_web.warning.tripwires.verbs import trip


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

    def fill(self, person: str, path: str, /, *, to: str = "", **said: Any) -> str:
        """Somebody opens a page, writes into the form on it that asks for this, sends it as a
        browser does, and reads what comes of it.

        Takes   to, a part of the address the form is sent to, where several ask for the same
        Raises  AssertionError, if no form of the page has these controls, or it is not accepted
        """
        action, sent = self._written(person, path, to, said)
        answer = self.by(person).post(action, sent, follow=True)
        assert answer.status_code == 200, (person, path, sent, words_of(answer.content)[-900:])
        return " ".join(answer.content.decode().split())

    def refused(self, person: str, path: str, /, *, to: str = "", **said: Any) -> str:
        """As fill, but the form is sent back; gives the page that says why."""
        action, sent = self._written(person, path, to, said)
        answer = self.by(person).post(action, sent)
        assert answer.status_code in (400, 409), (person, path, answer.status_code)
        return " ".join(answer.content.decode().split())

    def post_of(self, who: str) -> Any:
        """The key of the post somebody holds, as a form offers it."""
        return self.cast[who].holdings.get().post.pk

    def _written(
        self, person: str, path: str, to: str, said: dict[str, Any]
    ) -> tuple[str, dict[str, Any]]:
        """Where a form of a page is sent, and all that is sent with it."""
        address = f"/m/luma/{path}"
        page = self.by(person).get(address)
        assert page.status_code == 200, (person, path, page.status_code)
        asked = {name: getattr(value, "pk", value) for name, value in said.items()}
        offered = []
        for action, form in forms_of(page.content, address):
            names = {one.get("name") for one in form.xpath(".//*[@name]")}
            hidden = {
                one.get("name"): one.get("value") for one in form.xpath(".//input[@type='hidden']")
            }
            others = {n for n in ("do", "kind") if n in hidden and hidden[n] != asked.get(n)}
            if to in action and asked.keys() <= names and not others:
                sent: dict[str, Any] = {}
                for name, value in form.form_values():
                    sent.setdefault(name, []).append(value)
                return action, sent | asked
            offered.append((action, sorted(asked.keys() - names)))
        raise AssertionError(f"{person} finds no form for {sorted(asked)} at {address}: {offered}")

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
        follow_overdue(self.cast.mission)

    def unit(self, name: str, base: Any = None, **fields: Any) -> Any:
        """A unit at a base, or of the north at none that is known."""
        area = base.area if base else self.cast.north
        fields = {"classification": 0, "able": True, "area": area} | fields
        made = Unit(code=name.lower().replace(" ", "-"), name=name, base=base, **fields)
        return records.create(made, mission=self.cast.mission, by=None)


def part(page: str, ident: str) -> str:
    """What somebody reads in the part of a page that has this id, and where its links lead."""
    return words_of(html.tostring(tree_of(page.encode()).get_element_by_id(ident)))


def told(alert: Alert, why: str = "step") -> set[str]:
    """Who was told."""
    return set(alert.notices.filter(why=why).values_list("person__username", flat=True))
