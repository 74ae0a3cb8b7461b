from django.apps import AppConfig


class ReportingRoom(AppConfig):
    name = "tutela_web.reporting"
    label = "reporting"

    def ready(self) -> None:
        """Puts the days reports are due in the calendars people fetch, and has packets hide what
        released reports hid."""
        from tutela_web.fora.calendar import queries as calendars
        from tutela_web.reporting.calendar_queries import calendar_entries
        from tutela_web.reporting.fills import hidden_in_releases
        from tutela_web.sharing.queries import HIDDEN_ELSEWHERE

        calendars.MORE[:] = [calendar_entries]
        HIDDEN_ELSEWHERE.append(hidden_in_releases)
