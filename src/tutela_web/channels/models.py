"""The ledger: every message that left or came in, without its words."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.base.models import IdRow


class Webhook(IdRow):
    """Where a partner system is told that something changed: signed, retried, capped."""

    mission_id = models.UUIDField(db_index=True)
    url = models.URLField(max_length=300)
    secret = models.BinaryField()
    kinds = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    made_by_id = models.UUIDField()
    made_at = models.DateTimeField()


class Gateway(IdRow):
    """Where text messages come in and leave: an SMS gateway of a mission, and how it proves itself.

    Neither numbers nor words are kept here. Its secret is kept as a hash, our password there
    sealed; see proofs.py.
    """

    class Kind(models.TextChoices):
        KANNEL = "kannel", _("Kannel")
        RAPIDPRO = "rapidpro", _("RapidPro external channel")
        TWILIO = "twilio", _("Twilio-shaped")
        ANDROID = "android", _("Android telephone")

    mission_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64, blank=True)
    send_url = models.URLField(max_length=300, blank=True)
    account = models.CharField(max_length=80, blank=True)  # the user name there
    password = models.BinaryField(default=b"")
    sender = models.CharField(max_length=20, blank=True)  # our own number
    active = models.BooleanField(default=True)
    cap_an_hour = models.PositiveIntegerField(default=120)
    made_by_id = models.UUIDField()
    made_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    troubled_at = models.DateTimeField(null=True)  # a message came that could not be kept
    unknown_receipts = models.PositiveIntegerField(default=0)

    added_titles: ClassVar[dict[str, str]] = {}
    """How kinds that packages bring are called; `channels.gateways` fills it."""

    def __str__(self) -> str:
        return self.name

    @property
    def kind_title(self) -> str:
        """How its kind is called, one of a package too."""
        return self.added_titles.get(self.kind) or self.get_kind_display()

    @property
    def in_trouble(self) -> bool:
        """Whether the last message that came could not be kept."""
        return self.troubled_at is not None and not (
            self.heard_at and self.heard_at > self.troubled_at
        )


class PushService(IdRow):
    """Whether browsers of a mission's people may be woken, by which push services, with which key.

    Off until the mission turns it on: a push service is a server outside, and learns that a browser
    was told something. Our private key is sealed as the passwords of gateways are.
    """

    mission_id = models.UUIDField(unique=True)
    on = models.BooleanField(default=False)
    hosts = models.JSONField(default=list)  # of push services; nothing leaves to any other
    public_key = models.CharField(max_length=100)
    private_key = models.BinaryField()
    turned_by_id = models.UUIDField()
    turned_at = models.DateTimeField()


class PushDevice(IdRow):
    """One browser of one person that is told "Open Tutela": switched on there, by them.

    Where it is reached, and its keys, are sealed.
    """

    mission_id = models.UUIDField()
    person_id = models.UUIDField(db_index=True)
    name = models.CharField(max_length=80)
    host = models.CharField(max_length=120)
    sealed = models.BinaryField()
    mark = models.CharField(max_length=64)  # the keyed hash of its address
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission_id", "mark"], name="push_device_once")
        ]


class Message(IdRow):
    """One message. A notification says only "Open Tutela"; what it is about is an id.

    The address is a keyed hash: a ledger that is searched betrays nobody.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("failed")
        HELD = "held", _("held back")  # by a cap, while paused, or where no way out is set up
        KEPT = "kept", _("kept in the exercise")  # it never leaves: see contained.py

    class Fault(models.TextChoices):
        """Why there was no answer."""

        TIMEOUT = "timeout", _("no answer in time")
        NO_CONNECTION = "no_connection", _("no connection")
        CERTIFICATE = "certificate", _("its certificate is not good")
        ADDRESS = "address", _("its address may not be followed")
        NOBODY = "nobody", _("no address is stored")
        NO_GATEWAY = "no_gateway", _("no gateway is set up")
        REFUSED = "refused", _("the gateway refused it")
        PASSWORD = "password", _("its password must be typed in again")
        CAP = "cap", _("as many left within the hour as may")
        AGAIN = "again", _("the same went there a moment ago")
        EXERCISE = "exercise", _("nothing leaves an exercise")

    mission_id = models.UUIDField(null=True)
    outgoing = models.BooleanField(default=True)
    channel = models.CharField(max_length=12)  # webhook, mail, sms, push, call
    template = models.CharField(max_length=40)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.UUIDField(null=True)
    urgency = models.PositiveSmallIntegerField(default=0)  # of the record then; never sent
    webhook = models.ForeignKey(
        Webhook, null=True, on_delete=models.CASCADE, related_name="messages"
    )
    gateway = models.ForeignKey(
        Gateway, null=True, on_delete=models.PROTECT, related_name="messages"
    )
    gateway_message_id = models.CharField(max_length=80, blank=True)
    to_kind = models.CharField(max_length=10, blank=True)  # person, post, contact
    to_id = models.UUIDField(null=True)
    address_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True, db_index=True)
    status = models.PositiveSmallIntegerField(null=True)  # of the last answer, as HTTP numbers it
    fault = models.CharField(max_length=14, choices=Fault, blank=True)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    receipt_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "channel", "gateway_message_id"],
                condition=models.Q(outgoing=False) & ~models.Q(gateway_message_id=""),
                name="taken_once",
            )
        ]
        indexes = [
            models.Index(fields=["mission_id", "address_hash", "made_at"]),
            models.Index(fields=["to_id", "about_id", "made_at"]),
        ]


class TakenIn(IdRow):
    """A text or call that a gateway was told is here, and that nobody has read yet: kept until it
    is an alert, a report or a call back, and then gone.

    Number and words are sealed as the passwords of gateways are; `number_mark` is a keyed hash.
    """

    gateway = models.ForeignKey(Gateway, on_delete=models.PROTECT, related_name="taken_in")
    channel = models.CharField(max_length=12)  # sms, call
    gateway_message_id = models.CharField(max_length=80, blank=True)
    number_mark = models.CharField(max_length=64)
    sealed = models.BinaryField()
    received_at = models.DateTimeField(db_index=True)
    claim = models.UUIDField(null=True)  # of who reads it now
    claimed_until = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "channel", "gateway_message_id"],
                condition=~models.Q(gateway_message_id=""),
                name="taken_in_once",
            )
        ]


class Away(IdRow):
    """A server outside that gave no answer when it was last asked: one row while that lasts."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("the mail server")
        GATEWAY = "gateway", _("SMS gateway")
        WEBHOOK = "webhook", _("receiver of a webhook")
        FORMS = "forms", _("server of forms")
        PUSH = "push", _("push service")

    kind = models.CharField(max_length=8, choices=Kind)
    subject_id = models.UUIDField()
    mission_id = models.UUIDField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=14, choices=Message.Fault, blank=True)
    since = models.DateTimeField()
    again_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id"], name="away_once"),
        ]
