from django.apps import AppConfig


class Field(AppConfig):
    name = "tutela_web.field"
    label = "field"
