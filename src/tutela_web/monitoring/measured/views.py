"""Indicators with their values, the library, one figure explained, and pictures of the whole."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela.base.errors import TutelaError
from tutela.monitoring.indicators import library, traps
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.jobs import IN_PROGRESS
from tutela_web.base.models import Job
from tutela_web.crisis.decisions.queries import taskings_for
from tutela_web.look.translate import say_in_page_language
from tutela_web.monitoring.measured import before_after, pictures, verbs
from tutela_web.monitoring.measured import queries as found
from tutela_web.monitoring.measured.forms import GivenValueForm, PullValuesForm, ValuesFileForm
from tutela_web.monitoring.measured.kind import MEASURED
from tutela_web.monitoring.measured.models import IndicatorDefinition
from tutela_web.monitoring.measured.page import words_of
from tutela_web.monitoring.progress.queries import unowned_indicators
from tutela_web.programme.fields import may_begin
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.measures.queries import indicator_states, indicators_for
from tutela_web.programme.objectives.queries import objectives_for
from tutela_web.records.create_page import save_posted
from tutela_web.records.kind_views import find_record, show_record
from tutela_web.submissions.queries import servers_for
from tutela_web.warning.board.queries import alerts_for


@mission_page("strategy")
def indicators(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The indicators in force: those measured with their last values, breached benchmarks first;
    and those that offices read, the late first."""
    rows = found.standing_indicators(standing)
    read = indicator_states(standing, indicators_for(standing))
    working = Job.objects.filter(
        mission_id=standing.mission.pk,
        kind=verbs.COMPUTE,
        state__in=(Job.State.WAITING, Job.State.RUNNING),
    ).first()
    context = {
        "rows": [(row, found.value_day(row.last) if row.last else "") for row in rows],
        "breached": sum(bool(row.breached) for row in rows),
        "read": read,
        "all": len(rows) + len(read),
        "late": sum(figure.state == "late" for figure in read),
        "may_read": may_begin(standing),
        "unowned": unowned_indicators(standing),
        "impact": any(row.definition.level != "activity" for row in rows),
        "working": working,
        "state_words": found.state_words(),
        "may_keep": standing.may(verbs.ACT),
        "file_form": ValuesFileForm(),
        "pull_form": _pull_form(standing),
    }
    return render(request, "monitoring/indicators.html", context)


@mission_page("strategy")
def indicator_library(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The library: what a mission may take as its own, each with what misleads."""
    if request.method == "POST":
        made = verbs.take_from_library(request.POST.getlist("key"), by=standing)
        messages.success(request, _("Indicators set: %(n)s") % {"n": len(made)})
        return redirect("monitoring:indicators", standing.mission.code)
    language = get_language() or "en"
    had = set(found.definitions_for(standing).filter(ended_on=None).values_list("key", flat=True))
    kinds, levels = (
        dict(IndicatorDefinition.Kind.choices),
        dict(IndicatorDefinition.Level.choices),
    )
    context = {
        "rows": [
            {
                "entry": entry,
                "words": entry.words.get(language) or entry.words["en"],
                "kind": kinds[entry.kind],
                "level": levels[entry.level],
                "traps": [traps()[key].get(language) or traps()[key]["en"] for key in entry.traps],
                "had": entry.key in had,
            }
            for entry in library()
        ],
        "may_keep": standing.may(verbs.ACT),
    }
    return render(request, "monitoring/library.html", context)


@require_POST
@mission_page("strategy")
def indicators_compute(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Have the computed ones computed by the worker."""
    verbs.ask_to_compute(by=standing)
    return redirect("monitoring:indicators", standing.mission.code)


@require_POST
@mission_page("strategy")
def values_import(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Keep the values of a file, or say of each row why not."""
    if not standing.may(verbs.ACT):
        raise PermissionDenied
    form = ValuesFileForm(request.POST, request.FILES)
    refused: list[verbs.RefusedRow] = []
    kept, fault = 0, ""
    if form.is_valid():
        try:
            with TemporaryDirectory(prefix="tutela-") as folder:
                path = Path(folder) / "values"
                with path.open("wb") as kept_file:
                    kept_file.writelines(form.cleaned_data["file"].chunks())
                kept, refused = verbs.import_values(path, by=standing)
        except TutelaError as error:
            fault = say_in_page_language(error.what)
    if kept and not refused:
        messages.success(request, _("Values kept: %(n)s") % {"n": kept})
        return redirect("monitoring:indicators", standing.mission.code)
    context = {"form": form, "refused": refused, "fault": fault}
    return render(request, "monitoring/values_refused.html", context, status=400)


def _pull_form(standing: Standing) -> PullValuesForm | None:
    """The form to take values from a server of forms, for who may and where one is named."""
    if not (standing.may(verbs.ACT) and servers_for(standing).exists()):
        return None
    return PullValuesForm(standing=standing)


@require_POST
@mission_page("strategy")
def values_pull(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Have the values of a form of KoboToolbox or ODK Central taken by the worker."""
    if not standing.may(verbs.ACT):
        raise PermissionDenied
    form = PullValuesForm(request.POST, standing=standing)
    if not form.is_valid():
        context = {"form": form}
        return render(request, "monitoring/values_pulled.html", context, status=400)
    verbs.ask_to_pull_values(**form.cleaned_data, by=standing)
    return redirect("monitoring:values_pulled", standing.mission.code)


@mission_page("strategy")
def values_pulled(request: HttpRequest, standing: Standing) -> HttpResponse:
    """How far the worker is that takes values for this person, or what came of it last."""
    if not standing.may(verbs.ACT):
        raise PermissionDenied
    job = found.last_pull(standing)
    told = (job.result if job else None) or {}
    failed = job is not None and job.state == Job.State.FAILED
    context = {
        "form": _pull_form(standing),
        "asking": job if job and job.state in IN_PROGRESS else None,
        "pulled": told if "kept" in told else None,
        "refused": told.get("refused", []),
        "fault": _("It was not done: the worker failed.")
        if failed
        else say_in_page_language(told.get("fault")),
    }
    return render(request, "monitoring/values_pulled.html", context)


@require_POST
@mission_page("strategy")
def values_pull_stop(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Stop the worker that takes values for this person."""
    verbs.stop_pulling(by=standing)
    return redirect("monitoring:values_pulled", standing.mission.code)


@require_POST
@mission_page("strategy")
def value_give(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Give a value of one indicator."""
    definition: IndicatorDefinition = find_record(MEASURED, standing, pk)
    form = GivenValueForm(request.POST, standing=standing)
    kept = save_posted(
        form,
        lambda given: verbs.give_value(definition, verbs.GivenValue(**given), by=standing),
    )
    if not kept:
        return show_record(MEASURED, request, standing, definition, status=400, form=form)
    return redirect("monitoring:indicator", standing.mission.code, pk)


@mission_page("strategy")
def value_page(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One figure explained: definition, snapshot, the records behind it, what was left out."""
    value = get_object_or_404(
        found.values_for(standing).select_related("definition", "author", "area", "replaces"),
        pk=pk,
    )
    figure = found.figure_for(standing, value)
    open_to = figure.state != found.SUPPRESSED
    later = found.values_for(standing).filter(replaces=value).first()
    context = {
        "value": value,
        "figure": figure,
        "day": found.value_day(value),
        "words": words_of(value.definition),
        "records": found.counted_records(standing, value) if value.counted else [],
        "open_to": open_to,
        "state_words": found.state_words(),
        "later": later,
        "behind": value.definition_version != value.definition.version,
    }
    return render(request, "monitoring/value.html", context)


@mission_page("alerts")
def indicator_pictures(request: HttpRequest, standing: Standing) -> HttpResponse:
    """From warning to outcome, and harm by type, of the last twelve months as this person reads."""
    return render(request, "monitoring/pictures.html", pictures.pictures_of(standing))


@mission_page("strategy")
def before_line(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What was recorded before and since a line of the matrix began."""
    line = get_object_or_404(lines_for(standing), pk=pk)
    return _compare(
        request, standing, before_after.compare_line(standing, line), "programme:line", pk
    )


@mission_page("strategy")
def before_objective(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What was recorded before and since the lines that serve an objective began."""
    objective = get_object_or_404(objectives_for(standing), pk=pk)
    compared = before_after.compare_objective(standing, objective)
    return _compare(request, standing, compared, "programme:objective", pk)


@mission_page("strategy")
def before_tasking(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What was recorded before and since those tasked went."""
    tasking = get_object_or_404(
        taskings_for(standing).select_related("alert__mission"),
        pk=pk,
        alert__in=alerts_for(standing).order_by().values("pk"),
    )
    compared = before_after.compare_tasking(standing, tasking)
    return _compare(request, standing, compared, "warning:alert", tasking.alert_id)


def _compare(
    request: HttpRequest,
    standing: Standing,
    compared: before_after.BegunMeasure,
    back: str,
    pk: UUID,
) -> HttpResponse:
    context = before_after.compare_for_page(standing, compared, request.GET.get("of", ""))
    context["back"] = reverse(back, args=[standing.mission.code, pk])
    return render(request, "monitoring/before_after.html", context)


@mission_page("strategy")
def before_alert(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The taskings of an alert, each with its page of before and since: a panel beside it."""
    alert = get_object_or_404(alerts_for(standing), pk=pk)
    context = {"taskings": before_after.begun_taskings(standing, alert), "alert": alert}
    whole = "monitoring/before_alert.html"
    template = "monitoring/_before_alert.html" if request.htmx else whole  # type: ignore[attr-defined]
    return render(request, template, context)
