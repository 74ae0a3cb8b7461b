from django.apps import AppConfig


class ExerciseRoom(AppConfig):
    name = "tutela_web.exercise"
    label = "exercise"

    def ready(self) -> None:
        """Joins what this room shows beside records of rooms below."""
        from tutela_web.exercise.findings import beside as findings_beside

        findings_beside.connect()
