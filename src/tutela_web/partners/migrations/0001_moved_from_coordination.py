"""Partners and what is settled with them lay in the room of coordination."""

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
                    ["Arrangement", "Call", "Exchange", "HostNote", "OpenSite", "Partner", "Party", "ProtectionActor", "Responsibility", "RoleLine", "SpaceCheck", "WiderConcern",],
                )
            ]
        )
    ]
