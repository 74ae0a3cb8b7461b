"""What a strategy rests on, what moved of it, and its reviews lay in the room of strategy."""

from django.db import migrations

from tutela_web.base.moving import MoveModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("strategy", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                MoveModels(
                    "strategy",
                    [
                        "Amendment",
                        "CitedFact",
                        "ContextEvent",
                        "FrozenFact",
                        "PlanningDay",
                        "Review",
                        "ReviewTrigger",
                    ],
                )
            ]
        )
    ]
