"""The table of terms: each word once, its class there, its labels the same in the catalogues."""

from __future__ import annotations

import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps

from tutela.base.terms import terms
from tutela_web.look.words import collecting
from tutela_web.records.versions.models import VersionRow

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
SEED_OF = {
    "Operational Concept": "000",
    "Framework": "001",
    "A4P paper": "002",
    "Holt and Taylor": "003",
    "Reframing": "004",
}

NO_TERM = {
    "records.versions.models.NeverOpen",
    "records.versions.models.Rewriting",
    # what keeps the platform running
    "base.models.Beat",
    "base.models.Machine",
    "base.models.SearchLine",
    "base.models.TableVersion",
    "channels.models.Away",
    "channels.models.TakenIn",
    "access.models.Answered",
    "access.models.TriedName",
    "incidents.models.Receipt",
    "intake.models.ClosedReceipt",
    "records.approvals.models.PostApproval",
    "risk.models.LastLook",
    "warning.models.RefugeAnswer",
    "risk.models.ScoreDraft",
    # a row beside the term that holds it
    "exercise.drills.models.DrillNote",
    "exercise.drills.models.DrillSeat",
    "capacity.guidance.models.PoliceAuthority",
    "capacity.guidance.models.ScenarioAnswer",
    "capacity.readiness_models.ContributorPromise",
    "capacity.readiness_models.RequirementDispatch",
    "capacity.readiness_models.RequirementLine",
    "capacity.training.models.CourseSet",
    "capacity.training.models.LeaderTraining",
    "capacity.training.models.PoliceRole",
    "crisis.routes.models.RouteEscort",
    "deployment.allocation.models.AllocationDemand",
    "deployment.allocation.models.AllocationDissent",
    "deployment.allocation.models.AllocationShare",
    "deployment.allocation.models.MixReason",
    "deployment.allocation.models.ReservePart",
    "access.vault.models.SubjectKey",  # data subject
    "access.vault.models.KeyedHash",  # data subject
    "access.vault.models.Sealed",  # data subject
    "incidents.models.ClosedEvent",  # event
    "incidents.models.EarlierSupersession",  # event
    "incidents.models.IncidentLink",  # incident
    "incidents.models.Compared",  # incident
    "risk.models.AssessmentRule",  # assessment
    "risk.models.PackedRisks",  # suggested risk
    "risk.imported_forecasts.models.ForecastValue",  # forecast of others
    "warning.models.AlertNow",  # alert
    "warning.models.ClosedWords",  # compartment
    "warning.models.Tripped",  # tripwire
    "warning.delivery_models.FeedMessage",  # public feed
    "warning.delivery_models.News",  # listening
    "warning.delivery_models.Delivery",  # listening
    "crisis.models.TaskingAnswer",  # tasking
    "field.models.FieldKey",  # field telephone
    "field.models.FieldReceipt",  # field telephone
    "field.models.FieldSettings",  # field telephone
    "field.models.MediaRequest",  # photo or voice note
    "field.models.PartialUpload",  # field telephone
    "crisis.plans.models.RhythmDone",  # planned rhythm
    "lessons.models.DebriefCause",  # debrief
    "lessons.models.FrozenTimeline",  # timeline
    "lessons.models.LessonRepeat",  # lesson
    "lessons.models.OfferDismissed",  # lesson
    "partners.arrangements.models.Call",  # party to an arrangement
    "programme.dilemmas.models.DilemmaUse",  # dilemma
    "programme.objectives.models.PlanMatch",  # linked plan
    "programme.measures.models.ReportMade",  # reporting duty
    "intake.models.ClosedAnswers",  # field report
    "questionnaires.models.FormDecision",  # form of the mission
    "questionnaires.models.FieldDecision",  # own field
    "records.models.OwnValue",  # own field
    "submissions.models.FormLink",  # form server
    "submissions.models.TakenSubmission",  # form server
    "reporting.models.PartAside",  # text set aside
    "reporting.models.PartComment",  # comment
    "reporting.models.PartLease",  # part of a report
    "strategy.edition.models.SectionLease",  # section
    "strategy.consulting.models.PlanStep",  # drafting plan
}

OTHER_SENSE = {
    "Clear": "takes a drawing off the map",
    "clear": "takes the filters off a list",
    "Expired": "counts alerts, so it stands in the plural",
    "Report": "a paper of the mission, not what somebody reported",
    "Standing": "of a base that stands",
    "civilian": "of the civilian component",
    "meeting": "a kind of engagement, beside call and letter",
    "set aside": "the state of a trigger, not the act",
}
"""Labels that read as a term and mean something else, with what they mean."""


def normal(text: str) -> str:
    """Text without case, line ends and hyphens."""
    return re.sub(r"[\s-]+", " ", text.casefold().replace("\u2019", "'"))


def indefinite(text: str) -> str:
    """A translation without case and, in Arabic, without the article."""
    told = text.casefold().replace("'", "\u2019").split()
    return " ".join(re.sub("^ال(?=..)", "", word) for word in told)


def test_each_term_stands_once_and_is_whole() -> None:
    told = Counter((one.term.casefold(), one.part) for one in terms())
    assert not [term for term, times in told.items() if times > 1]
    assert {one.part for one in terms()} == {"noun", "verb", "state"}
    assert not [one.term for one in terms() if not (one.fr and one.ar and one.meaning)]
    assert not [one.term for one in terms() if one.source and not one.un_term]
    names = [(one.term.casefold(), one.part) for one in terms()]
    assert names == sorted(names)


def test_what_holds_a_term_is_there_and_holds_no_other() -> None:
    named = [one.held_by for one in terms() if one.held_by]
    assert len(named) == len(set(named))
    for dotted in named:
        module, name = dotted.rsplit(".", 1)
        assert hasattr(import_module(module), name), dotted


def test_every_model_is_a_term_or_stands_beside_one() -> None:
    models = {
        f"{model.__module__}.{model.__name__}"
        for model in apps.get_models()
        if model.__module__.startswith("tutela_web.") and not issubclass(model, VersionRow)
    }
    beside = {f"tutela_web.{name}" for name in NO_TERM}
    held = {one.held_by for one in terms()}
    assert beside <= models
    assert not beside & held
    assert models - beside <= held, "write the term in src/tutela/base/data/terms.csv"


def test_a_un_term_stands_in_the_seed_it_is_from() -> None:
    if not SEEDS.exists():
        pytest.skip("the seed documents are not beside this checkout")
    texts = {
        name: normal(next(SEEDS.glob(f"{start}_*")).read_text("utf-8"))
        for name, start in SEED_OF.items()
    }
    for one in terms():
        for source in one.source.split("; "):
            for name, text in texts.items():
                if re.fullmatch(rf"{name}( [A-Z0-9].*)?", source):
                    assert normal(one.un_term) in text, (one.term, one.un_term, one.source)


def test_terms_name_the_texts_they_are_from() -> None:
    assert sum(bool(one.source) for one in terms()) >= 180


@pytest.mark.parametrize("language", collecting.LANGUAGES)
def test_a_label_that_is_a_term_says_what_the_table_says(language: collecting.Language) -> None:
    with collecting.catalogue(language).open("rb") as file:
        kept = read_po(file, locale=language)
    told: dict[str, set[str]] = {}
    for one in terms():
        told.setdefault(one.term.casefold(), set()).add(indefinite(getattr(one, language)))
    labels = {m.id: m.string for m in kept if isinstance(m.id, str) and m.id.casefold() in told}
    assert len(labels) > 150
    differing = {
        label: said
        for label, said in labels.items()
        if label not in OTHER_SENSE and indefinite(said) not in told[label.casefold()]
    }
    assert not differing
    assert set(OTHER_SENSE) <= set(labels)


def pages() -> list[tuple[str, str]]:
    """What pages say: every message, and the words of templates outside their tags."""
    said = [
        (where, text)
        for message, _context, where in collecting.collect_messages()
        for text in ((message,) if isinstance(message, str) else message)
    ]
    for path in collecting.HOUSE.rglob("*.html"):
        if "node_modules" not in path.parts:
            bare = re.sub(r"{[%#{].*?[%#}]}|<[^>]*>", " ", path.read_text("utf-8"), flags=re.DOTALL)
            said.append((path.relative_to(collecting.HOUSE.parent).as_posix(), bare))
    return said


def stands_in(avoided: str, text: str) -> bool:
    """Whether a second word stands in a text: as whole words, or as the whole where it has =."""
    if avoided.startswith("="):
        return text.strip() == avoided[1:]
    return re.search(rf"(?<!\w){re.escape(avoided)}(?!\w)", text, re.IGNORECASE) is not None


def test_a_second_word_is_found() -> None:
    assert stands_in("mend", "Mend the row") and not stands_in("mend", "An amendment")
    assert stands_in("=Keep", "Keep") and not stands_in("=Keep", "Keep it")


def test_no_page_says_a_second_word_for_a_term() -> None:
    said = pages()
    avoided = [(one.term, word) for one in terms() for word in one.avoid]
    assert len(avoided) > 50
    plain = [(term, word, word.removeprefix("=").casefold()) for term, word in avoided]
    found = [
        (word, term, where, text[:100] if "\n" not in text else "")
        for where, text in said
        for folded in [text.casefold()]
        for term, word, letters in plain
        if letters in folded and stands_in(word, text)  # few texts hold the letters at all
    ]
    assert not found, "say it with the term of src/tutela/base/data/terms.csv"


@pytest.mark.parametrize("language", collecting.LANGUAGES)
def test_no_translation_says_a_second_word_for_a_term(language: collecting.Language) -> None:
    with collecting.catalogue(language).open("rb") as file:
        kept = [message for message in read_po(file, locale=language) if message.id]
    found = []
    for one in terms():
        avoided = one.avoid_fr if language == "fr" else one.avoid_ar
        has_term = re.compile(rf"(?<!\w){re.escape(one.term)}(s|d|ed)?(?!\w)", re.IGNORECASE)
        for message in kept if avoided else ():
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            if has_term.search(ids[0]):
                found += [
                    (word, one.term, ids[0][:80], form[:80])
                    for word in avoided
                    for form in forms
                    if stands_in(word, form)
                ]
    assert not found, "say it with the term of src/tutela/base/data/terms.csv"
