"""Every declared act, as three people meet it: who may, who may not, who may not see.

One walk over all acts with planted records: each is sent with a value in every field, by whoever
may; then by a reader without a post, by a member of another mission, by nobody. Two hands that send
from the same version, or the same twice, leave one trace. What a field is called is there in three
languages, and what it gives is what the verb takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, get_args, get_type_hints

import pytest
from django import forms
from django.contrib.messages import ERROR, get_messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.translation import trans_real
from lxml import html

from tests.counts import PROOF
from tests.databases import undone_block
from tests.tutela_web.cast import Cast
from tests.tutela_web.filled import filled
from tests.tutela_web.meeting import Address, addresses, routes
from tests.tutela_web.planted import Planted
from tests.tutela_web.test_every_address import world  # noqa: F401
from tests.tutela_web.test_every_field import PEOPLE, _hints, scene  # noqa: F401
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base import values
from tutela_web.base.fields import a_day, cleaned_type, text
from tutela_web.fora.forum.models import Forum
from tutela_web.records.acts import ACTS, Act, ActsOn
from tutela_web.reporting.models import ReportEdition

assert routes(), "with the addresses of all rooms all acts are declared"
MAY_ACT = (
    *PEOPLE,
    "analyst",
    "head_of_field_office",
    "unit_commander",
    "sector_operations",
    "custodian",
)
MOST_UNTAKEN = 37
"""So many acts find no planted record in a state that lets anybody do them; the number falls."""

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@contextmanager
def undone() -> Iterator[None]:
    """What is done within is taken back."""
    blocks = [(alias, undone_block(alias)) for alias in ("default", "keys")]
    for _alias, block in blocks:
        block.__enter__()
    try:
        yield
    finally:
        for alias, block in reversed(blocks):
            transaction.set_rollback(True, using=alias)
            block.__exit__(None, None, None)


def addresses_of_acts(planted: Planted) -> dict[str, list[Address]]:
    """By act, its addresses with planted records in them."""
    found: dict[str, list[Address]] = {name: [] for name in ACTS}
    ends = tuple(act.path for act in ACTS.values())
    for address in addresses(planted):
        if "nobody" not in address.name and address.name.split(" ")[0].endswith(ends):
            name = resolve(address.path).view_name
            if name in found:
                found[name].append(address)
    return found


def filled_act(act: Act, by: Standing, address: Address) -> tuple[str, dict[str, Any]] | None:
    """Where an act is sent, and a value in every field; None where this person finds no record."""
    path, record = address.path, None
    if act.target.find is not None:
        try:
            record = act.target.find(by, resolve(path).kwargs["pk"])
        except (Http404, PermissionDenied):
            return None
    if act.of is not None:
        if (subject := act.of(by, record).first()) is None:
            return None
        path = reverse(f"{act.room}:{act.name}", args=[by.mission.code, record.pk, subject.pk])
    page = html.fromstring(f"<form>{act.form_for(by, record=record).as_p()}</form>")
    sent = filled(path, page, _hints(address.name)).data
    return path, {"version": getattr(record, "version", 1)} | sent


def send(client: Client, path: str, sent: Mapping[str, Any]) -> Any:
    """Send a form; what was said to this person before is read already."""
    client.cookies.pop("messages", None)
    return client.post(path, sent)


def is_done(response: Any) -> bool:
    """Whether what was sent was done: the page leads on and says nothing of a fault."""
    said = get_messages(response.wsgi_request)
    return response.status_code == 302 and not any(one.level >= ERROR for one in said)


def count_changes() -> int:
    """How many lines the audit has of what was changed."""
    return AuditEntry.objects.filter(act__in=["create", "edit", "undo", "grant"]).count()


def is_met(
    act: Act,
    found: list[Address],
    clients: Mapping[str, Client],
    standings: Mapping[str, Standing],
) -> bool:
    """Meet an act as three people. Gives whether somebody did it; what was done is taken back."""
    done = _is_done_once(act, found, clients, standings)
    for address in found[:1]:
        if (sending := filled_act(act, standings["boris"], address)) is not None:
            path, sent = sending
            before = count_changes()
            with undone():
                status = clients["boris"].post(path, sent).status_code
                assert status in ((403, 404) if done else (302, 400, 403, 404)), (act.name, status)
                assert clients["chen"].post(path, sent).status_code == 404, act.name
                assert "/account" in Client().post(path, sent)["Location"], act.name
                assert count_changes() == before, f"{act.name}: who may not act left a trace"
    return done


def _is_done_once(
    act: Act,
    found: list[Address],
    clients: Mapping[str, Client],
    standings: Mapping[str, Standing],
) -> bool:
    """Whether somebody may do it; the second hand, or the same sent twice, does nothing again."""
    for address, who in ((one, who) for one in found[:4] for who in MAY_ACT):
        if (sending := filled_act(act, standings[who], address)) is None:
            continue
        path, sent = sending
        with undone():
            if is_done(send(clients[who], path, sent)):
                after = count_changes()
                again = send(clients[who], path, sent)
                if ("id" in sent or "version" in act.parameters) and is_done(again):
                    assert count_changes() == after, f"{act.name}: the second hand did it again"
                return True
    return False


def people_of(cast: Cast, sign_in: Any) -> tuple[dict[str, Client], dict[str, Standing]]:
    """Those who may act, who only reads, and who is of another mission."""
    clients = {who: sign_in(cast[who]) for who in (*MAY_ACT, "boris", "chen")}
    inside = [who for who in clients if who != "chen"]
    return clients, {who: standing_of(cast[who], cast.mission) for who in inside}


def release_what_asks(cast: Cast) -> None:
    """The report that asks is released, and the forum of the north is the senior group."""
    reports = ReportEdition.objects.filter(mission=cast.mission, product="hom_brief")
    reports.update(state=ReportEdition.State.RELEASED)
    Forum.objects.filter(mission=cast.mission, name="FORUMNORTH").update(kind=Forum.Kind.SENIOR)


@pytest.mark.slow
@pytest.mark.usefixtures("frameless")
def test_who_may_acts_who_may_not_is_refused_and_others_find_nothing(
    scene: tuple[Cast, Planted],  # noqa: F811
    sign_in: Any,
) -> None:
    cast, planted = scene
    people = people_of(cast, sign_in)
    found = addresses_of_acts(planted)
    untaken = [name for name, act in ACTS.items() if not is_met(act, found[name], *people)]
    with undone():
        release_what_asks(cast)
        untaken = [name for name in untaken if not is_met(ACTS[name], found[name], *people)]
    assert len(untaken) <= MOST_UNTAKEN, f"no planted record lets anybody do these: {untaken}"


def words_of(act: Act) -> set[str]:
    """What people read of an act: the labels and hints of its fields, and what is said after it."""
    shown = [] if callable(act.says) else [act.says]
    if isinstance(act.fields, Mapping):
        for one in act.fields.values():
            shown += [one.label or "", one.help_text]
    with translation.override("en"):
        return {str(word) for word in shown if word}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_words_of_every_act_are_there_in_three_languages(language: str) -> None:
    known = trans_real.translation(language)._catalog  # type: ignore[attr-defined]
    lacking = {name: [w for w in words_of(act) if w not in known] for name, act in ACTS.items()}
    assert not {name: words for name, words in lacking.items() if words}


@pytest.mark.usefixtures("frameless")
def test_a_refusal_stands_at_its_field_in_the_language_of_the_page(
    scene: tuple[Cast, Planted],  # noqa: F811
    sign_in: Any,
) -> None:
    """One act for each set of sorts of fields that must be filled in, each in one of the three
    languages; in proof every act."""
    cast, planted = scene
    clients = {who: sign_in(cast[who]) for who in MAY_ACT}
    met, sorts_met = 0, set()
    for number, (name, found) in enumerate(sorted(addresses_of_acts(planted).items())):
        act = ACTS[name]
        if not act.form or not found:
            continue
        needed = [one for one in act.form_class.base_fields.values() if one.required]  # type: ignore[attr-defined]
        sorts = frozenset(map(type, needed))
        if sorts in sorts_met and not PROOF:
            continue
        language = ("en", "fr", "ar")[number % 3]
        for client in clients.values() if needed else ():
            client.cookies["django_language"] = language
            page = client.post(found[0].path, {"version": 1}, headers={"accept-language": language})
            if page.status_code == 400:
                met += 1
                sorts_met.add(sorts)
                break
    assert met


def test_what_a_field_gives_is_what_the_verb_takes() -> None:
    wrong = []
    for name, act in ACTS.items():
        if not isinstance(act.fields, Mapping) or act.reads is not None:
            continue
        hints = get_type_hints(act.verb, localns=vars(values))
        for field_name, one in act.fields.items():
            if field_name not in act.parameters or (given := cleaned_type(one)) is None:
                continue
            asked = hints.get(field_name, given)
            among = get_args(asked) or (asked,)
            fits = any(
                isinstance(t, type) and (issubclass(given, t) or issubclass(t, given))
                for t in among
            )
            if not fits:
                wrong.append(f"{name}: {field_name} is {given}, its verb takes {asked}")
            may_be_none = not one.required and not isinstance(
                one, forms.CharField | forms.BooleanField
            )
            if may_be_none and not isinstance(one, forms.ChoiceField) and type(None) not in among:
                wrong.append(f"{name}: {field_name} may be left open, its verb takes {asked}")
    assert wrong == []


def test_an_act_whose_fields_do_not_fit_its_verb_is_not_declared() -> None:
    def drop(record: Any, why: str, *, by: Standing) -> None:
        """A verb."""

    on = ActsOn(("alerts",), "crisis:plans", find=lambda standing, pk: None)
    for fields in ({"reason": text("Why")}, {}, {"why": text("Why"), "on": a_day("Day")}):
        with pytest.raises(TypeError, match="its verb"):
            Act(drop, on=on, path="x/", name="drop", fields=fields)
    assert "crisis:drop" not in ACTS
