from django.apps import AppConfig


class SharingRoom(AppConfig):
    name = "tutela_web.sharing"
    label = "sharing"
