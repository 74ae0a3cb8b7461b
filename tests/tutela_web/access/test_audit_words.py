"""Every line of the trail is said in words: no name of a class, no name of a function."""

from __future__ import annotations

import ast
from pathlib import Path

from django.apps import apps

import tutela_web
from tutela_web.access.audit.queries import ACTS, kind_in_words

HOUSE = Path(tutela_web.__file__).parent
HOMES = ("trail.record", "audit.record")


def acts_of_the_code() -> set[str]:
    """The first word of each call of `trail.record`, where it is written out."""
    found = set()
    for path in HOUSE.rglob("*.py"):
        text = path.read_text("utf-8")
        if not any(f"{home}(" in text for home in HOMES):
            continue
        for call in ast.walk(ast.parse(text)):
            if (
                isinstance(call, ast.Call)
                and ast.unparse(call.func) in HOMES
                and isinstance(call.args[0], ast.Constant)
            ):
                found.add(str(call.args[0].value))
    return found


def test_each_act_of_the_trail_has_its_words() -> None:
    acts = acts_of_the_code()
    assert len(acts) > 50
    assert acts <= set(ACTS), "write its words in ACTS"


def test_each_model_stands_in_the_trail_by_a_word_and_not_by_the_name_of_its_class() -> None:
    named = {
        name: kind_in_words(name)
        for model in apps.get_models()
        if model.__module__.startswith("tutela_web.") and (name := model._meta.model_name or "")
    }
    assert named["reviewtrigger"] == "review trigger" and named["citedfact"] == "cited fact"
    assert kind_in_words("matrixline") == "matrix line"
