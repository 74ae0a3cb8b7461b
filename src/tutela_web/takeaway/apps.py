from django.apps import AppConfig


class TakeawayRoom(AppConfig):
    name = "tutela_web.takeaway"
    label = "takeaway"
