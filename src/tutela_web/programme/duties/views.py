"""The duties of leaders: the directive quoted, the state of the strategy, the report of results."""

from __future__ import annotations

from typing import Unpack, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela_web.access.models import Post
from tutela_web.access.page_access import mission_page, mission_post
from tutela_web.access.policy import Standing
from tutela_web.base.fields import a_day, text
from tutela_web.base.forms import version_sent
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.programme.duties import queries as found
from tutela_web.programme.duties import verbs
from tutela_web.programme.duties.models import LeaderDuty
from tutela_web.records.create_page import new_page, posted_atop
from tutela_web.records.pages import ProseForm


class LeaderDutyForm(ProseForm):
    """What is asked of a leader."""

    kind = "strategy"

    class Meta:
        model = LeaderDuty
        fields = ("post", "source", "quote", "given_on", "report_due", "classification")
        labels = {
            "post": gettext_lazy("Post"),
            "source": gettext_lazy("Directive or compact"),
            "quote": gettext_lazy("In its words"),
            "given_on": gettext_lazy("Given on"),
            "report_due": gettext_lazy("Results reported by"),
            "classification": gettext_lazy("Classification"),
        }
        widgets = {"quote": forms.Textarea(attrs={"rows": 4})}

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        post = self.fields["post"]
        assert isinstance(post, forms.ModelChoiceField)
        post.queryset = Post.objects.filter(mission=standing.mission).order_by("title")


class ReportChoiceForm(forms.Form):
    """By what a report is found."""

    report = text(most=200)
    on = a_day()


@mission_page("strategy")
def duties(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every leader's duties, those whose report is late first; the strategies and their state."""
    context = {
        "rows": found.duty_list(standing),
        "may_keep": standing.may(verbs.ACT),
        "strategies": found.strategies(standing),
    }
    return render(request, "programme/duties.html", context)


@mission_page("strategy")
def duty_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Record a duty."""
    here = reverse("programme:duties", args=[standing.mission.code])
    form = LeaderDutyForm(
        request.POST or None,
        standing=standing,
        initial={"classification": 1, "given_on": standing.on},
    )
    return new_page(
        request,
        standing,
        form,
        lambda values: verbs.give_duty(cast(verbs.LeaderDutyInput, values), by=standing),
        allowed=standing.may(verbs.ACT),
        title=_("Record a leader's duty"),
        trail=[(here, _("Leadership responsibilities"))],
        to=lambda _duty: here,
    )


@mission_post("strategy", of=found.duties_for)
def duty_report(request: HttpRequest, standing: Standing, duty: LeaderDuty) -> HttpResponse:
    """The results were reported."""
    form = ReportChoiceForm(request.POST)
    posted_atop(
        request,
        form,
        lambda given: verbs.report_made(
            duty, given["report"], given["on"], version=version_sent(request), by=standing
        ),
    )
    return redirect("programme:duties", standing.mission.code)
