from django.apps import AppConfig


class Room(AppConfig):
    name = "tutela_web.coordination"
    label = "coordination"

    def ready(self) -> None:
        from tutela_web.coordination import (
            arrangement_queries,
            beside,
            exchange_panels,
            partner_verbs,
            wider_queries,
        )

        arrangement_queries.connect()
        beside.connect()
        exchange_panels.connect()
        partner_verbs.connect()
        wider_queries.connect()
