"""Pages in French and Arabic say what the English says: no inversion, and days as CLDR has them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.template import Context, Template
from django.utils.translation import override

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.models import Post


def page(client: Any, path: str, language: str) -> str:
    client.post("/language/", {"language": language, "next": path})
    return str(client.get(path).content.decode())


@pytest.mark.django_db
def test_a_post_nobody_holds_is_never_said_to_be_on_duty(cast: Cast, sign_in: Any) -> None:
    make.post(cast.mission, "unit_commander", duty_number="211 555 010")
    joc = sign_in(cast["joc_duty_officer"])
    roster = "/m/luma/roster/"
    assert "nobody on duty" in page(joc, roster, "en")
    french = page(joc, roster, "fr")
    assert "personne n’est de permanence" in french and "personne de permanence" not in french
    assert "لا أحد في المناوبة" in page(joc, roster, "ar")


@pytest.mark.django_db
def test_a_post_stands_in_the_language_of_the_page_and_is_kept_as_it_was_named() -> None:
    make.post(make.mission(), "head_of_mission", None)
    post = Post.objects.get(role="head_of_mission")
    post.title = "Head of Mission"
    post.save()
    post = Post.objects.get(pk=post.pk)
    told = {}
    for language in ("en", "fr", "ar"):
        with override(language):
            told[language] = Template("{{ post.title }}|{{ post }}").render(Context({"post": post}))
    assert told["en"] == "Head of Mission|Head of Mission"
    assert told["fr"] == "Chef de mission|Chef de mission"
    assert told["ar"] == "رئيس البعثة|رئيس البعثة"
    post.save()
    assert Post.objects.filter(title="Head of Mission").exists()


@pytest.mark.parametrize(
    ("language", "said"), [("en", "9 Jul 2018"), ("fr", "9 juil. 2018"), ("ar", "9 يوليه 2018")]
)
def test_the_filter_of_days_writes_months_as_the_language_does(language: str, said: str) -> None:
    with override(language):
        written = Template('{{ day|date:"j M Y" }}').render(Context({"day": date(2018, 7, 9)}))
    assert written == said
