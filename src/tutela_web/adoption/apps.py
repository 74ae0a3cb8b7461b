from django.apps import AppConfig


class AdoptionRoom(AppConfig):
    name = "tutela_web.adoption"
    label = "adoption"
