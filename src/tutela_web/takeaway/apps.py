from django.apps import AppConfig


class TakeawayRoom(AppConfig):
    name = "tutela_web.takeaway"
    label = "takeaway"

    def ready(self) -> None:
        """Gives meetings the trends they keep as tabled."""
        from tutela_web.fora.meetings import parts
        from tutela_web.takeaway.partner_queries import frozen_trends

        parts.PACKS[:] = [frozen_trends]
