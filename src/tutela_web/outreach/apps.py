from django.apps import AppConfig


class OutreachRoom(AppConfig):
    name = "tutela_web.outreach"
    label = "outreach"

    def ready(self) -> None:
        """Joins what this room shows beside records of rooms below."""
        from tutela_web.outreach.perceptions import beside_contact

        beside_contact.connect()
