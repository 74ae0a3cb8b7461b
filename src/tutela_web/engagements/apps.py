from django.apps import AppConfig


class EngagementsRoom(AppConfig):
    name = "tutela_web.engagements"
    label = "engagements"

    def ready(self) -> None:
        from tutela_web.engagements.engagement import queries as engagement_queries
        from tutela_web.engagements.groups import queries as group_queries

        engagement_queries.connect()
        group_queries.connect()
