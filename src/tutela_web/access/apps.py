from django.apps import AppConfig


class AccessRoom(AppConfig):
    name = "tutela_web.access"
    label = "access"

    def ready(self) -> None:
        from tutela_web.access import signals
        from tutela_web.access.models import Mission
        from tutela_web.access.people import contact_lookup
        from tutela_web.channels.contained import EXERCISES

        signals.connect()
        contact_lookup.connect()
        EXERCISES.append(lambda: Mission.objects.filter(kind=Mission.Kind.EXERCISE))
