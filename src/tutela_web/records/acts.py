"""An act on a record, declared once: its verb, what a person fills in, where it stands.

    TELL = Act(
        tell_headquarters, on=LOSS, path="consent/<uuid:pk>/told/", name="consent_tell",
        form="told_form", says=_("It is recorded."),
        fields={"told_to": text(_("Who at headquarters"), 200), "at": a_moment(_("When"))},
    )

From the declaration follow the form, the page that takes what is sent (`addresses_of`), what is
said of a refusal, beside the field it is about, and the tests that every act inherits
(`tests/tutela_web/records/test_acts.py`); its endpoint, where a room offers one, is made
by `endpoints.act_api`. What a field is called is what the verb's parameter is called: an act whose
fields do not fit its verb is not declared. What decides (raise, decide, task, endorse, clear) is a
page of its room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from inspect import Parameter, signature
from typing import Any, Protocol, Unpack, runtime_checkable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from tutela_web.access.page_access import Page, Rows, mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.base.values import Cleaned, Files, FormOptions, Posted, Words
from tutela_web.records.create_page import faults_of, save_posted
from tutela_web.records.kind_views import find_record, show_record
from tutela_web.records.kinds import ACTS_BESIDE, KINDS, RecordKind

Verb = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class ActsOn:
    """The records that acts are done on, where no declared kind says it.

    reads  kinds of the policy, one of which who acts must read
    to     name of the address of their page, or of the list where they have none
    find   the record by its key, as this person sees it; None where acts are done on no record
    shown  its page, given what was refused, by the name of its form
    """

    reads: Sequence[str]
    to: str
    find: Callable[[Standing, UUID], Any] | None = None
    shown: Page | None = None

    @classmethod
    def kind(cls, kind: RecordKind) -> ActsOn:
        """The records of a declared kind, on their page."""
        here = f"{kind.room}:{kind.name}"
        return cls((kind.reads,), here, partial(find_record, kind), partial(show_record, kind))


def one_of(rows: Rows) -> Callable[[Standing, UUID], Any]:
    """How one of the records a person may see is found; 404 for any other."""
    return lambda standing, pk: get_object_or_404(rows(standing), pk=pk)


@runtime_checkable
class FitsPerson(Protocol):
    """A field whose choices hang on who fills it in."""

    def fit(self, standing: Standing) -> None:
        """Offer what this person may choose."""


class LinkField(forms.ModelChoiceField):
    """Another record, one of those this person may choose."""

    def __init__(
        self,
        label: Words,
        rows: Rows,
        *,
        required: bool = True,
        empty_label: Words | None = None,
        help_text: Words = "",
    ) -> None:
        super().__init__(None, label=label, required=required, help_text=help_text)
        self.rows = rows
        if empty_label is not None:
            self.empty_label = empty_label

    def fit(self, standing: Standing) -> None:
        """Offer the records this person may choose."""
        self.queryset = self.rows(standing)


class ActForm(forms.Form):
    """A form for one person: each field that hangs on who fills it in is fitted."""

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        for one_field in self.fields.values():
            if isinstance(one_field, FitsPerson):
                one_field.fit(standing)


@dataclass(frozen=True, eq=False)
class Act:
    """One act.

    verb    of the room, whose first parameter is the record and whose others have the fields' names
    on      what it is done on: a declared kind, or `ActsOn`
    path    of its address, under the mission; those on a kind stand with its pages, in `pages_of`
    name    of its address, in the room of `on`
    fields  what is filled in; or a form of the room, where its fields hang on each other
    form    its name in the template of the page, where a refusal stands beside what was written;
            without it a refusal stands atop the page
    of      what the address names beside the record: the verb is done on that. From the standing
            and the record, those this person may see
    beside  the record whose page it stands on, from the standing and the record; else that record
    within  what of the record the verb is done on, from the standing and the record
    takes   the verb's parameter for what it is done on, where that is not its first
    given   the verb's parameter for all fields that are not parameters of their own
    reads   what the verb is given, from what the form has cleaned, where that is not the same
    begins  what a blank form begins with, from the standing and the record
    auto_id of its controls, where the page has several forms with fields of one name
    says    what is said when it is done; from what the verb gave, where that is a function
    to      where it leads: the name of a page of the mission; or from the standing, the record and
            what the verb gave, its address; else the page of the record
    may     the act of the policy without which it is refused before it is read; `may_somewhere`,
            one that an area of duty will do for
    """

    verb: Verb
    on: RecordKind | ActsOn
    path: str
    name: str
    fields: Mapping[str, forms.Field] | type[forms.BaseForm] = field(default_factory=dict)
    form: str = ""
    of: Callable[[Standing, Any], QuerySet[Any]] | None = None
    beside: Callable[[Standing, Any], Any] | None = None
    within: Callable[[Standing, Any], Any] | None = None
    takes: str = ""
    given: str = ""
    reads: Callable[[Cleaned], Mapping[str, Any]] | None = None
    begins: Callable[[Standing, Any], Mapping[str, Any]] | None = None
    auto_id: str = ""
    says: Words | Callable[[Any], Words] = ""
    to: str | Callable[[Standing, Any, Any], str] = ""
    may: str = ""
    may_somewhere: str = ""

    def __post_init__(self) -> None:
        if misfit := self._misfit():
            raise TypeError(f"{self.name}: {misfit}")
        ACTS[f"{self.room}:{self.name}"] = self
        if isinstance(self.on, RecordKind):
            ACTS_BESIDE[self.on].append(self)

    @cached_property
    def target(self) -> ActsOn:
        """What it is done on."""
        return self.on if isinstance(self.on, ActsOn) else ActsOn.kind(self.on)

    @property
    def room(self) -> str:
        """The namespace of its address."""
        return self.target.to.partition(":")[0]

    @cached_property
    def form_class(self) -> type[forms.BaseForm]:
        """Its form."""
        if isinstance(self.fields, Mapping):
            return type(f"{self.name}_form", (ActForm,), dict(self.fields))
        return self.fields

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """What its verb takes by name, beside who does it and what it is done on."""
        asked = dict(signature(self.verb).parameters)
        asked.pop("by", None)
        if self.target.find is not None or self.of is not None:
            asked.pop(self.takes or next(iter(asked)))
        return asked

    def _misfit(self) -> str:
        """What of its fields does not fit its verb; blank where all do."""
        if self.reads is not None:
            return "what its verb takes is said by `reads` alone" if self.given else ""
        if not isinstance(self.fields, Mapping):
            return ""  # such a form gives what it likes; the walk over all acts sends it
        known = self.parameters
        unknown = self.fields.keys() - known.keys()
        if unknown and not self.given:
            return f"its verb takes no {sorted(unknown)}"
        given = {*self.fields, self.given, "version"}
        needed = {name for name, one in known.items() if one.default is one.empty}
        needed = {name for name in needed if known[name].kind is not Parameter.VAR_KEYWORD}
        return f"its verb asks for {sorted(needed - given)}" if needed - given else ""

    def form_for(
        self,
        standing: Standing,
        sent: Posted = None,
        files: Files = None,
        *,
        record: Model | None = None,
    ) -> Any:
        """Its form: blank, or with what was sent."""
        how: dict[str, Any] = {}
        takes = signature(self.form_class).parameters
        if "standing" in takes:
            how["standing"] = standing
        if "record" in takes:
            how["record"] = record
        if self.auto_id:
            how["auto_id"] = self.auto_id
        if sent is None and self.begins is not None:
            how["initial"] = self.begins(standing, record)
        return self.form_class(sent, files, **how) if files else self.form_class(sent, **how)

    def do(
        self,
        standing: Standing,
        record: Model | None,
        values: Cleaned,
        *,
        version: int,
        of: UUID | None,
    ) -> Any:
        """Do it, with the values its form has cleaned.

        Takes   version, the one the person was looking at, where the verb asks for it; of, the key
                of what the address names beside the record.
        Raises  what the verb raises; Http404 where the person sees no such thing.
        """
        subject = self.within(standing, record) if self.within is not None else record
        if self.of is not None:
            subject = get_object_or_404(self.of(standing, record), pk=of)
        named = dict(self.reads(values) if self.reads is not None else values)
        if "version" in self.parameters:
            named.setdefault("version", version)
        if self.given:
            loose = {name: named.pop(name) for name in named.keys() - self.parameters.keys()}
            named[self.given] = loose
        if self.takes:
            named[self.takes] = subject
        first = () if subject is None or self.takes else (subject,)
        return self.verb(*first, **named, by=standing)

    def address(self) -> URLPattern:
        """Where it takes what is sent."""
        return path(self.path, page_of(self), name=self.name)

    def leads_to(self, standing: Standing, record: Model | None, made: Model | None) -> str:
        """The address it leads to once it is done, or was refused without a form of its own."""
        if callable(self.to):
            return self.to(standing, record, made)
        args = [standing.mission.code]
        if record is not None and not self.to:
            args.append(record.pk)
        return reverse(self.to or self.target.to, args=args)


ACTS: dict[str, Act] = {}
"""Every act that was declared, by room and name of its address."""


def forget_room(room: str) -> None:
    """Leave no kind and no act of a room behind: none of its pages is there."""
    for declared in [kind for kind in KINDS.values() if kind.room == room]:
        ACTS_BESIDE.pop(declared, None)
        del KINDS[f"{room}.{declared.name}"]
    for name in [name for name, act in ACTS.items() if act.room == room]:
        del ACTS[name]


def addresses_of(acts: Iterable[Act]) -> list[URLPattern]:
    """The addresses of acts that are done on no declared kind, for the urls of their room."""
    return [act.address() for act in acts]


def page_of(act: Act) -> Page:
    """The page that takes what is sent for an act."""
    target = act.target

    def done(request: HttpRequest, standing: Standing, **of: UUID) -> HttpResponse:
        record = target.find(standing, of.pop("pk")) if target.find is not None else None
        stands_on = act.beside(standing, record) if act.beside is not None else record
        if (act.may and not standing.may(act.may)) or (
            act.may_somewhere and not standing.may_somewhere(act.may_somewhere)
        ):
            raise PermissionDenied
        posted = act.form_for(standing, request.POST, request.FILES or None, record=record)
        results: list[Any] = []

        def save(values: Cleaned) -> None:
            version, key = version_sent(request), next(iter(of.values()), None)
            results.append(act.do(standing, record, values, version=version, of=key))

        if save_posted(posted, save):
            if act.says:
                says = act.says(results[0]) if callable(act.says) else act.says
                messages.success(request, says)
            return redirect(act.leads_to(standing, stands_on, results[0]))
        if act.form and target.shown is not None:
            return target.shown(request, standing, stands_on, **of, **{act.form: posted})
        messages.error(request, faults_of(posted))
        return redirect(act.leads_to(standing, stands_on, None))

    done.__module__, done.__name__, done.__doc__ = act.verb.__module__, act.name, act.verb.__doc__
    return require_POST(mission_page(*target.reads)(done))


def forms_shown(
    acts: Iterable[Act],
    standing: Standing,
    record: Model | None,
    refused: Mapping[str, forms.BaseForm | UUID],
) -> dict[str, forms.BaseForm]:
    """The forms of a page, by their names in its template: blank, but for what was refused."""
    shown: dict[str, forms.BaseForm] = {}
    for act in acts:
        form = refused.get(act.form)
        if act.form:
            refused_form = form if isinstance(form, forms.BaseForm) else None
            shown[act.form] = refused_form or act.form_for(standing, record=record)
    return shown
