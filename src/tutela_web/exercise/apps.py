from django.apps import AppConfig


class ExerciseRoom(AppConfig):
    name = "tutela_web.exercise"
    label = "exercise"

    def ready(self) -> None:
        """Joins what this room shows beside records of rooms below."""
