"""What is accepted beside a packet."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import few_words, yes_or_no
from tutela_web.safeguards.forms import HarmMixin


class DecidePacketForm(HarmMixin):
    """Whether exactly this may leave the mission."""

    approved = yes_or_no(  # none is preset: nobody approves by a slip of the hand
        _("Decision"), _("approve exactly what is shown"), _("refuse"), unsaid=_("choose")
    )
    why = few_words(_("Reason"), 400)
