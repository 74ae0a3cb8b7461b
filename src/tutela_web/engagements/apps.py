from django.apps import AppConfig


class EngagementsRoom(AppConfig):
    name = "tutela_web.engagements"
    label = "engagements"

    def ready(self) -> None:
        from tutela_web.engagements.engagement import queries as engagement_queries
        from tutela_web.engagements.groups import queries as group_queries
        from tutela_web.engagements.mandate_notes.queries import note_on
        from tutela_web.engagements.no_response.queries import choice_on
        from tutela_web.engagements.waiting import what_waits
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.risk.panels import PANELS

        engagement_queries.connect()
        group_queries.connect()
        PANELS["engagements/_no_response.html"] = choice_on
        PANELS["engagements/_mandate_note.html"] = note_on
        PROVIDERS[self.label] = what_waits
