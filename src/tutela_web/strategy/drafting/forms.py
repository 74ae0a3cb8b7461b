"""What is accepted of a new strategy, and of a comment on a section."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.fields import few_words, tick
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.records.pages import RecordForm
from tutela_web.strategy.drafting.verbs import SUMMARY_LONGEST
from tutela_web.strategy.edition.models import Strategy


class StrategyForm(RecordForm):
    """A new strategy."""

    kind = "drafts"
    language = forms.ChoiceField(label=_("Language it is written in"), choices=settings.LANGUAGES)

    class Meta:
        model = Strategy
        fields = ("title", "concept", "ahead_why", "language", "classification")
        labels = {
            "title": _("Title"),
            "classification": _("Classification"),
            "concept": _("Edition of the Operational Concept it follows"),
            "ahead_why": _("Why it is drafted before all is settled"),
        }
        help_texts = {
            "concept": _("Its three tiers are those of objectives and of the matrix."),
            "ahead_why": _(
                "Left blank: no text is taken until the office that drafts, its last day and a day "
                "of consultation with each class of stakeholders are settled. Written: your "
                "post and the reason stand on the strategy."
            ),
        }
        widgets = {"ahead_why": forms.Textarea(attrs={"rows": 2})}

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        marking: Any = self.fields["classification"]
        marking.choices = [choice for choice in marking.choices if choice[0]]


class SummaryForm(forms.Form):
    """What a section says in short."""

    words = few_words(
        _("In short"),
        SUMMARY_LONGEST,
        _(
            "What a reader of the summary alone needs to know. If left blank, the summary "
            "states that the section has no summary."
        ),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


class TranslationForm(forms.Form):
    """A section in another language."""

    text = few_words(
        _("Text in this language"),
        hint=_("Left blank, the section has no text in this language."),
        widget=forms.Textarea(attrs={"rows": 20, "dir": "auto"}),
    )
    says_all = tick(_("It says all that the text of the edition says today"))
