"""Web push: a browser that its holder switched on is woken and told "Open Tutela", nothing else.

What is sent is encrypted to that one browser (RFC 8291) and signed by the mission's key (RFC 8292).
It leaves by the one home of connections outside, to hosts the mission named and to no other.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db.models import Exists, OuterRef
from py_vapid import Vapid02

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.base.clock import real_now
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold_name
from tutela_web.base.ids import new_id
from tutela_web.channels import addresses, exchange, proofs
from tutela_web.channels.models import Message, PushDevice, PushService

CHANNEL, TO = "push", "devices"
MOST_DEVICES = 5
"""Browsers of one person in one mission."""
TTL_SECONDS = 3600
"""So long a push service holds what a browser that is off did not take."""
SIGNED_FOR = timedelta(hours=12)
GONE = (404, 410)
"""The push service knows the browser no more: it was removed there."""
FRESH = timedelta(minutes=10)
MOST_HOSTS = 20


# --- what a mission sets


def service_of(mission_id: UUID) -> PushService | None:
    """What a mission set, if it ever turned push on."""
    return PushService.objects.filter(mission_id=mission_id).first()


def services_with_another_key() -> int:
    """How many missions' push is on with a key that does not open here."""
    keys = PushService.objects.filter(on=True).values_list("private_key", flat=True)
    return sum(proofs.open_password(key) is None for key in keys)


def turn(mission_id: UUID, *, on: bool, hosts: Sequence[str], by_id: UUID) -> PushService:
    """Turn push on for these hosts of push services, or off. Its key is drawn the first time.

    Raises  BadParameter for a host that is none, or none at all.
    """
    named = [_host(host) for host in hosts if host.strip()]
    if on and not named:
        raise BadParameter(
            say("no push service is named"),
            next=say("name the hosts, such as updates.push.services.mozilla.com"),
        )
    service = service_of(mission_id) or _begin(mission_id)
    service.on, service.hosts = on, sorted(set(named))[:MOST_HOSTS]
    service.turned_by_id, service.turned_at = by_id, real_now()
    service.save()
    return service


def _host(said: str) -> str:
    written = addresses.read_address(f"https://{said.strip()}/")
    if written.path != "/" or written.port != 443:
        raise BadParameter(say("this is no host"), where=said, next=say("give its name alone"))
    addresses.require_possible(f"https://{written.host}/")
    return written.host


def _begin(mission_id: UUID) -> PushService:
    key = Vapid02()
    key.generate_keys()
    point = key.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return PushService(
        mission_id=mission_id,
        public_key=_letters(point),
        private_key=proofs.seal(key.private_pem().decode()),
    )


def is_allowed(host: str, hosts: Iterable[str]) -> bool:
    """Whether a host is one of those named, or lies below one.

    >>> [is_allowed(host, ["push.test"]) for host in ("push.test", "a.push.test", "xpush.test")]
    [True, True, False]
    """
    return any(host == one or host.endswith(f".{one}") for one in hosts)


# --- browsers


@dataclass(frozen=True)
class Browser:
    """Where one browser is reached, and the keys that what it is sent is encrypted with."""

    endpoint: str
    p256dh: str
    auth: str

    def seal(self) -> bytes:
        """As it is kept."""
        return proofs.seal(json.dumps([self.endpoint, self.p256dh, self.auth]))


def add_device(mission_id: UUID, person_id: UUID, name: str, browser: Browser) -> PushDevice:
    """Keep a browser that its holder switched on; the same one anew takes the place of before.

    Raises  NotNow while push is off, or for more than MOST_DEVICES; BadParameter for an address of
            no host the mission named, or that leads inside, and for keys that are none.
    """
    hold_name("browsers", mission_id, person_id)
    service = service_of(mission_id)
    if service is None or not service.on:
        raise NotNow(say("push is off in this mission"), next=say("ask who keeps the gateways"))
    written = addresses.read_address(browser.endpoint)
    if not is_allowed(written.host, service.hosts):
        raise BadParameter(
            say("this browser's push service is not one the mission named"),
            where=written.host,
            next=say("use another browser, or ask who keeps the gateways"),
        )
    addresses.require_possible(browser.endpoint)
    _require_keys(browser)
    mark = proofs.mark_of(browser.endpoint)
    mine = PushDevice.objects.filter(mission_id=mission_id, person_id=person_id)
    PushDevice.objects.filter(mission_id=mission_id, mark=mark).delete()
    if mine.count() >= MOST_DEVICES:
        raise NotNow(say("you have as many browsers as one may"), next=say("remove one first"))
    return PushDevice.objects.create(
        mission_id=mission_id,
        person_id=person_id,
        name=name.strip()[:80],
        host=written.host[:120],
        sealed=browser.seal(),
        mark=mark,
        made_at=real_now(),
    )


def _require_keys(browser: Browser) -> None:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(browser.p256dh))
        whole = len(_bytes(browser.auth)) == 16
    except ValueError:
        whole = False
    if not whole:
        raise BadParameter(say("these are no keys of a browser"), next=say("switch it on again"))


def devices_of(mission_id: UUID, person_id: UUID) -> list[PushDevice]:
    """The browsers of a person, the newest first."""
    rows = PushDevice.objects.filter(mission_id=mission_id, person_id=person_id)
    return list(rows.order_by("-made_at"))


def forget_person(person_id: UUID) -> int:
    """Remove every browser of somebody whose account or access ended; gives how many."""
    return PushDevice.objects.filter(person_id=person_id).delete()[0]


# --- what leaves


def put_beside_mails() -> int:
    """Put a push into the ledger beside each mail to a person that has a browser switched on, once;
    gives how many. Asked by the worker, so that raising an alert asks nothing of it."""
    missions = PushService.objects.filter(on=True).values_list("mission_id", flat=True)
    if not (served := list(missions)):
        return 0
    device = PushDevice.objects.filter(
        person_id=OuterRef("to_id"), mission_id=OuterRef("mission_id")
    )
    same = Message.objects.filter(
        channel=CHANNEL,
        to_id=OuterRef("to_id"),
        about_kind=OuterRef("about_kind"),
        made_at=OuterRef("made_at"),
    )
    mails = Message.objects.filter(
        Exists(device),
        ~Exists(same),
        mission_id__in=served,
        channel="mail",
        to_kind="person",
        outgoing=True,
        made_at__gt=real_now() - FRESH,
    )
    pushes = [
        Message(
            id=new_id(),
            mission_id=mail.mission_id,
            channel=CHANNEL,
            template=mail.template,
            about_kind=mail.about_kind,
            about_id=mail.about_id,
            to_kind=TO,
            to_id=mail.to_id,
            made_at=mail.made_at,
            next_try_at=mail.made_at,
            urgency=mail.urgency,
        )
        for mail in mails
    ]
    Message.objects.bulk_create(pushes)
    return len(pushes)


def send(message: Message, words: str, *, seconds: float) -> tuple[str, Mapping[str, object]]:
    """Tell every browser of a person; gives why none was told, empty where one took it, and what
    the ledger learns. A browser its push service knows no more is removed.

    Takes   words, all that is said; seconds, for the whole of it.
    """
    service = service_of(message.mission_id) if message.mission_id else None
    if service is None or not service.on or message.to_id is None:
        return Message.Fault.NO_GATEWAY, {}
    devices = devices_of(service.mission_id, message.to_id)[:MOST_DEVICES]
    fault, more = str(Message.Fault.NOBODY), dict[str, object]()
    each = seconds / max(1, len(devices))
    taken = False
    for device in devices:
        failed, status = _tell(service, device, words, each)
        if status:
            more["status"] = status
        if status in GONE:
            device.delete()
        elif not failed:
            taken = True
            PushDevice.objects.filter(pk=device.pk).update(sent_at=real_now())
        else:
            fault = failed
    return ("" if taken else fault), more


def _tell(service: PushService, device: PushDevice, words: str, seconds: float) -> tuple[str, int]:
    """Tell one browser; gives why it was not told, and how its push service answered."""
    opened, key = proofs.open_password(device.sealed), proofs.open_password(service.private_key)
    if not opened or not key:
        return Message.Fault.PASSWORD, 0
    browser = Browser(*json.loads(opened))
    if not is_allowed(addresses.read_address(browser.endpoint).host, service.hosts):
        return Message.Fault.REFUSED, 0  # of this browser: others may be told
    try:
        answer = exchange.ask(
            browser.endpoint,
            content=encrypt(words, browser),
            headers={
                "Content-Encoding": "aes128gcm",
                "Content-Type": "application/octet-stream",
                "TTL": str(TTL_SECONDS),
                "Urgency": "high",
                "Topic": "tutela",  # what a browser did not take is replaced by the next
                **_sign_exchange(key, browser.endpoint),
            },
            seconds=seconds,
            most=0,
        )
    except BadParameter:
        return Message.Fault.REFUSED, 0
    except exchange.Unanswered as error:
        return error.fault, 0
    return ("" if 200 <= answer.status < 300 else Message.Fault.REFUSED), answer.status


def encrypt(words: str, browser: Browser) -> bytes:
    """Words as only that browser reads them."""
    sealed: bytes = http_ece.encrypt(
        words.encode(),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_bytes(browser.p256dh),
        auth_secret=_bytes(browser.auth),
        version="aes128gcm",
    )
    return sealed


def _sign_exchange(key: str, endpoint: str) -> dict[str, str]:
    """The proof that it is this mission that sends; made anew each hour."""
    parts = urlsplit(endpoint)
    hour = int(real_now().timestamp()) // 3600
    return dict(_sign(key, f"{parts.scheme}://{parts.netloc}", hour))


@lru_cache(maxsize=64)
def _sign(key: str, audience: str, hour: int) -> tuple[tuple[str, str], ...]:
    ends = hour * 3600 + int(SIGNED_FOR.total_seconds())
    signer = Vapid02.from_pem(key.encode())
    signer.conf = {"no-strict": True}  # a house that is tried at home is of http
    claims = {"aud": audience, "exp": ends, "sub": settings.PUBLIC_URL}
    return tuple(signer.sign(claims).items())


def _letters(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(letters: str) -> bytes:
    return urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
