"""What one typed as another's approval is that post's to confirm: it waits in its own list."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.utils.timezone import now

from tutela_web.base.ids import new_id

TYPED = "typed"


def _wait(approvals: Any, record: Any, kind: str, post: Any) -> None:
    approvals.objects.create(
        id=new_id(),
        mission_id=record.mission_id,
        kind=kind,
        record=record.pk,
        post=post,
        channel=TYPED,
        heard_by_id=record.author_id,
        entered_at=now(),
        invented=record.invented,
    )


def let_posts_confirm(apps: Any, _editor: Any) -> None:
    """Each approval that was typed waits for its post; one of a post its author held stands."""
    approvals = apps.get_model("records", "PostApproval")
    holdings = apps.get_model("access", "Holding")
    posts = apps.get_model("access", "Post")
    efforts = apps.get_model("deployment", "GapOption")
    for effort in efforts.objects.exclude(approved_by=None).select_related("approved_by"):
        if not holdings.objects.filter(post=effort.approved_by, person=effort.author_id).exists():
            _wait(approvals, effort, "deployment.GapOption", effort.approved_by)
            efforts.objects.filter(pk=effort.pk).update(approved_by=None, approved_on=None)
    allocations = apps.get_model("deployment", "Allocation")
    for allocation in allocations.objects.exclude(agreed_on=None):
        stands = []
        for title in allocation.agreed_by:
            post = posts.objects.filter(mission=allocation.mission_id, title=title).first()
            held = post and holdings.objects.filter(post=post, person=allocation.author_id)
            if post is None or held.exists():
                stands.append(title)
            else:
                _wait(approvals, allocation, "deployment.Allocation", post)
        allocations.objects.filter(pk=allocation.pk).update(agreed_by=stands)


class Migration(migrations.Migration):
    dependencies = [
        ("deployment", "0002_carried_out"),
        ("records", "0002_approvals"),
    ]
    operations = [migrations.RunPython(let_posts_confirm, migrations.RunPython.noop)]
