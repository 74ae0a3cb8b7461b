"""Fora, meetings and claims lay in the room of coordination."""

from django.db import migrations

from tutela_web.base.moving import MoveModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("coordination", "0001_initial"),
        ("strategy", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                MoveModels(
                    "coordination",
                    ["Action", "Claim", "Decision", "Forum", "Meeting", "Member", "UpwardReport",],
                )
            ]
        )
    ]
