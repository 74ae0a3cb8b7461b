from django.apps import AppConfig


class Room(AppConfig):
    name = "tutela_web.takeaway"
    label = "takeaway"
