"""How parts of plans and other work of the mission are called where other records name them."""

from __future__ import annotations

from tutela_web.programme.efforts.models import PlanItem, Programme
from tutela_web.programme.naming import Called, called_at


def call_plan_item(item: PlanItem) -> Called:
    """By its number and title, and in which paper it stands."""
    where = f"{item.get_kind_display()}, {item.get_paper_display()}"
    return called_at(item, "planned", "programme:planned_one", code=str(item), words=where)


def call_programme(programme: Programme) -> Called:
    """By its title and what kind of work it is."""
    words = f"{programme.title} · {programme.get_kind_display()}"
    return called_at(programme, "programme", "programme:programme", words=words)
