from django.apps import AppConfig


class Room(AppConfig):
    name = "tutela_web.coordination"
    label = "coordination"

    def ready(self) -> None:
        from tutela_web.coordination import (
            beside,
            engagement_queries,
            group_queries,
            wider_queries,
        )

        beside.connect()
        engagement_queries.connect()
        group_queries.connect()
        wider_queries.connect()
