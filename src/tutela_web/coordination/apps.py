from django.apps import AppConfig


class Room(AppConfig):
    name = "tutela_web.coordination"
    label = "coordination"

    def ready(self) -> None:
        from tutela_web.coordination import beside, wider_queries

        beside.connect()
        wider_queries.connect()
