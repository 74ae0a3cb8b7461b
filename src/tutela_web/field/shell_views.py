"""The shell of the app: blank forms in three languages, the same for everybody, and its worker.

A browser retains these and nothing else. They hold no name, no mission and no record.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tutela.intake.child_alone import ALONE, CHILD, words_of_child_alone
from tutela.intake.questions import (
    CARE_QUESTIONS,
    MARKS,
    BlankForm,
    blank_forms,
    referral_steps,
)
from tutela_web.access.middleware import PERMISSIONS
from tutela_web.look.translate import say_in_page_language

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LOCATED = (
    PERMISSIONS.replace("geolocation=()", "geolocation=(self)").replace(
        "microphone=()", "microphone=(self)"
    )
    + ", autoplay=()"
)
"""The one page that may ask where somebody is, and listen: it asks only when they switch it on. It
never sounds by itself."""

STATIC = Path(__file__).parents[1] / "look" / "static" / "tutela"
SCRIPT, STYLE = "tutela/field.js", "tutela/field.css"
ICON, TOUCH_ICON = "tutela/notes.svg", "tutela/notes-192.png"
FILES = (SCRIPT, STYLE, ICON, TOUCH_ICON)
"""What the shell loads; `notes-512.png` is asked by the installer alone."""

LATER = frozenset({"known_by", "how_many"})
"""Asked only where there is time; at verification else."""

STOPPING = ("report", "danger", "visit")
"""Forms on which somebody may begin to tell what the form must not ask."""


def start(request: HttpRequest) -> HttpResponse:
    """The shell in the language of the browser or of who is signed in."""
    return redirect("field_app:shell", translation.get_language() or "en")


def shell(request: HttpRequest, language: str) -> HttpResponse:
    """The app's one page in one language."""
    _require_language(language)
    answer = HttpResponse(shell_page(language))
    answer["Cache-Control"] = "no-cache"
    answer["Permissions-Policy"] = LOCATED
    return answer


def shell_page(language: str) -> str:
    """The page itself: made without the request, so that nothing of anybody can stand in it."""
    with translation.override(language):
        forms = [_word_form(form) for form in blank_forms()]
        marks = [
            {
                "mark": mark,
                "label": say_in_page_language(label),
                "steps": [say_in_page_language(step) for step in referral_steps(mark)],
            }
            for mark, label in MARKS.items()
        ]
        context = {
            "forms": forms,
            "marks": marks,
            "care_questions": [
                {"name": care_question.name, "ask": say_in_page_language(care_question.ask)}
                for care_question in CARE_QUESTIONS
                if care_question.name != "agreed"
            ],
            "child_words": "|".join(words_of_child_alone(CHILD)),
            "alone_words": "|".join(words_of_child_alone(ALONE)),
            "language": language,
            "languages": settings.LANGUAGES,
            "rtl": language == "ar",
            "script": static(SCRIPT),
            "style": static(STYLE),
            "icon": static(ICON),
            "touch_icon": static(TOUCH_ICON),
        }
        return render_to_string("field/shell.html", context)


def _word_form(form: BlankForm) -> dict[str, Any]:
    """A blank form in the language of the page."""
    questions = [
        (
            {
                **question,
                "ask": say_in_page_language(question["ask"]),
                "choices": [
                    {"value": choice["value"], "label": say_in_page_language(choice["label"])}
                    for choice in question["choices"]
                ],
            },
            question["private"] or question["name"] in LATER,
        )
        for question in form["questions"]
    ]
    return {
        "kind": form["kind"],
        "title": say_in_page_language(form["title"]),
        "asked": [worded for worded, later in questions if not later],
        "more": [worded for worded, later in questions if later],
        "private": any(question["private"] for question in form["questions"]),
        "stops": form["kind"] in STOPPING,
    }


def manifest(request: HttpRequest, language: str) -> HttpResponse:
    """What a telephone installs: a name and an icon that say nothing."""
    _require_language(language)
    with translation.override(language):
        name = app_name()
    here = reverse("field_app:shell", args=[language])
    icons = [
        {"src": static(f"tutela/notes-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    answer = JsonResponse(
        {
            "id": reverse("field_app:start"),
            "name": name,
            "short_name": name,
            "lang": language,
            "dir": "rtl" if language == "ar" else "ltr",
            "start_url": here,
            "scope": reverse("field_app:start"),
            "display": "standalone",
            "background_color": "#F4F6F7",
            "theme_color": "#F4F6F7",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )
    answer["Cache-Control"] = "no-cache"
    return answer


def app_name() -> str:
    """What the app is called on a telephone: what any telephone has."""
    return _("Notes")


def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: it retains the shell in each language and what the shell loads."""
    pages = [reverse("field_app:shell", args=[language]) for language in LANGUAGES]
    manifests = [reverse("field_app:manifest", args=[language]) for language in LANGUAGES]
    retained = [*pages, *manifests, *(static(name) for name in FILES)]
    script = (STATIC / "field-worker.js").read_text("utf-8")
    stamp = hashlib.sha256(script.encode())
    for language in LANGUAGES:
        stamp.update(shell_page(language).encode())
    for name in FILES:
        stamp.update((STATIC.parent / name).read_bytes())
    head = {
        "retained": retained,
        "start": reverse("field_app:start"),
        "stamp": stamp.hexdigest()[:16],
    }
    answer = HttpResponse(
        f"const SHELL = {json.dumps(head)};\n{script}", content_type="text/javascript"
    )
    answer["Cache-Control"] = "no-cache"
    return answer


def _require_language(language: str) -> None:
    if language not in LANGUAGES:
        raise Http404
