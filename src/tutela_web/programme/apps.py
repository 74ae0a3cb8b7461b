from django.apps import AppConfig


class ProgrammeRoom(AppConfig):
    name = "tutela_web.programme"
    label = "programme"

    def ready(self) -> None:
        from tutela_web.crisis import consent_queries
        from tutela_web.programme.matrix import queries as matrix_queries

        consent_queries.MORE[:] = [matrix_queries.relying_lines]
