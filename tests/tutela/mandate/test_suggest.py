"""The rules suggest, name themselves, and know the difference between a task and an appeal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.mandate.language import READ
from tutela.mandate.read import parse, read_resolution
from tutela.mandate.suggest import ENOUGH, rules, suggest, tasks


def of(*paragraphs: str):
    """What is suggested of these paragraphs of one resolution."""
    lines = [f"{n}. {text}" for n, text in enumerate(paragraphs, start=1)]
    return suggest(parse("\n".join(["The Security Council,", *lines])))


def test_the_adviser_sees_the_paragraph_that_mandates_protection_and_why(karuna):
    found = {one.paragraph: one for one in suggest(parse(karuna))}
    physical = found["2 (a) (i)"]
    assert physical.poc
    assert physical.score >= ENOUGH
    assert "threat" in [rule.rule for rule in physical.rules]
    assert physical.score == sum(rule.poc for rule in physical.rules)
    assert [(t.task, t.tier) for t in physical.tasks] == [("physical_protection", 2)]


def test_every_paragraph_is_answered_for_once(karuna):
    read = parse(karuna)
    assert [one.paragraph for one in suggest(read)] == [one.number for one in read.operative]


@pytest.mark.parametrize(
    "appeal",
    [
        "Urges all parties to protect civilians under threat of physical violence;",
        "Calls upon the Government of Karuna to ensure the protection of civilians;",
        "Reiterates that the authorities of Karuna have primary responsibility to protect "
        "civilians and recalls its resolution 1894 (2009) on the protection of civilians;",
        "Welcomes the efforts of UNMIKA towards the protection of civilians;",
        "Decides that UNMIKA shall include 300 civilian police to protect its premises;",
    ],
)
def test_what_is_asked_of_others_or_only_welcomed_is_no_mandate(appeal):
    assert not of(appeal)[0].poc


@pytest.mark.parametrize(
    "given_task",
    [
        "Authorizes UNMIKA to protect civilians under imminent threat of physical violence;",
        "Encourages UNMIKA to continue assisting the Government in protecting civilians in camps;",
        "Decides that UNMIKA may respond to imminent threats of violence to civilians near it;",
        "Requests UNMIKA to arrange for the safe transfer of wounded civilians;",
    ],
)
def test_what_the_mission_is_told_to_do_is_a_mandate(given_task):
    assert of(given_task)[0].poc


@pytest.mark.parametrize("mission", ["UNMIKA", "MONUC", "MONUA", "ONUB", "MINUSCA", "the Mission"])
def test_whom_the_council_asks_is_known_by_any_missions_letters(mission):
    assert of(f"Requests {mission} to protect civilians in Luma;")[0].poc


def test_what_hangs_under_an_appeal_is_an_appeal_too():
    found = suggest(
        parse(
            "The Security Council,\n1. Urges the Government of Karuna:\n"
            "(a) To ensure respect for human rights;\n(b) To protect civilians from attacks."
        )
    )
    assert not any(one.poc or one.tasks for one in found)


@pytest.mark.parametrize(
    ("text", "task", "tier"),
    [
        ("Requests UNMIKA to use its good offices between the parties;", "political_process", 1),
        ("Requests UNMIKA to monitor the ceasefire;", "ceasefire", 1),
        ("Requests UNMIKA to monitor violations of human rights;", "human_rights", 3),
        ("Requests UNMIKA to help victims of sexual violence;", "sexual_violence", 3),
        (
            "Requests UNMIKA to secure the delivery of humanitarian assistance;",
            "humanitarian_access",
            3,
        ),
        ("Requests UNMIKA to help the return of refugees;", "displacement", 3),
        ("Requests UNMIKA to support mine action;", "mine_action", 3),
        ("Requests UNMIKA to keep up active patrols;", "presence", 2),
    ],
)
def test_tasks_carry_their_tier_and_phases(text, task, tier):
    found = of(text)[0].tasks
    assert [(t.task, t.tier) for t in found] == [(task, tier)]
    assert found[0].phases


def test_every_rule_speaks_for_something_it_names():
    phases = {"prevention", "pre-emption", "response", "consolidation"}
    for task in tasks().values():
        assert task.tier in (1, 2, 3)
        assert set(task.phases) <= phases
    english = {rule.rule for rule in rules()}
    for language in READ:
        names = [rule.rule for rule in rules(language)]
        assert len(names) == len(set(names))
        assert set(names) <= english, "its meaning is told once, in English"
        for rule in rules(language):
            assert rule.where in ("words", "lead", "any", "over", "means", "chapter")
            assert rule.when in ("", "alone", "others", "instead")
            known = rule.task in tasks() or not rule.task
            assert known and (rule.task or rule.poc or rule.where in ("means", "chapter"))
            assert rule.means
            assert not re.search(r"\{[a-z]", rule.pattern.pattern), "a short form nobody knows"


SUBJECT = """The Security Council,
1. Decides that the mandate of UNMIKA shall be:
(a) Protection of civilians:
(i) To implement a mission-wide strategy;
(ii) To protect United Nations personnel and premises;
(b) Support to elections:
(i) To help with the roll of voters;
Security and protection of civilians
(c) To train the guards of the camps;
Rule of law
(d) To advise the courts;
2. Requests UNMIKA to deter violence against civilians, in particular by:
(a) Meeting the elders;
3. Requests UNMIKA, with the protection of civilians in mind and in line with its policy, which
is set out in the report of the Secretary-General on the matter of the support it gives, to:
(a) Disarm the groups."""


def test_what_hangs_under_a_heading_or_chapeau_takes_its_subject():
    told = {one.paragraph: one.poc for one in suggest(parse(SUBJECT))}
    assert [number for number, poc in told.items() if poc] == [
        "1 (a)",
        "1 (a) (i)",
        "1 (c)",
        "2",
        "2 (a)",
        "3",
    ]


UNDER = """The Security Council,
1. Decides that the mandate of UNMIKA shall be:
(a) Protection of civilians:
(i) To protect civilians under threat of physical violence;
(ii) To carry out its mission-wide protection of civilians strategy;
(iii) To help the authorities agree on corridors for cattle;
(iv) To support reconciliation between communities;
(v) To carry out the strategy for the protection of civilians and to protect civilians in camps."""


def test_a_task_only_of_the_heading_above_is_unsure_and_a_strategy_is_no_patrol():
    found = {one.paragraph: one for one in suggest(parse(UNDER))}
    told = {
        number.removeprefix("1 (a) "): ([t.task for t in one.tasks], sorted(one.unsure))
        for number, one in found.items()
        if number.startswith("1 (a) (")
    }
    assert told == {
        "(i)": (["physical_protection"], []),
        "(ii)": (["protection_strategy"], []),
        "(iii)": (["physical_protection"], ["physical_protection"]),
        "(iv)": (["reconciliation"], []),
        "(v)": (["physical_protection", "protection_strategy", "camps"], []),
    }
    assert all(one.poc for one in found.values() if one.paragraph.startswith("1 (a)"))


def test_a_task_names_its_means_and_chapter_as_the_council_gives_them():
    found = suggest(
        parse(
            "The Security Council,\n"
            "1. Decides that the mandate of UNMIKA shall be:\n"
            "(a) To protect civilians under threat of physical violence;\n"
            "(b) To support the return of refugees;\n"
            "2. Authorizes UNMIKA to use all necessary means to carry out paragraph 1 (a) and"
            " requests it to report on paragraph 1 (b);\n"
            "3. Acting under Chapter VII of the Charter, decides that UNMIKA may take the necessary"
            " action to:\n(a) Protect civilians in Luma."
        )
    )
    told = {one.paragraph: (one.means, one.means_at, one.chapter) for one in found}
    assert told["1 (a)"] == ("all necessary means", "2", "")
    assert told["1 (b)"] == ("", "", "")
    assert told["3 (a)"] == ("the necessary action", "3", "7")


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("Requests UNMIKA to hand over responsibility for protection tasks;", "handover"),
        ("Requests UNMIKA to keep a mobile and robust posture;", "presence"),
        ("Requests UNMIKA to counter hate speech on the radio;", "hate_speech"),
        ("Requests UNMIKA to remove explosive ordnance;", "mine_action"),
        ("Requests UNMIKA to monitor, verify and report on violations;", "human_rights"),
    ],
)
def test_what_protection_needs_is_known_without_the_word(text, task):
    assert task in [one.task for one in of(text)[0].tasks]


def test_advice_to_a_government_on_its_police_is_no_political_process():
    found = of(
        "Requests UNMIKA to provide good offices, advice and support to reform the police service;"
    )
    assert [one.task for one in found[0].tasks] == ["security_sector"]


def test_what_is_demanded_of_a_government_is_no_task_though_the_mission_is_named():
    demand = "Demands that the Government cooperate with UNMIKA to protect civilians in camps;"
    assert not of(demand)[0].poc


THREE = {
    "en": (
        "The Security Council,\nActing under Chapter VII of the Charter,\n1. Decides that the"
        " mandate of UNMIKA shall be:\n(a) To protect civilians under threat of physical"
        " violence;\n(b) To support mine action;\n2. Authorizes UNMIKA to use all necessary means"
        " to carry out its mandate;\n3. Urges all parties to protect civilians."
    ),
    "fr": (
        "Le Conseil de sécurité,\nAgissant en vertu du Chapitre VII de la Charte,\n1. Décide que le"
        " mandat de la MINUKA sera le suivant :\na) Protéger les civils se trouvant sous la menace"
        " de violences physiques ;\nb) Appuyer le déminage ;\n2. Autorise la MINUKA à user de tous"
        " les moyens nécessaires pour s’acquitter de son mandat ;\n3. Demande à toutes les parties"
        " de protéger les civils."
    ),
    "ar": (
        "إن مجلس الأمن،\nوإذ يتصرف بموجب الفصل السابع من الميثاق،\n1 - يقرر أن تكون ولاية البعثة"
        " كما يلي:\n(أ) حماية المدنيين المعرضين لخطر العنف البدني؛\n(ب) دعم إزالة الألغام؛\n"
        "2 - يأذن للبعثة باستخدام جميع الوسائل اللازمة لتنفيذ ولايتها؛\n3 - يدعو جميع الأطراف"
        " إلى حماية المدنيين."
    ),
}


@pytest.mark.parametrize("language", READ)
def test_the_same_mandate_says_the_same_in_each_language(language):
    found = suggest(parse(THREE[language]))
    assert [one.poc for one in found] == [False, True, False, True, False]
    assert [[t.task for t in one.tasks] for one in found] == [
        [],
        ["physical_protection"],
        ["mine_action"],
        [],
        [],
    ]
    assert found[1].means and found[1].means_at == "2" and found[1].chapter == "7"


WORDS = st.sampled_from(
    [
        "protect",
        "civilians",
        "under",
        "imminent",
        "threat",
        "of",
        "physical",
        "violence",
        "UNMIKA",
        "urges",
        "the",
        "parties",
        "to",
        "human",
        "rights",
        "return",
        "refugees",
        "women",
        "children",
        "disarmament",
        "of resolution 1894 (2009)",
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=25), st.integers(1, 24))
def test_where_a_line_breaks_changes_no_suggestion(words, at):
    one = "The Security Council,\n1. Decides " + " ".join(words) + ".\n2. Requests a report."
    two = one.replace(" ".join(words), " ".join(words[:at]) + "\n" + " ".join(words[at:]))
    told = [[(s.paragraph, s.poc, s.score, s.tasks) for s in suggest(parse(t))] for t in (one, two)]
    assert told[0] == told[1]


def test_haiti_2004_mandates_protection_in_one_paragraph(real):
    found = suggest(read_resolution(real(1542, 2004)))
    assert [one.paragraph for one in found if one.poc] == ["7 (I) (f)"]
