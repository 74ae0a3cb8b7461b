from django.apps import AppConfig


class ForaRoom(AppConfig):
    name = "tutela_web.fora"
    label = "fora"

    def ready(self) -> None:
        from tutela_web.fora.forum import queries
        from tutela_web.fora.teams import near_views
        from tutela_web.fora.waiting import what_waits
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.records.panels import PANELS

        PANELS.append(near_views.panel_beside)
        queries.connect()
        PROVIDERS[self.label] = what_waits
