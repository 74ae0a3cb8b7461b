from django.apps import AppConfig


class CapacityRoom(AppConfig):
    name = "tutela_web.capacity"
    label = "capacity"
