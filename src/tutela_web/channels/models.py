"""The ledger: every message that left or came in, without its words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.base.ids import new_id


class Webhook(models.Model):
    """Where a partner system is told that something changed: signed, retried, capped."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission_id = models.UUIDField(db_index=True)
    url = models.URLField(max_length=300)
    secret = models.BinaryField()
    kinds = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    made_by_id = models.UUIDField()
    made_at = models.DateTimeField()


class Message(models.Model):
    """One message. A notification says only "Open Tutela"; what it is about is an id.

    The address is a keyed hash: a ledger that is searched betrays nobody.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("failed")
        HELD = "held", _("held back")  # by the cap, or while the webhook was paused

    class Fault(models.TextChoices):
        """Why there was no answer."""

        TIMEOUT = "timeout", _("no answer in time")
        NO_CONNECTION = "no_connection", _("no connection")
        CERTIFICATE = "certificate", _("its certificate is not good")
        ADDRESS = "address", _("its address may not be followed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission_id = models.UUIDField(null=True, db_index=True)
    outgoing = models.BooleanField(default=True)
    channel = models.CharField(max_length=12)  # webhook, mail, sms, call
    template = models.CharField(max_length=40)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.UUIDField(null=True)
    webhook = models.ForeignKey(
        Webhook, null=True, on_delete=models.CASCADE, related_name="messages"
    )
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
