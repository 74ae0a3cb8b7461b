from django.apps import AppConfig


class Room(AppConfig):
    name = "tutela_web.coordination"
    label = "coordination"

    def ready(self) -> None:
        from tutela_web.coordination import engagement_queries, group_queries

        engagement_queries.connect()
        group_queries.connect()
