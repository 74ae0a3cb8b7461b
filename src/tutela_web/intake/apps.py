from django.apps import AppConfig


class IntakeRoom(AppConfig):
    name = "tutela_web.intake"
    label = "intake"

    def ready(self) -> None:
        from tutela_web.intake import source_verbs

        source_verbs.connect()
