"""A set of posts: what each is called, and which roles of the house it carries.

A post is a name over roles. What it reads and may do is what the house's tables give those roles,
together; it can never read more. What the house keeps apart stays apart.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import BadParameter
from tutela.base.messages import say, term
from tutela_web.access.policy import acts, roles
from tutela_web.base.markings import Classification

COLUMNS = ("post", "en", "fr", "ar", "roles")
LANGUAGES = ("en", "fr", "ar")
MOST_POSTS = 80
MOST_ROLES = 4
MOST_SIGNS = 80

STARTING = {
    "regional_force": term("Regional force"),
    "ministry": term("Ministry of the interior or of protection"),
}
"""The sets that are shipped, beside the house's own roles."""

_KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
_LABEL = re.compile(r"[^\W\d_][^\d_<>{}%\n]*", re.U)

ALONE = {
    "administrator": term("who keeps accounts reads no content"),
    "custodian": term("who keeps the vault does nothing else"),
    "auditor": term("who looks into the trail leaves none elsewhere"),
    "conduct_officer": term("who receives misconduct stands apart from all others"),
    "partner": term("a partner is outside"),
    "headquarters": term("headquarters is outside"),
}
"""Roles that a post carries alone, and why."""


@dataclass(frozen=True, slots=True)
class Separation:
    """Two acts that no role of the house may both do, and why no post may."""

    first: str
    second: str
    why: str


SEPARATIONS = (
    Separation("draft_strategy", "endorse_strategy", term("who writes a strategy endorses none")),
    Separation(
        "draft_strategy", "answer_for_legal", term("who writes a strategy is not its legal check")
    ),
    Separation(
        "draft_strategy",
        "answer_for_task_force",
        term("who writes a strategy does not answer for the task force"),
    ),
    Separation(
        "draft_strategy",
        "check_for_planning",
        term("who writes a strategy does not check it against other plans"),
    ),
    Separation(
        "draft_strategy",
        "endorse_for_country_team",
        term("who writes a strategy does not endorse it for others"),
    ),
    Separation(
        "keep_forms",
        "approve_child_questions",
        term("who writes questions approves none on children"),
    ),
    Separation(
        "keep_forms",
        "approve_crsv_questions",
        term("who writes questions approves none on sexual violence"),
    ),
    Separation("task_unit", "answer_tasking", term("who tasks a unit does not answer for it")),
    Separation(
        "release_feed",
        "advise_release",
        term("who releases a hazard does not give the human rights advice"),
    ),
    Separation(
        "release_hazard",
        "advise_release",
        term("who releases a hazard does not give the human rights advice"),
    ),
)
"""What the house keeps apart. A single role that does both, where the house has one, is its own."""


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A post of a set: its key, its name in each language, the roles it carries."""

    post: str
    en: str
    fr: str
    ar: str
    roles: tuple[str, ...]

    def label(self, language: str) -> str:
        """Its name in a language, in English where it has none there."""
        return {"fr": self.fr, "ar": self.ar}.get(language, "") or self.en

    @property
    def reads(self) -> frozenset[str]:
        """The kinds of record it reads at all: those of its roles, together."""
        carried = [roles()[name] for name in self.roles]
        return frozenset().union(*(role.own | role.area | role.mission for role in carried))

    @property
    def clearance(self) -> Classification:
        """The highest marking any of its roles reads."""
        return Classification(max(roles()[name].clearance for name in self.roles))

    @property
    def compartments(self) -> frozenset[str]:
        """What its roles open beside."""
        return frozenset().union(*(roles()[name].compartments for name in self.roles))

    @property
    def may(self) -> frozenset[str]:
        """What it gives authority to do."""
        return frozenset(act for act, carried in acts().items() if carried & set(self.roles))

    @property
    def by_area(self) -> bool:
        """Whether a role of it reads by area: the post then needs one."""
        return any(roles()[name].area for name in self.roles)


def starting_set(name: str) -> str:
    """A shipped set as CSV.

    >>> starting_set("ministry").splitlines()[0]
    'post,en,fr,ar,roles'
    """
    if name not in STARTING:
        raise BadParameter(say("there is no such set of posts"), where="start")
    return write_posts(
        OwnPost(row["post"], row["en"], row["fr"], row["ar"], tuple(row["roles"].split()))
        for row in shipped_rows("tutela_web.adoption", f"{name}.csv")
    )


def write_posts(posts: Iterable[OwnPost]) -> str:
    """A set as CSV."""
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)
    for listed in posts:
        table.writerow(
            [
                listed.post,
                listed.en,
                listed.fr,
                listed.ar,
                " ".join(listed.roles),
            ]
        )
    return file.getvalue()


def read_posts(text: str, where: str) -> tuple[OwnPost, ...]:
    """A set from CSV with the columns of COLUMNS, checked.

    Raises  BadParameter with the line for a role nobody has, roles that are kept apart, a name
            that is another's, or no set at all.
    """
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    lacking = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if lacking:
        raise BadParameter(
            say("the columns {names} are not there", names=", ".join(lacking)),
            where=where,
            next=say("take a set down from this page, and change it"),
        )
    posts: list[OwnPost] = []
    for number, row in enumerate(reader, 2):
        if len(posts) >= MOST_POSTS:
            raise BadParameter(say("a set has at most {n} posts", n=MOST_POSTS), where=where)
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        post = OwnPost(
            cells["post"], cells["en"], cells["fr"], cells["ar"], tuple(cells["roles"].split())
        )
        check_post(post, say("{file}, line {n}", file=where, n=number))
        _check_apart(posts, post, say("{file}, line {n}", file=where, n=number))
        posts.append(post)
    if not posts:
        raise BadParameter(say("the set has no posts"), where=where)
    return tuple(posts)


def check_post(post: OwnPost, where: str) -> None:
    """Raise BadParameter for a post that could not be held: what is wrong, in words."""
    if not _KEY.fullmatch(post.post):
        raise BadParameter(
            say("“{post}” is no key of a post: small letters, digits and _", post=post.post[:40]),
            where=where,
        )
    labels = [post.en, *filter(None, (post.fr, post.ar))]
    if any(not _LABEL.fullmatch(label) or len(label) > MOST_SIGNS for label in labels):
        raise BadParameter(
            say("a post has a name of letters, at most {n}, in English at least", n=MOST_SIGNS),
            where=where,
            next=say("name an office, never a person"),
        )
    unknown = [name for name in post.roles if name not in roles()]
    if unknown:
        raise BadParameter(
            say("“{role}” is no role of the house", role=unknown[0][:40]),
            where=where,
            next=say("use one of: {names}", names=", ".join(roles())),
        )
    if not post.roles or len(set(post.roles)) != len(post.roles) or len(post.roles) > MOST_ROLES:
        raise BadParameter(
            say("a post carries one to {n} roles, each once", n=MOST_ROLES), where=where
        )
    _check_separations(post, where)


def _check_separations(post: OwnPost, where: str) -> None:
    for name, why in ALONE.items():
        if name in post.roles and len(post.roles) > 1:
            raise BadParameter(
                say("{role} is carried alone: {why}", role=term(roles()[name].label), why=why),
                where=where,
                next=say("make two posts, and give them to two people"),
            )
    for pair in SEPARATIONS:
        both = pair.first in post.may and pair.second in post.may
        by_one_role = any(name in acts()[pair.first] & acts()[pair.second] for name in post.roles)
        if both and not by_one_role:
            raise BadParameter(
                say("these roles are kept apart: {why}", why=pair.why),
                where=where,
                next=say("make two posts, and give them to two people"),
            )


def _check_apart(before: list[OwnPost], post: OwnPost, where: str) -> None:
    """Raise where a post bears another's key or name, or that of a role it does not carry."""
    others = {role.label.casefold() for name, role in roles().items() if name not in post.roles}
    taken = {
        label.casefold()
        for listed in before
        for label in (listed.en, listed.fr, listed.ar)
        if label
    }
    names = {label.casefold() for label in (post.en, post.fr, post.ar) if label}
    if names & taken or any(listed.post == post.post for listed in before):
        raise BadParameter(
            say("another post of the set has this key or name"),
            where=where,
            next=say("give it another"),
        )
    if names & others:
        raise BadParameter(
            say("“{name}” is a role of the house that this post does not carry", name=post.en),
            where=where,
            next=say("call it otherwise, or have it carry that role"),
        )
