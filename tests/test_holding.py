"""Whoever says "not now" has held what they rule on: else two at once are both told yes.

What a record is held by: docs/adr/0036-verbs-hold-before-they-rule.md. A verb may hold, and may
say "not now", in functions that it calls: they are followed, from room to room.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"
HOLDS = ("hold", "lock", "select_for_update", "update")
"""How the names of functions begin that hold a row, or change it only where it stands so still; of
functions of ours only those of HOLDING, for the others are followed."""
HOLDING = "tutela_web.base.holding"
RULES_ON_NO_ROW = {
    "correct_hotspot": "asks whether anything is assessed; corrections are only added",
    "record_loss": "asks whether anybody speaks to headquarters; who holds a post is not held",
    "create_own_post": "asks whether an account is open; its post is made here, and then held",
    "take_assessments": "only adds; the key of new words is asked whether it was destroyed",
    "make_lines": "only adds, as take_assessments",
    "record_consent": "asks whether an identity is there still; its keys are of another database",
}
Place = tuple[str, str]
"""A function by its module and its name, `Class.method` of a method."""


def name_of(call: ast.expr) -> str:
    return ast.unparse(call).rpartition(".")[2].lstrip("_")


@dataclass
class Calls:
    """The functions of modules, and who calls whom."""

    trees: dict[str, ast.Module]
    functions: dict[Place, ast.FunctionDef] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    """By module, what each name that it imports stands for."""
    _firsts: dict[Place, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for module, tree in self.trees.items():
            names = self.names[module] = {}
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom) and node.module:
                    of = node.module
                    names |= {(a.asname or a.name): f"{of}.{a.name}" for a in node.names}
            for node in tree.body:
                if isinstance(node, ast.FunctionDef):
                    self.functions[module, node.name] = node
                elif isinstance(node, ast.ClassDef):
                    for method in node.body:
                        if isinstance(method, ast.FunctionDef):
                            self.functions[module, f"{node.name}.{method.name}"] = method
                elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                    names |= self._named_object(module, node)

    def _named_object(self, module: str, node: ast.Assign) -> dict[str, str]:
        """What a name stands for that is an object of a class: its class."""
        maker = ast.unparse(node.value.func)  # type: ignore[attr-defined]  # a call, as was asked
        known = self.names[module].get(maker, f"{module}.{maker}")
        return {ast.unparse(target): known for target in node.targets}

    def verbs(self) -> list[Place]:
        """The functions that are a transaction of their own."""
        return [
            place
            for place, function in self.functions.items()
            if any(
                ast.unparse(decorator).startswith("transaction.atomic")
                for decorator in function.decorator_list
            )
        ]

    def called(self, call: ast.expr, place: Place) -> Place | None:
        """The function that is called in another one, where it is one of ours."""
        module, name = place
        said = ast.unparse(call)
        head, _, rest = said.partition(".")
        if head in {"self", "cls"}:
            return self._known(module, f"{name.partition('.')[0]}.{rest}")
        if not rest:
            whole = self.names[module].get(head, f"{module}.{head}")
        else:
            whole = f"{self.names[module].get(head, head)}.{rest}"
        return self._by_path(whole)

    def _by_path(self, whole: str, further: int = 3) -> Place | None:
        """A function by its path, where it is imported through another module too."""
        parts = whole.split(".")
        for end in range(len(parts) - 1, 0, -1):
            module, rest = ".".join(parts[:end]), parts[end:]
            if module not in self.trees:
                continue
            if place := self._known(module, ".".join(rest)):
                return place
            led_on = self.names[module].get(rest[0])
            return (
                self._by_path(".".join([led_on, *rest[1:]]), further - 1)
                if (led_on and further)
                else None
            )
        return None

    def _known(self, module: str, name: str) -> Place | None:
        return (module, name) if (module, name) in self.functions else None

    def first_of(self, place: Place) -> str:
        """What a function does first, itself or by what it calls: "holds", "refuses" or neither."""
        if place not in self._firsts:
            self._firsts[place] = ""  # of one that calls itself
            function = self.functions[place]
            takes_turns = any("one_at_a_time" in ast.unparse(d) for d in function.decorator_list)
            first = "holds" if takes_turns else self._first_in(function.body, place)
            self._firsts[place] = first
        return self._firsts[place]

    def _first_in(self, nodes: Iterable[ast.AST], place: Place) -> str:
        for node in nodes:
            if isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
                continue
            if (
                isinstance(node, ast.Raise)
                and isinstance(node.exc, ast.Call)
                and name_of(node.exc.func) == "NotNow"
            ):
                return "refuses"
            if first := self._first_in(ast.iter_child_nodes(node), place):
                return first
            if isinstance(node, ast.Call) and (first := self._first_of_call(node, place)):
                return first
        return ""

    def _first_of_call(self, call: ast.Call, place: Place) -> str:
        callee = self.called(call.func, place)
        if callee is not None and callee[0] != HOLDING:
            return self.first_of(callee)
        return "holds" if name_of(call.func).startswith(HOLDS) else ""


def calls_of_house() -> Calls:
    return Calls(
        {
            ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(
                ".__init__"
            ): ast.parse(path.read_text("utf-8"))
            for path in sorted((SOURCE / "tutela_web").rglob("*.py"))
            if not {"migrations", "demo"} & {*path.parts}
        }
    )


def test_a_verb_holds_what_it_rules_on_before_it_says_not_now() -> None:
    calls = calls_of_house()
    wrong = [
        f"{module}.{name}"
        for module, name in calls.verbs()
        if calls.first_of((module, name)) == "refuses" and name not in RULES_ON_NO_ROW
    ]
    assert wrong == [], "Next: @one_at_a_time(hold), or hold what is ruled on first"


def test_a_verb_that_rules_before_it_holds_is_found_through_its_helpers() -> None:
    rules = "def require_open(row):\n    if row.ended: raise NotNow('ended')\n"
    approval = "class Approval:\n    def end(self, row):\n        self._ask(row)\n"
    approval += "    def _ask(self, row):\n        raise NotNow('ended')\n"
    verbs = [
        "from rules import require_open",
        "from forms import FORMS",
        "def early(row):\n    require_open(row)\n    row = hold(row)",
        "def late(row):\n    row = hold(row)\n    require_open(row)",
        "@one_at_a_time(hold)\ndef in_turn(row):\n    require_open(row)",
        "def by_method(row):\n    FORMS.end(row)",
        "def hold_meeting(row):\n    require_open(row)",
        "def through_a_name(row):\n    hold_meeting(row)\n    row = hold(row)",
    ]
    forms = "from approval import Approval\nFORMS = Approval()"
    trees = {"rules": rules, "approval": approval, "forms": forms, "verbs": "\n".join(verbs)}
    calls = Calls({module: ast.parse(text) for module, text in trees.items()})
    names = ("early", "late", "in_turn", "by_method", "through_a_name")
    assert [calls.first_of(("verbs", name)) for name in names] == [
        "refuses",
        "holds",
        "holds",
        "refuses",
        "refuses",
    ]


def test_rows_are_held_without_their_key() -> None:
    """What only names a row need not wait for it: a report need not wait for who holds its alert,
    and two who hold and name crosswise do not end in a deadlock."""
    wrong = [
        f"{path.relative_to(SOURCE)}:{call.lineno}"
        for path in sorted((SOURCE / "tutela_web").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func).endswith(".select_for_update")
        and not any(argument.arg == "no_key" for argument in call.keywords)
    ]
    assert wrong == []
