from django.apps import AppConfig


class FieldRoom(AppConfig):
    name = "tutela_web.field"
    label = "field"
