"""A ministry brings its own posts: names over the house's roles, by two people, never more."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.adoption.hands import give_file
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry, Person, Post
from tutela_web.access.policy import acts, roles, standing_of
from tutela_web.adoption.posts.models import PostSet
from tutela_web.adoption.posts.sets import (
    ALONE,
    SEPARATIONS,
    STARTING,
    read_posts,
    starting_set,
)

PAGE = "/m/luma/own-posts/"
HEAD = "post,en,fr,ar,roles\n"

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def dana(cast: Cast) -> Person:
    """Dana, the mission's other administrator."""
    person = make.person("dana")
    make.post(cast.mission, "administrator", person)
    return person


@pytest.mark.postgresql
def test_a_ministry_chooses_its_set_a_second_administrator_agrees_and_a_post_is_held(
    cast: Cast, dana: Person, sign_in: Any
) -> None:
    root, chief = sign_in(cast["administrator"]), sign_in(cast["chief_of_staff"])
    setting_up = root.get("/m/luma/setting-up/people/")
    if setting_up.status_code == 200:
        assert PAGE in setting_up.content.decode()
    assert "posts are those of the platform" in text_of(root.get(PAGE))
    said = text_of(root.post(PAGE, {"start": "ministry"}, follow=True))
    assert "a second person decides" in said and "Director of Civilian Protection" in said
    waiting = PostSet.objects.get()
    at = f"{PAGE}{waiting.pk}/decide/"
    root.post(at, {"decision": "approve"}, follow=True)
    assert PostSet.objects.get().state == "waiting", "nobody approves their own"
    assert "Approved" in text_of(sign_in(dana).post(at, {"decision": "approve"}, follow=True))
    held_before = Post.objects.count()
    newcomer = make.person("ndiaye")
    sent = {"post": "protection", "to": newcomer.username}
    assert sign_in(dana).post(f"{PAGE}create/", sent).status_code == 403, "who gives access seats"
    assert chief.post(f"{PAGE}create/", sent).status_code == 302
    made = Post.objects.order_by("-pk")[:2]
    assert Post.objects.count() == held_before + 2
    assert {post.role for post in made} == {"poc_adviser", "drafter"}
    assert {str(post.title) for post in made} == {"Director of Civilian Protection"}
    standing = standing_of(newcomer, cast.mission)
    union = set().union(*(roles()[name].mission | roles()[name].own for name in standing.roles))
    assert set(standing.readings) == union, "never more than the union of its roles"
    assert standing.may("draft_strategy") and not standing.may("endorse_strategy")
    assert "Director of Civilian Protection" in text_of(chief.get("/m/luma/people/"))
    stop = f"{PAGE}{waiting.pk}/withdraw/"
    assert "posts that are held stay" in text_of(root.post(stop, {"why": "x"}, follow=True))
    assert standing_of(newcomer, cast.mission).roles == standing.roles
    lines = AuditEntry.objects.filter(kind="postset").order_by("number")
    assert [line.act for line in lines] == ["create", "approve", "withdraw"]


@pytest.mark.postgresql
def test_a_post_that_reads_by_area_needs_one_and_bears_the_name_of_the_page(
    cast: Cast, dana: Person, sign_in: Any
) -> None:
    sign_in(cast["administrator"]).post(PAGE, {"start": "ministry"})
    at = f"{PAGE}{PostSet.objects.get().pk}/decide/"
    sign_in(dana).post(at, {"decision": "approve"})
    chief = sign_in(cast["chief_of_staff"])
    chief.post("/language/", {"language": "fr"})
    without = chief.post(f"{PAGE}create/", {"post": "province"})
    assert without.status_code == 400
    given = {"post": "province", "area": str(cast.north.pk)}
    assert chief.post(f"{PAGE}create/", given).status_code == 302
    made = Post.objects.get(title="Délégué provincial à la protection")
    assert (made.role, made.area) == ("head_of_field_office", cast.north)
    assert not made.holdings.exists(), "empty until somebody is given it"


@pytest.mark.postgresql
def test_a_set_from_a_file_goes_down_changes_and_comes_up(
    cast: Cast, dana: Person, sign_in: Any
) -> None:
    root = sign_in(cast["administrator"])
    down = root.get(f"{PAGE}sets/regional_force.csv").content.decode()
    assert down.startswith(HEAD)
    changed = down.replace("Commander of the Regional Force", "Joint Force Commander")
    assert "Joint Force Commander" in text_of(give_file(root, PAGE, changed, "posts.csv"))
    at = f"{PAGE}{PostSet.objects.get().pk}/decide/"
    refused = sign_in(dana).post(at, {"decision": "refuse", "why": "No legal adviser yet"})
    assert refused.status_code == 302
    assert "No legal adviser yet" in text_of(root.get(PAGE))
    assert "Create a post" not in root.get(PAGE).content.decode()
    assert sign_in(cast["analyst"]).get(PAGE).status_code == 404
    assert root.get(f"{PAGE}sets/other.csv").status_code == 404


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("a,Office,,,king", "no role of the house"),
        ("a,Office,,,", "one to 4 roles"),
        ("a,Office,,,analyst analyst", "one to 4 roles"),
        ("a,Office,,,administrator analyst", "reads no content"),
        ("a,Office,,,custodian poc_adviser", "keeps the vault"),
        ("a,Office,,,poc_adviser head_of_mission", "who writes a strategy endorses none"),
        ("a,Office,,,sector_operations unit_commander", "does not answer for it"),
        ("a,Office,,,analyst child_protection_adviser", "approves none on children"),
        ("a,Office,,,human_rights head_of_field_office", "human rights advice"),
        ("a,Head of Mission,,,analyst", "role of the house that this post does not carry"),
        ("A b,Office,,,analyst", "no key of a post"),
        ("a,,,,analyst", "a name of letters"),
        ("a,<b>Office</b>,,,analyst", "a name of letters"),
    ],
)
def test_what_the_house_keeps_apart_is_refused_in_words_with_its_line(line: str, told: str) -> None:
    with pytest.raises(BadParameter) as refused:
        read_posts(HEAD + line + "\n", "posts.csv")
    assert told in str(refused.value) and "line 2" in str(refused.value)


def test_two_posts_of_a_set_are_never_called_the_same() -> None:
    with pytest.raises(BadParameter, match="this key or name"):
        read_posts(f"{HEAD}a,Office,,,analyst\nb,office,,,drafter\n", "posts.csv")


@pytest.mark.parametrize("name", STARTING)
def test_a_shipped_set_carries_every_part_a_mission_needs(name: str) -> None:
    posts = read_posts(starting_set(name), name)
    carried = {role for post in posts for role in post.roles}
    needed = {"administrator", "custodian", "auditor", "chief_of_staff", "head_of_mission"}
    assert needed <= carried and "poc_adviser" in carried
    assert all(post.en and post.fr and post.ar for post in posts)
    for post in posts:
        union = set().union(
            *(roles()[one].own | roles()[one].area | roles()[one].mission for one in post.roles)
        )
        assert post.reads == union


def test_what_is_kept_apart_is_of_the_houses_tables() -> None:
    assert {one for pair in SEPARATIONS for one in (pair.first, pair.second)} <= set(acts())
    assert set(ALONE) <= set(roles())
