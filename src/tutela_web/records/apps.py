from django.apps import AppConfig


class RecordsRoom(AppConfig):
    name = "tutela_web.records"
    label = "records"
