"""Pages of people: who holds what, the roster, duty areas, accounts, sessions and devices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from tutela.base.errors import BadParameter, TutelaError
from tutela_web.access.devices import verbs as devices
from tutela_web.access.models import (
    AccountChange,
    CompartmentGrant,
    Device,
    Duty,
    DutyArea,
    Holding,
    Mission,
    Person,
    Post,
    RoleGrant,
)
from tutela_web.access.page_access import mission_page, mission_post, refusals
from tutela_web.access.people import account_changes, forms, queries, verbs
from tutela_web.access.people.functions import function_rows
from tutela_web.access.policy import Standing, roles
from tutela_web.access.sessions import verbs as sessions
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.base.jobs import stopped_processes
from tutela_web.base.models import Beat
from tutela_web.base.upkeep.backup import backup_state
from tutela_web.base.upkeep.encrypted import RecipientBroken
from tutela_web.base.values import Cleaned, Files, UrlPart, Words
from tutela_web.channels import gateway_queries
from tutela_web.channels.models import Away
from tutela_web.look.translate import in_page_language, say_in_page_language

ROSTER = ("incidents", "risks", "people")
"""Who sees the roster: whoever works with what happens, or with people."""

PER_PAGE = 50

ResultT = TypeVar("ResultT")


def _error_message(error: TutelaError) -> str:
    return in_page_language(error.as_sentence())


def _act(
    request: HttpRequest,
    form: Form,
    do: Callable[[Cleaned], ResultT],
    *,
    title: Words,
    button: Words,
    back: str,
    warning: Words = "",
) -> HttpResponse:
    """One form, one verb: shown, sent, and on success back to where it belongs."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                do(form.cleaned_data)
            except TutelaError as error:
                form.add_error(None, _error_message(error))
                status = 403 if isinstance(error, Denied) else 400
            else:
                messages.success(request, _("Recorded."))
                return redirect(back)
    about = {"form": form, "title": title, "button": button, "back": back, "warning": warning}
    return render(request, "access/form.html", about, status=status)


def _require_act(standing: Standing, act: str) -> None:
    """Refuse the page of an act to whom no post gives it."""
    if not standing.may_somewhere(act):
        raise PermissionDenied


def _url_back(name: str, standing: Standing, *ids: UrlPart) -> str:
    return reverse(f"access:{name}", args=[standing.mission.code, *ids])


def _form_data(request: HttpRequest) -> tuple[QueryDict, Files] | tuple[None, None]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


# --- people -------------------------------------------------------------------------------------


@mission_page("people", "accounts")
def people(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who holds what today, until when, and what is empty."""
    mission, on = standing.mission, standing.on
    rungs = queries.ladder(mission, on=on)
    about = {
        "rungs": rungs,
        "functions": function_rows(standing, rungs),
        "empty": [rung for rung in rungs if rung.holder is None],
        "given": queries.roles_given(mission, on=on),
        "opened": queries.compartments_opened(mission, on=on) if standing.reads("people") else None,
        "may_give": standing.may("grant_access"),
        "administers": standing.may("make_accounts"),
        "asked": queries.with_names(queries.waiting_changes(standing))
        if standing.may("decide_accounts")
        else [],
        "keeps_webhooks": standing.may("keep_webhooks"),
        "keeps_gateways": standing.may("keep_gateways"),
        "labels": {name: gettext(role.label) for name, role in roles().items()},
        "on": on,
    }
    return render(request, "access/people.html", about)


@mission_page("people")
def give_role(request: HttpRequest, standing: Standing) -> HttpResponse:
    _require_act(standing, "grant_access")
    form = forms.GiveRole(standing, *_form_data(request))
    return _act(
        request,
        form,
        lambda given: verbs.give_role(**given, by=standing),
        title=_("Assign a role"),
        button=_("Assign the role"),
        back=_url_back("people", standing),
    )


@mission_page("people")
def end_role(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    _require_act(standing, "grant_access")
    grant = get_object_or_404(RoleGrant, pk=pk, mission=standing.mission)
    form = forms.EndOn(standing, *_form_data(request))
    return _act(
        request,
        form,
        lambda given: verbs.end_role(grant, on=given["on"], by=standing),
        title=_("End the role of %(person)s") % {"person": grant.person},
        button=_("End the role"),
        back=_url_back("people", standing),
    )


@mission_page("people")
def make_post(request: HttpRequest, standing: Standing) -> HttpResponse:
    _require_act(standing, "grant_access")
    form = forms.MakePost(standing, *_form_data(request))
    return _act(
        request,
        form,
        lambda given: verbs.make_post(**given, by=standing),
        title=_("Create a post"),
        button=_("Create the post"),
        back=_url_back("people", standing),
    )


@mission_page("people", "accounts")
def post(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One post: who holds it, who stood there before, who comes."""
    shown_post = get_object_or_404(
        Post.objects.select_related("area", "reports_to"), pk=pk, mission=standing.mission
    )
    rung = next(r for r in queries.ladder(standing.mission, on=standing.on) if r.post.pk == pk)
    about = {
        "post": shown_post,
        "rung": rung,
        "label": gettext(roles()[shown_post.role].label)
        if shown_post.role in roles()
        else shown_post.role,
        "holdings": shown_post.holdings.select_related("person").order_by("-starts", "order"),
        "may_give": standing.may("grant_access"),
        "on": standing.on,
    }
    return render(request, "access/post.html", about)


def _post_form(
    request: HttpRequest,
    standing: Standing,
    pk: UUID,
    *,
    make: Callable[[Post], Form],
    do: Callable[[Post, Cleaned], ResultT],
    title: Words,
    button: Words,
    warning: Words = "",
) -> HttpResponse:
    _require_act(standing, "grant_access")
    post = get_object_or_404(Post, pk=pk, mission=standing.mission)
    return _act(
        request,
        make(post),
        lambda given: do(post, given),
        title=title % {"post": post},
        button=button,
        back=_url_back("post", standing, pk),
        warning=warning,
    )


@mission_page("people")
def edit_post(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    def make(found: Post) -> Form:
        was = {
            "title": found.title,
            "reports_to": found.reports_to_id,
            "duty_number": found.duty_number,
        }
        return forms.EditPost(standing, *_form_data(request), initial=was)

    return _post_form(
        request,
        standing,
        pk,
        make=make,
        do=lambda found, given: verbs.edit_post(found, **given, by=standing),
        title=_("Change the post %(post)s"),
        button=_("Save"),
    )


@mission_page("people")
def give_post(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    return _post_form(
        request,
        standing,
        pk,
        make=lambda _: forms.GivePost(standing, *_form_data(request)),
        do=lambda found, given: verbs.give_post(found, **given, by=standing),
        title=_("Assign the post %(post)s"),
        button=_("Assign the post"),
    )


@mission_page("people")
def rotate_post(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    return _post_form(
        request,
        standing,
        pk,
        make=lambda _: forms.RotatePost(standing, *_form_data(request)),
        do=lambda found, given: verbs.rotate_post(found, **given, by=standing),
        title=_("Hand over the post %(post)s"),
        button=_("Hand over"),
        warning=_(
            "On that day who leaves is signed out everywhere and their devices end, "
            "unless they hold something else."
        ),
    )


@mission_page("people")
def end_post(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    _require_act(standing, "grant_access")
    holding = get_object_or_404(
        Holding.objects.select_related("person", "post"), pk=pk, post__mission=standing.mission
    )
    form = forms.EndOn(standing, *_form_data(request))
    return _act(
        request,
        form,
        lambda given: verbs.end_post(holding, on=given["on"], by=standing),
        title=_("End %(person)s as %(post)s") % {"person": holding.person, "post": holding.post},
        button=_("End it"),
        back=_url_back("post", standing, holding.post_id),
        warning=_("The post is then empty. To hand it over in one step, go back."),
    )


@mission_page("people")
def open_compartment(request: HttpRequest, standing: Standing) -> HttpResponse:
    _require_act(standing, "grant_access")
    form = forms.OpenCompartment(standing, *_form_data(request))
    return _act(
        request,
        form,
        lambda given: verbs.open_compartment(**given, by=standing),
        title=_("Open a compartment to one person"),
        button=_("Open the compartment"),
        back=_url_back("people", standing),
    )


@mission_page("people")
def close_compartment(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    _require_act(standing, "grant_access")
    grant = get_object_or_404(CompartmentGrant, pk=pk, mission=standing.mission)
    form = forms.EndOn(standing, *_form_data(request))
    return _act(
        request,
        form,
        lambda given: verbs.close_compartment(grant, on=given["on"], by=standing),
        title=_("Close the compartment to %(person)s") % {"person": grant.person},
        button=_("Close it"),
        back=_url_back("people", standing),
    )


@mission_post("people")
def end_access(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Sign somebody of the mission out everywhere, now."""
    person = get_object_or_404(queries.people_of(standing.mission, on=standing.on), pk=pk)
    verbs.end_access(person, by=standing)
    messages.success(request, _("Signed out everywhere; devices ended."))
    return redirect(_url_back("people", standing))


# --- the roster ---------------------------------------------------------------------------------


@mission_page(*ROSTER)
def roster(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who is on duty now for each post, and the week ahead with its gaps."""
    mission = standing.mission
    now = clock.now(mission)
    midnight = clock.moment_of(now.date(), time(), mission)
    duties = queries.on_duty(mission, now)
    about = {
        "duties": [duty for duty in duties if duty.rostered],
        "without": [duty for duty in duties if not duty.rostered],
        "stretches": queries.roster(mission, since=midnight, until=midnight + timedelta(days=7)),
        "may_keep": standing.may_somewhere("keep_roster"),
        "kept": {
            p.pk
            for p in queries.rostered_posts(mission)
            if standing.may("keep_roster", area=p.area_id)
        },
        "zone": now.tzname(),
    }
    return render(request, "access/roster.html", about)


@mission_page(*ROSTER)
def add_turn(request: HttpRequest, standing: Standing) -> HttpResponse:
    _require_act(standing, "keep_roster")
    wanted = {name: request.GET[name] for name in ("post", "starts_at") if name in request.GET}
    form = forms.Turn(standing, *_form_data(request), initial=wanted)
    return _act(
        request,
        form,
        lambda given: verbs.add_turn(**given, by=standing),
        title=_("Add a turn of duty"),
        button=_("Add to the roster"),
        back=_url_back("roster", standing),
    )


@mission_page(*ROSTER)
def edit_turn(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    _require_act(standing, "keep_roster")
    turn = get_object_or_404(
        Duty.objects.select_related("post"), pk=pk, post__mission=standing.mission
    )
    was = {"person": turn.person_id, "starts_at": turn.starts_at, "ends_at": turn.ends_at}
    form = forms.EditTurn(standing, *_form_data(request), initial=was)
    return _act(
        request,
        form,
        lambda given: verbs.edit_turn(turn, **given, by=standing),
        title=_("Change a turn of %(post)s") % {"post": turn.post},
        button=_("Save"),
        back=_url_back("roster", standing),
    )


@mission_post(*ROSTER)
def drop_turn(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    turn = get_object_or_404(
        Duty.objects.select_related("post"), pk=pk, post__mission=standing.mission
    )
    verbs.drop_turn(turn, by=standing)
    messages.success(request, _("Removed from the roster."))
    return redirect(_url_back("roster", standing))


# --- duty areas ---------------------------------------------------------------------------------


@mission_page("people", "places")
def areas(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The duty areas, and the places that lie in none of them or in two."""
    about = {
        "areas": queries.areas(standing.mission, on=standing.on),
        "covers": queries.covers(standing),
        "kinds": dict(DutyArea.Kind.choices),
        "may_keep": standing.may("grant_access"),
    }
    return render(request, "access/areas.html", about)


@mission_page("people", "places")
def keep_area(request: HttpRequest, standing: Standing, pk: UUID | None = None) -> HttpResponse:
    _require_act(standing, "grant_access")
    area = get_object_or_404(DutyArea, pk=pk, mission=standing.mission) if pk else None
    fields = ("code", "name", "kind", "analysis_cell", "starts", "ends")
    was = {name: getattr(area, name) for name in fields} if area else {}
    form = forms.KeepArea(standing, *_form_data(request), initial=was)

    def keep(given: Cleaned) -> None:
        wanted = {name: given[name] for name in (*fields, "boundary")}
        verbs.keep_area(area=area, **wanted, by=standing)

    return _act(
        request,
        form,
        keep,
        title=_("Change a duty area") if area else _("Create a duty area"),
        button=_("Save"),
        back=_url_back("areas", standing),
        warning=_("Left empty, the boundary stays as it is.") if area else "",
    )


# --- accounts -----------------------------------------------------------------------------------


def house_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of those who look after accounts; 404 for everybody else."""

    @login_required
    @wraps(view)
    def entered(request: HttpRequest, *args: UrlPart, **kwargs: UrlPart) -> HttpResponse:
        standing = queries.administering(request.user)
        if standing is None:
            raise Http404
        request.standing = standing  # type: ignore[attr-defined]
        clock.enter(standing.mission)
        return view(request, standing, *args, **kwargs)

    return entered


@house_page
def accounts(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every account, its state, and nothing of what its owner may read."""
    search = request.GET.get("q", "").strip()
    page = Paginator(queries.accounts(search=search), PER_PAGE).get_page(request.GET.get("page"))
    try:
        backups, fault = backup_state(), None
    except RecipientBroken as error:
        backups, fault = None, say_in_page_language(error.as_sentence())
    about = {
        "page": page,
        "q": search,
        "backups": backups,
        "backups_fault": fault,
        "away": gateway_queries.silent_servers(standing.mission.pk, *Away.Kind.values),
        "stopped": stopped_processes(Beat.Part.ROUNDS, Beat.Part.SENDERS, Beat.Part.WEBHOOKS),
    }
    return render(request, "access/accounts.html", about)


@house_page
def make_account(request: HttpRequest, standing: Standing) -> HttpResponse:
    form = forms.MakeAccount(*_form_data(request))
    if request.method == "POST" and form.is_valid():
        try:
            account = verbs.make_account(**form.cleaned_data, by=standing)
        except TutelaError as error:
            form.add_error(None, _error_message(error))
        else:
            return _show_link(request, account, standing)
    about = {
        "form": form,
        "title": _("Create an account"),
        "button": _("Create the account"),
        "back": reverse("access:accounts"),
    }
    return render(request, "access/form.html", about, status=200 if not form.errors else 400)


def _show_link(request: HttpRequest, person: Person, standing: Standing) -> HttpResponse:
    """The one-time link, on this answer and nowhere else."""
    link = settings.PUBLIC_URL.rstrip("/") + verbs.password_link(person, by=standing)
    return render(request, "access/password_link.html", {"owner": person, "link": link})


@house_page
def account(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One account: what can be done about signing in with it."""
    owner = get_object_or_404(queries.accounts(), pk=pk)
    asked = AccountChange.objects.filter(person=owner).order_by("-asked_at")[:10]
    about = {
        "owner": owner,
        "is_new": verbs.is_new(owner),
        "asked": queries.with_names(asked),
        "decided_here": set(queries.account_changes(standing).values_list("pk", flat=True)),
        "ask_form": forms.AskAccountChange(auto_id="link_%s"),
        "ask_form_again": forms.AskAccountChange(auto_id="factor_%s"),
        "here": standing.mission.code,
        "me": standing.person.pk,
        "sessions": sessions.sessions_of(owner),
        "link_form": forms.LinkSubject() if settings.OIDC else None,
        "own": owner.pk == standing.person.pk,
    }
    return render(request, "access/account.html", about)


ACCOUNT_ACTS: dict[str, tuple[Callable[..., Any], Any]] = {
    "end": (verbs.end_account, _("The account is ended, everywhere, at once.")),
    "reopen": (verbs.reopen_account, _("The account is open again.")),
    "end-sessions": (verbs.end_access, _("Signed out everywhere; devices ended.")),
}
ASKED_ACTS = {
    "ask-password-link": AccountChange.Remedy.LINK,
    "ask-reset-second-factor": AccountChange.Remedy.FACTOR,
}
"""What a second person decides."""


@require_POST
@house_page
def account_act(request: HttpRequest, standing: Standing, pk: UUID, act: str) -> HttpResponse:
    """Do one of the things an administrator does about an account."""
    owner = get_object_or_404(Person, pk=pk)
    try:
        with refusals():
            if act == "password-link":
                return _show_link(request, owner, standing)
            if act in ASKED_ACTS:
                _ask(request, standing, owner, act)
                return redirect("access:account", owner.pk)
            if act == "link-subject":
                form = forms.LinkSubject(request.POST)
                if form.is_valid():
                    verbs.link_subject(owner, **form.cleaned_data, by=standing)
                    messages.success(request, _("Recorded."))
            elif act in ACCOUNT_ACTS:
                do, done = ACCOUNT_ACTS[act]
                do(owner, by=standing)
                messages.success(request, done)
            else:
                raise Http404
    except TutelaError as error:
        messages.error(request, _error_message(error))
    return redirect("access:account", owner.pk)


def _ask(request: HttpRequest, standing: Standing, owner: Person, act: str) -> None:
    form = forms.AskAccountChange(request.POST)
    if not form.is_valid():
        raise BadParameter(
            gettext("a reason is needed"), next=gettext("say who asked, and how you know them")
        )
    account_changes.ask(owner, ASKED_ACTS[act], by=standing, reason=form.cleaned_data["reason"])
    messages.success(
        request, _("Asked. A second person has a day to decide; the owner of the account is told.")
    )


@require_POST
@house_page
def asked_link(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The link a second person agreed to, on this answer and nowhere else."""
    change = get_object_or_404(AccountChange.objects.select_related("person"), pk=pk)
    try:
        with refusals():
            link = account_changes.asked_link(change, by=standing)
    except TutelaError as error:
        messages.error(request, _error_message(error))
        return redirect("access:account", change.person_id)
    about = {"owner": change.person, "link": settings.PUBLIC_URL.rstrip("/") + link}
    return render(request, "access/password_link.html", about)


@mission_page("people", "accounts")
def account_change(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What an administrator asks about an account of the mission's people: a second one decides."""
    if not standing.may("decide_accounts"):
        raise Http404
    change = get_object_or_404(queries.account_changes(standing), pk=pk)
    form, status = Form(request.POST or None), 200
    if request.method == "POST":
        decide = {"approve": account_changes.approve, "refuse": account_changes.refuse}.get(
            request.POST.get("act", "")
        )
        if decide is None:
            raise Http404
        try:
            with refusals():
                decide(change, by=standing)
        except TutelaError as error:
            form.add_error(None, _error_message(error))
            status = 400
        else:
            return redirect("access:account_change", standing.mission.code, pk)
    (told,) = queries.with_names([change])
    concerned = standing.person.pk in (change.asked_by_id, change.person_id)
    about = {"change": told, "form": form, "decides": not concerned}
    return render(request, "access/account_change.html", about, status=status)


# --- missions of the house ----------------------------------------------------------------------


@house_page
def missions(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every mission of this installation: that it is there, and nothing of its records."""
    return render(request, "access/missions.html", {"missions": Mission.objects.order_by("code")})


@house_page
def make_mission(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Make a mission and seat its first administrator."""
    form = forms.MakeMission(*_form_data(request)[:1])
    return _act(
        request,
        form,
        lambda given: verbs.make_mission(**given, by=standing),
        title=_("Create a mission"),
        button=_("Create the mission"),
        back=reverse("access:missions"),
        warning=_("Its code and country cannot be changed later."),
    )


# --- one's own ----------------------------------------------------------------------------------


@login_required
def my_sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in; end one, or all but this."""
    here = request.session.session_key
    person: Person = request.user  # type: ignore[assignment]
    if request.method == "POST":
        number = request.POST.get("only", "")
        places = {place.number: place.key for place in sessions.sessions_of(person)}
        if number and number not in places:
            raise Http404
        sessions.end_sessions(person, but=here, only=places.get(number))
        messages.success(request, _("Signed out there."))
        return redirect("access:sessions")
    about = {"places": sessions.sessions_of(person, here=here)}
    return render(request, "access/sessions.html", about)


@login_required
def my_devices(request: HttpRequest) -> HttpResponse:
    """My devices: what opens the API in my name, and until when."""
    about = {"devices": queries.devices_of(request.user), "real_now": clock.real_now()}  # type: ignore[arg-type]
    return render(request, "access/devices.html", about)


@login_required
@reauthentication_required(app="tutela_web.access")  # type: ignore[untyped-decorator]
def make_device(request: HttpRequest) -> HttpResponse:
    """Make a device; its token is on this answer and nowhere else."""
    form = forms.MakeDevice(*_form_data(request)[:1])
    if request.method == "POST" and form.is_valid():
        try:
            device, token = devices.make(request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except TutelaError as error:
            form.add_error(None, _error_message(error))
        else:
            return render(request, "access/device_made.html", {"device": device, "token": token})
    about = {
        "form": form,
        "title": _("Add a device"),
        "button": _("Create a token"),
        "back": reverse("access:devices"),
    }
    return render(request, "access/form.html", about, status=200 if not form.errors else 400)


@require_POST
@login_required
def end_device(request: HttpRequest, pk: UUID) -> HttpResponse:
    device = get_object_or_404(Device, pk=pk, person=request.user)
    devices.end(device, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("This device no longer has access."))
    return redirect("access:devices")
