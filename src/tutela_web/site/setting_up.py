"""Setting up an installation: from no mission to a test alert that rings, each step on a thin page
that leads to the pages where it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.base.errors import TutelaError
from tutela_web.access.models import Mission, Person
from tutela_web.access.page_access import keepers_page, mission_page, refusals, refused_atop
from tutela_web.access.people.forms import MakeMission
from tutela_web.access.people.queries import people_of
from tutela_web.access.people.verbs import make_first_mission
from tutela_web.access.policy import Standing
from tutela_web.channels import outbox
from tutela_web.look.translate import say_in_page_language
from tutela_web.site.packages import package_states
from tutela_web.site.setup_state import may_do, setup_steps


@dataclass(frozen=True)
class SetupTask:
    """Something to do for a step: on which page, and by the authority for which act."""

    label: Any
    page: str
    act: str


@dataclass(frozen=True)
class SetupHow:
    """How a step is done: why, on which pages, and what is done at the console of the server."""

    why: Any
    tasks: tuple[SetupTask, ...] = ()
    console: tuple[str, ...] = ()
    note: Any = ""


HOW: dict[str, SetupHow] = {
    "mission": SetupHow(
        gettext_lazy(
            "Its code stands in every address, and its time zone decides what “today” is."
        ),
        (
            SetupTask(
                gettext_lazy("Missions of this installation"), "access:missions", "make_missions"
            ),
        ),
    ),
    "chief": SetupHow(
        gettext_lazy(
            "The Chief of Staff gives all other posts. This first post is given at the "
            "console on purpose: an administrator who could give it would be two steps from "
            "every record."
        ),
        console=(
            'django-admin seat {code} chief_of_staff NAME "Chief of Staff" '
            "--settings tutela_web.settings",
        ),
        note=gettext_lazy(
            "Whoever keeps the server writes this with the sign-in name. It makes the account "
            "if there is none, and prints an address at which to set a password, good once "
            "and for a day. It is refused once somebody can give posts."
        ),
    ),
    "people": SetupHow(
        gettext_lazy(
            "An administrator makes accounts; the Chief of Staff creates posts and assigns "
            "them, each with a first day. A field office has a post with a duty area of its "
            "own: see the next step."
        ),
        (
            SetupTask(gettext_lazy("Create an account"), "access:make_account", "make_accounts"),
            SetupTask(gettext_lazy("Posts and who holds them"), "access:people", "grant_access"),
            SetupTask(
                gettext_lazy("Posts of a ministry or a regional force"),
                "adoption:posts",
                "make_accounts",
            ),
        ),
    ),
    "areas": SetupHow(
        gettext_lazy(
            "A duty area says which field office is warned of a place. Its boundary is a "
            "GeoJSON file."
        ),
        (SetupTask(gettext_lazy("Create a duty area"), "access:make_area", "grant_access"),),
    ),
    "places": SetupHow(
        gettext_lazy(
            "Communities, towns and sites, from your own CSV or workbook with their P-codes: "
            "on the page of places, under “As a table”. What would be saved is shown row by "
            "row first."
        ),
        (SetupTask(gettext_lazy("Places"), "places:list", "edit_places"),),
        note=gettext_lazy(
            "A place that is on no list is never assessed: that is not the same as safe."
        ),
    ),
    "gateway": SetupHow(
        gettext_lazy(
            "Text messages of communities come in by a gateway, and duty telephones are told "
            "by it. A mission without text messages leaves this step out."
        ),
        (SetupTask(gettext_lazy("Add a gateway"), "access:make_gateway", "keep_gateways"),),
    ),
    "mail": SetupHow(
        gettext_lazy(
            "A mail says “Open Tutela” and nothing else. Its server is set by whoever keeps "
            "this one."
        ),
        console=(
            "TUTELA_MAIL_HOST=mail.example.org",
            "TUTELA_MAIL_FROM=tutela@example.org",
        ),
        note=gettext_lazy(
            "These lines stand in the settings of the server, which is then started again."
        ),
    ),
    "backup": SetupHow(
        gettext_lazy(
            "Two people each make a key pair on a computer of their own; the server knows the "
            "public keys alone. Then a backup is made, and opened once with one of the "
            "private keys."
        ),
        console=(
            "tutela platform recipient my-key.txt",
            'TUTELA_BACKUP_RECIPIENTS="age1... age1..."',
            "tutela platform backup /backup/tutela --keys /backup-keys/tutela",
            "tutela platform try-backup /backup/tutela --identity my-key.txt",
        ),
        note=gettext_lazy(
            "The first line is for the two computers, the second for the settings of the "
            "server, the others for its console. Take the private key off the server "
            "afterwards."
        ),
    ),
    "alert": SetupHow(
        gettext_lazy(
            "At each desk somebody presses “Test the sound” on the alert board. Then a duty "
            "officer raises an alert of level Warning whose first word is TEST; the desks of "
            "those told ring until its owner acknowledges it. Record a false alarm as its "
            "result, the feedback as not due, and close it."
        ),
        (
            SetupTask(gettext_lazy("Alert board"), "warning:board", "raise_alert"),
            SetupTask(gettext_lazy("Log a report"), "warning:raise", "raise_alert"),
        ),
        note=gettext_lazy(
            "Tell everybody beforehand. It is an alert like any other, stays on record and "
            "counts in the response metrics. That a desk was heard, only those who sat at it "
            "know."
        ),
    ),
}


class FirstMission(MakeMission):
    """The first mission: whoever makes it is its administrator."""

    administrator = None  # type: ignore[assignment]


@login_required
def first_mission(request: HttpRequest) -> HttpResponse:
    """The page somebody lands on where there is no mission yet: it makes the first one."""
    if Mission.objects.exists():
        raise Http404
    form = FirstMission(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with refusals():
                mission = make_first_mission(request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
        else:
            return redirect("site:setting_up", mission.code)
    return render(
        request, "site/first_mission.html", {"form": form}, status=400 if form.errors else 200
    )


@mission_page("people", "accounts")
def overview(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every step and how it stands; the first that is left comes next."""
    steps = setup_steps(standing.mission)
    left = [step for step in steps if not step.done and not step.optional]
    return render(
        request,
        "site/setting_up.html",
        {
            "steps": steps,
            "left": left,
            "next": left[0] if left else None,
            "packages": package_states(),
        },
    )


@mission_page("people", "accounts")
def step_page(request: HttpRequest, standing: Standing, key: str) -> HttpResponse:
    """One step: what is on record of it, where the rest is done, and by whom."""
    steps = setup_steps(standing.mission)
    here = next((number for number, one in enumerate(steps) if one.key == key), None)
    if here is None:
        raise Http404
    how = HOW[key]
    context: dict[str, Any] = {
        "step": steps[here],
        "number": here + 1,
        "steps": steps,
        "how": how,
        "console": [line.replace("{code}", standing.mission.code) for line in how.console],
        "tasks": [_task(standing, task) for task in how.tasks],
        "before": steps[here - 1] if here else None,
        "after": steps[here + 1] if here + 1 < len(steps) else None,
    }
    if key == "mail" and standing.may(KEEPS_MAIL):
        form = TestMail(standing)
        context["mail_form"], context["reachable"] = form, form.fields["to"].queryset.exists()  # type: ignore[attr-defined]
    return render(request, "site/setup_step.html", context)


KEEPS_MAIL = "keep_gateways"


class TestMail(forms.Form):
    """To whom a test mail goes: somebody of the mission whose account has an address."""

    to = forms.ModelChoiceField(queryset=Person.objects.none(), label=gettext_lazy("To"))

    def __init__(self, standing: Standing, sent: QueryDict | None = None) -> None:
        super().__init__(sent)
        people = people_of(standing.mission, on=standing.on).exclude(email="")
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


@keepers_page(KEEPS_MAIL)
def send_test_mail(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Put a mail that says “Open Tutela” in the ledger, to one person; it leaves as any other."""
    form = TestMail(standing, request.POST)
    if request.method == "POST":
        if form.is_valid():
            with refused_atop(request):
                outbox.send(standing.mission.pk, "mail", "person", form.cleaned_data["to"].pk)
                messages.success(
                    request, _("It waits to be sent. This page says when the mail server took it.")
                )
        else:
            messages.error(request, _("Choose somebody whose account has an e-mail address."))
    return redirect("site:setup_step", standing.mission.code, "mail")


def _task(standing: Standing, task: SetupTask) -> dict[str, Any]:
    """A thing to do: the page, for who may; for who may not, who does it and the address to send
    them."""
    takes_code = not task.page.startswith(("access:make_account", "access:missions"))
    path = reverse(task.page, args=[standing.mission.code] if takes_code else [])
    return {
        "label": task.label,
        "url": path,
        "address": settings.PUBLIC_URL.rstrip("/") + path,
        "may": standing.may_somewhere(task.act),
        "who": may_do(standing.mission, task.act),
    }
