from django.apps import AppConfig


class CoordinationRoom(AppConfig):
    """What it kept moved to fora, engagements and partners; databases know it by its migrations."""

    name = "tutela_web.coordination"
    label = "coordination"
