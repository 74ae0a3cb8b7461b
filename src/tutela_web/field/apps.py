from django.apps import AppConfig


class FieldRoom(AppConfig):
    name = "tutela_web.field"
    label = "field"

    def ready(self) -> None:
        from tutela_web.field import retained
        from tutela_web.field.queries import care_shown
        from tutela_web.field.threats import sent_after_second_pin
        from tutela_web.intake.kind import SENT_UNDER_THREAT
        from tutela_web.intake.views import CARE_SERVICES

        CARE_SERVICES[:] = [care_shown]
        SENT_UNDER_THREAT[:] = [sent_after_second_pin]
        retained.connect()
