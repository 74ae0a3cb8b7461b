"""The page of a mission's own posts: the set in use, what waits, sets to start from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela_web.access.models import Compartment
from tutela_web.access.page_access import (
    mission_page,
    mission_post,
    refusals,
    taken_away,
)
from tutela_web.access.policy import Standing, roles
from tutela_web.adoption.forms import TableForm
from tutela_web.adoption.pages import answer_decision, answer_withdrawal
from tutela_web.adoption.posts import verbs
from tutela_web.adoption.posts.forms import CreatePostForm
from tutela_web.adoption.posts.models import PostSet
from tutela_web.adoption.posts.queries import (
    DECIDES,
    KINDS,
    SEATS,
    SENDS,
    post_sets_for,
    posts_of,
    set_in_use,
)
from tutela_web.adoption.posts.sets import STARTING, OwnPost, starting_set, write_posts
from tutela_web.adoption.versions import VersionState
from tutela_web.look.translate import list_words, say_in_page_language, word

MOST = 30


@dataclass(frozen=True)
class PostShown:
    """A post as the page tells it: its name, what it carries, how far it reads."""

    label: str
    others: str
    roles: str
    clearance: str
    compartments: str
    kinds: int
    acts: int
    by_area: bool


def post_shown(post: OwnPost) -> PostShown:
    """A post in the language of the page."""
    language = (get_language() or "en").partition("-")[0]
    label = post.label(language)
    others = [name for name in (post.en, post.fr, post.ar) if name and name != label]
    return PostShown(
        label,
        " · ".join(others),
        list_words(word(roles()[name].label) for name in post.roles),
        str(post.clearance.label),
        list_words(str(Compartment(name).label) for name in sorted(post.compartments)),
        len(post.reads),
        len(post.may),
        post.by_area,
    )


@mission_page(*KINDS)
def own_posts(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The set in use, each version, the form for a new one, and the form that creates a post."""
    form = TableForm()
    if request.method == "POST":
        standing.require(SENDS)
        form = TableForm(request.POST, request.FILES)
        start = request.POST.get("start", "")
        try:
            with refusals():
                if start or form.is_valid():
                    text, name = (
                        (starting_set(start), start) if start else form.cleaned_data["file"]
                    )
                    verbs.send_posts(text, name=name, by=standing)
                    messages.success(request, _("Sent: a second person decides."))
                    return redirect("adoption:posts", standing.mission.code)
        except TutelaError as fault:
            form.add_error("file", say_in_page_language(fault.as_sentence()))
    return _page(request, standing, form, CreatePostForm(standing))


def _page(
    request: HttpRequest, standing: Standing, form: TableForm, create: CreatePostForm
) -> HttpResponse:
    rows = list(post_sets_for(standing)[:MOST])
    used = next((row for row in rows if row.state == VersionState.APPROVED), None)
    waiting = next((row for row in rows if row.state == VersionState.WAITING), None)
    context = {
        "form": form,
        "create": create,
        "rows": rows,
        "used": used,
        "posts": [post_shown(post) for post in posts_of(used)],
        "waiting": waiting,
        "asked": [post_shown(post) for post in posts_of(waiting)],
        "sends": standing.may(SENDS),
        "decides": standing.may(DECIDES)
        and waiting is not None
        and waiting.sent_by_id != standing.person.pk,
        "withdraws": used is not None and (standing.may(SENDS) or standing.may(DECIDES)),
        "seats": used is not None and standing.may(SEATS),
        "starting": [(name, word(label)) for name, label in STARTING.items()],
    }
    refused = (form.is_bound and form.errors) or (create.is_bound and create.errors)
    return render(request, "adoption/posts.html", context, status=400 if refused else 200)


@mission_page(*KINDS)
def posts_table(request: HttpRequest, standing: Standing, name: str) -> HttpResponse:
    """A set as CSV: the one in use, or a shipped one."""
    if name == "own":
        content = write_posts(posts_of(set_in_use(standing.mission)))
    elif name in STARTING:
        content = starting_set(name)
    else:
        raise Http404
    return taken_away(standing, content, "text/csv; charset=utf-8", f"posts-{name}.csv")


@mission_post(*KINDS, of=post_sets_for, may=DECIDES)
def decide(request: HttpRequest, standing: Standing, post_set: PostSet) -> HttpResponse:
    """Approve a set, or refuse it."""
    decided = partial(verbs.decide_posts, post_set)
    done = _("Approved: posts may be created of it.")
    return answer_decision(request, decided, by=standing, done=done, page="adoption:posts")


@mission_post(*KINDS, of=post_sets_for)
def withdraw(request: HttpRequest, standing: Standing, post_set: PostSet) -> HttpResponse:
    """Take a set out of use."""
    withdrawn = partial(verbs.withdraw_posts, post_set)
    done = _("Withdrawn: posts that are held stay.")
    return answer_withdrawal(request, withdrawn, by=standing, done=done, page="adoption:posts")


@mission_post(*KINDS, may=SEATS)
def create(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Create a post of the set in use, and give it to somebody."""
    form = CreatePostForm(standing, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            with refusals():
                verbs.create_own_post(
                    said["post"], by=standing, area=said["area"], to=said["to"] or None
                )
                messages.success(request, _("Created. It stands among the posts of the mission."))
                return redirect("access:people", standing.mission.code)
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
    return _page(request, standing, TableForm(), form)
