from django.apps import AppConfig


class LessonsRoom(AppConfig):
    name = "tutela_web.lessons"
    label = "lessons"

    def ready(self) -> None:
        from tutela_web.lessons.offers import panel_beside
        from tutela_web.lessons.waiting import what_waits
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.records.panels import PANELS

        PANELS.append(panel_beside)
        PROVIDERS[self.label] = what_waits
