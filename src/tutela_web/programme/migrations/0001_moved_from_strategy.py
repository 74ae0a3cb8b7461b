"""The matrix, what it serves and draws on, and what measures it lay in the room of strategy."""

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
                        "ChainLink",
                        "Dilemma",
                        "DilemmaUse",
                        "Indicator",
                        "LeaderDuty",
                        "LinkedPlan",
                        "MatrixLine",
                        "Objective",
                        "OutsidePart",
                        "PlanItem",
                        "PlanMatch",
                        "Programme",
                        "Reading",
                        "ReportDuty",
                        "ReportMade",
                    ],
                )
            ]
        )
    ]
