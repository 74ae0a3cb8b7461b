"""What is accepted of what passed at a meeting."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, few_words, text
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.fora.forum.models import Forum, Meeting
from tutela_web.links.forms import NO_NAMES, RiskChoice, posts_of, risk_field
from tutela_web.partners.exchanges.invitation_queries import guest_posts, may_be_invited
from tutela_web.partners.exchanges.models import ELSEWHERE, HEARD, Exchange, Invitation
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.partner.queries import standing_partners
from tutela_web.risk.models import Risk


class ExchangeForm(forms.Form):
    """One thing that passed; its kinds are those of the forum."""

    kind = choice(_("What passed"))
    partner = forms.ModelChoiceField(
        Partner.objects.none(),
        required=False,
        label=_("With which partner"),
        empty_label=_("none, but"),
    )
    office = few_words(_("With which office"), 160, NO_NAMES)
    risk = RiskChoice(Risk.objects.none(), required=False, label=_("Risk"), empty_label=_("none"))
    level = forms.TypedChoiceField(
        required=False,
        label=_("Priority they give it"),
        coerce=int,
        empty_value=None,
        choices=[("", _("not rated")), *Exchange.Level.choices],
    )
    gap = few_words(_("Gap it would close"), 300)
    says = text(
        _("In words"),
        3000,
        _("As it may be told: no sources, no cases, no names of people."),
        rows=3,
    )
    approved_by = forms.ModelChoiceField(
        Post.objects.none(), required=False, label=_("Wording approved by"), empty_label=_("nobody")
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        forum: Forum,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        fields: Any = self.fields
        kinds = HEARD.get(Forum.Kind(forum.kind), ELSEWHERE)
        fields["kind"].choices = [(kind, Exchange.Kind(kind).label) for kind in kinds]
        fields["partner"].queryset = standing_partners(standing)
        risk_field(standing, fields["risk"])
        fields["approved_by"].queryset = posts_of(standing)
        if not Exchange.ABOUT_RISK & set(kinds) and not Exchange.GAPS & set(kinds):
            del fields["risk"]
        if "reading" not in kinds:
            del fields["level"]
        if not Exchange.GAPS & set(kinds):
            del fields["gap"]
        if "conveyed" not in kinds:
            del fields["approved_by"]


class InvitationForm(forms.Form):
    """A partner invited to a meeting."""

    partner = forms.ModelChoiceField(
        Partner.objects.none(), label=_("Partner"), empty_label=_("choose the partner")
    )
    asks = choice(_("For what"), Invitation.For)
    way = choice(_("By which way"), Invitation.Channel)
    post = forms.ModelChoiceField(
        Post.objects.none(),
        required=False,
        label=_("Its post here"),
        empty_label=_("none"),
        help_text=_("Its holder gets a message that says: Open Tutela."),
    )
    words = few_words(
        _("Words of the invitation"),
        2000,
        _("What the guest reads beside forum, time and place: nothing marked, no names."),
        rows=3,
    )

    def __init__(
        self,
        data: Posted = None,
        *,
        standing: Standing,
        meeting: Meeting,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **how)
        offered = may_be_invited(standing, meeting)
        self.fields["partner"].queryset = offered  # type: ignore[attr-defined]
        self.fields["post"].queryset = guest_posts(standing)  # type: ignore[attr-defined]
        lead = offered.filter(leads_cluster=True).first() if data is None else None
        if lead is not None:
            self.fields["partner"].initial = lead.pk
