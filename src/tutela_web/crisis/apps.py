from django.apps import AppConfig


class CrisisRoom(AppConfig):
    name = "tutela_web.crisis"
    label = "crisis"

    def ready(self) -> None:
        from tutela_web.capacity import unit_kind
        from tutela_web.crisis.queries import unit_doing

        unit_kind.DOING[:] = [unit_doing]
