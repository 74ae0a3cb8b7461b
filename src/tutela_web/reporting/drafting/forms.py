"""What is accepted of a new edition, of its clearance, and of a product."""

from __future__ import annotations

from functools import partial
from typing import Any, Unpack

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tutela.base.design_tokens import MARKINGS
from tutela.base.documents.layout import shipped_layouts
from tutela.base.messages import term
from tutela.reporting.products import (
    AUDIENCES,
    DAILY,
    EVENT,
    HEADQUARTERS,
    MANDATE,
    MONTHLY,
    MONTHS,
    WEEKLY,
    Source,
    offices,
    products,
    sources,
)
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, few_words, text, tick
from tutela_web.base.forms import Day
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.capacity.readiness.queries import contributors_for
from tutela_web.links.queries import in_force
from tutela_web.look.translate import in_page_language, word
from tutela_web.programme.fields import ACT as DUTIES
from tutela_web.programme.measures.queries import duties_for
from tutela_web.reporting.drafting.verbs import is_of_one_alert
from tutela_web.reporting.editions.queries import products_of
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.models import Alert

DATE_BOX = partial(forms.DateInput, format="%Y-%m-%d", attrs={"type": "date"})


class EditionForm(forms.Form):
    """Which report is drafted, for which day, of which days."""

    product = choice(_("Report"))
    due = Day(label=_("Due on"), widget=DATE_BOX())
    first = Day(
        label=_("First day it tells of"),
        required=False,
        widget=DATE_BOX(),
        help_text=_("Left blank, the days follow from the day it is due."),
    )
    last = Day(
        label=_("Last day"),
        required=False,
        widget=DATE_BOX(),
    )
    about: Any = forms.ModelChoiceField(
        label=_("Alert it is about"),
        queryset=None,
        required=False,
        help_text=_("Of a flash report and a code cable on one event."),
    )
    contributor: Any = forms.ModelChoiceField(
        label=_("Contributor it is for"),
        queryset=None,
        required=False,
        help_text=_("Of a briefing to contributors: one country, with the areas of its units."),
    )
    language = choice(
        _("Language"), [("", _("as the product has it")), *settings.LANGUAGES], required=False
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        self.made = made = products_of(standing.mission)
        choices = [(key, in_page_language(term(one.title))) for key, one in made.items()]
        self.fields["product"].choices = choices  # type: ignore[attr-defined]
        alerts = alerts_for(standing).filter(merged_into=None).order_by("-number")
        self.fields["about"].queryset = alerts  # type: ignore[attr-defined]
        countries = contributors_for(standing)
        self.fields["contributor"].queryset = countries  # type: ignore[attr-defined]

    @property
    def flash_of(self) -> Alert | None:
        """The alert whose flash report is asked for, if that is what is."""
        product = self.made[self.cleaned_data["product"]]
        return self.cleaned_data["about"] if is_of_one_alert(product) else None


class SignatureForm(forms.Form):
    """The answer of an office in the chain."""

    why = few_words(_("Why it is sent back"), 3000, rows=2)
    dissent = few_words(
        _("Dissent"),
        5000,
        _(
            "It stays in the clearance file and on the cover note. The Head of Mission decides "
            "whether the report prints it."
        ),
        rows=3,
    )


RULES = (
    (WEEKLY, _("each week, on day … (1 Monday to 7 Sunday)")),
    (DAILY, _("each day")),
    (MONTHLY, _("on day … of the month after")),
    (EVENT, _("… hours after what happened")),
    (HEADQUARTERS, _("… days before the day Headquarters gives")),
    (MANDATE, _("… days before the mandate ends")),
    (MONTHS, _("every … months")),
)
"""The rules of when a product is due; a number stands in place of the dots."""

LAYOUTS = sorted({product.layout for product in products().values()})
"""The layouts of papers that reports have."""


TEXT = "-"
"""In place of a source: what a section holds is text that people write."""


class SectionRow(forms.Form):
    """A section of a product: its place, its heading, and what it is filled from."""

    key = forms.SlugField(required=False, widget=forms.HiddenInput)
    order = forms.IntegerField(
        label=_("Order"),
        min_value=0,
        max_value=9999,
        required=False,
    )
    heading = few_words(_("Section heading"), 200)
    source = choice(_("Filled from"), required=False)
    out = tick(_("Take it out"))

    def __init__(
        self, data: Posted = None, files: Files = None, **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **how)
        self.fields["source"].choices = source_choices()  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label
        if source := sources().get(self.initial.get("source", "")):
            self.fields["heading"].widget.attrs["placeholder"] = in_page_language(
                term(source.label)
            )

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written in it: one more line that nobody used."""
        given = self.cleaned_data
        return not (given.get("key") or given.get("heading") or given.get("source"))


def source_choices() -> list[Any]:
    """What a section may be filled from: text first, then what may go anywhere, then the rest."""
    named = [
        (source, (source.key, in_page_language(term(source.label))))
        for source in sources().values()
    ]
    return [
        ("", _("nothing: the line is not used")),
        (TEXT, _("text that people write")),
        (_("From the records"), [c for one, c in named if _goes_anywhere(one)]),
        (
            _("From the records: cases and small counts, not outside"),
            [c for one, c in named if one.cases],
        ),
        (_("Figures of other offices"), [c for one, c in named if one.office]),
        (_("From the records: never goes outside"), [c for one, c in named if one.internal]),
    ]


def _goes_anywhere(source: Source) -> bool:
    return not (source.internal or source.cases or source.office)


SectionRows = forms.formset_factory(SectionRow, extra=3, max_num=60)
"""The sections of a product, each a line, and three more to write in."""


class ProductForm(forms.Form):
    """A product as the mission makes it: what people change of it without code."""

    title = text(_("Title"), 200)
    words = forms.IntegerField(label=_("Words it should not exceed"), min_value=50)
    due_number = forms.IntegerField(
        label=_("Number in place of the dots"),
        min_value=0,
        required=False,
        help_text=_("Blank for a report of each day."),
    )
    cut_off = forms.IntegerField(
        label=_("Hour by which field offices send"), min_value=0, max_value=23, required=False
    )
    duties: Any = forms.ModelMultipleChoiceField(
        label=_("Reporting duties that its release answers"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        owed = duties_for(standing).filter(in_force(standing)).order_by("title", "pk")
        self.fields["duties"].queryset = owed  # type: ignore[attr-defined]
        if not standing.may(DUTIES) or not owed.exists():
            del self.fields["duties"]


class EndProductForm(forms.Form):
    """Why the mission makes a report no more."""

    why = text(_("Reason"), 400, rows=3)


class NewProductForm(ProductForm):
    """A product of the mission's own, from nothing."""

    field_order = (
        "title",
        "audience",
        "ceiling",
        "layout",
        "language",
        "office",
        "clears_first",
        "clears_then",
        "clears_third",
        "clears_fourth",
        "due_rule",
        "due_number",
        "cut_off",
        "words",
    )
    audience = choice(_("For"))
    ceiling = choice(_("Marked no higher than"))
    layout = choice(_("Laid out as"))
    language = choice(_("Language"), settings.LANGUAGES)
    office = choice(_("Drafted by"))
    clears_first = choice(_("Cleared by"), hint=_("The last office that is named releases it."))
    clears_then = choice(_("Then by"), required=False)
    clears_third = choice(_("Then by"), required=False)
    clears_fourth = choice(_("Then by"), required=False)
    due_rule = choice(_("When it is due"), RULES)

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        held = [(key, in_page_language(term(one.label))) for key, one in offices().items()]
        choices = {
            "audience": [(key, word(label)) for key, label in AUDIENCES.items()],
            "ceiling": [(key, word(one.word)) for key, one in MARKINGS.items()],
            "layout": [(key, word(shipped_layouts()[key].name)) for key in LAYOUTS],
            "office": held,
            "clears_first": held,
            **{
                name: [("", _("nobody else")), *held]
                for name in ("clears_then", "clears_third", "clears_fourth")
            },
        }
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]

    @property
    def chain(self) -> list[str]:
        """The offices that clear it, in order."""
        names = ("clears_first", "clears_then", "clears_third", "clears_fourth")
        return [self.cleaned_data[name] for name in names if self.cleaned_data.get(name)]
