from django.apps import AppConfig


class LessonsRoom(AppConfig):
    name = "tutela_web.lessons"
    label = "lessons"

    def ready(self) -> None:
        from tutela_web.lessons.offers import panel_beside
        from tutela_web.records.beside import PANELS

        PANELS.append(panel_beside)
