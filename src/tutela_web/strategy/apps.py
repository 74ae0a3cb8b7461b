from django.apps import AppConfig


class Room(AppConfig):
    name = "tutela_web.strategy"
    label = "strategy"

    def ready(self) -> None:
        from tutela_web.crisis import consent_queries
        from tutela_web.strategy import matrix_queries

        consent_queries.MORE[:] = [matrix_queries.relying_lines]
