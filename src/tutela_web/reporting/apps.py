from django.apps import AppConfig


class ReportingRoom(AppConfig):
    name = "tutela_web.reporting"
    label = "reporting"

    def ready(self) -> None:
        """Puts the days reports are due in the calendars people fetch."""
        from tutela_web.fora.calendar import queries as calendars
        from tutela_web.reporting.calendar_queries import calendar_entries

        calendars.MORE[:] = [calendar_entries]
