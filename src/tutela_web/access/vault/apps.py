from django.apps import AppConfig


class Vault(AppConfig):
    name = "tutela_web.access.vault"
    label = "vault"
