from django.apps import AppConfig


class IntakeRoom(AppConfig):
    name = "tutela_web.intake"
    label = "intake"
