from django.apps import AppConfig


class CapacityRoom(AppConfig):
    name = "tutela_web.capacity"
    label = "capacity"

    def ready(self) -> None:
        from tutela_web.capacity.units.queries import bases_to_name
        from tutela_web.capacity.waiting import what_waits
        from tutela_web.places.finding import HANDED_IN
        from tutela_web.records.owed.rows import PROVIDERS

        HANDED_IN["capacity"] = bases_to_name
        PROVIDERS[self.label] = what_waits
