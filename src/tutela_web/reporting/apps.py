from django.apps import AppConfig


class ReportingRoom(AppConfig):
    name = "tutela_web.reporting"
    label = "reporting"

    def ready(self) -> None:
        """Puts the days reports are due in the calendars people fetch and among the cut-offs of
        operations centres, what reports ask on agendas, and has packets reckon with what released
        reports told and hid."""
        from tutela_web.fora.calendar import queries as calendars
        from tutela_web.joc import queries as joc
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.reporting.editions.calendar_queries import calendar_entries, cut_offs
        from tutela_web.reporting.filling.section_fill import told_in_releases
        from tutela_web.reporting.pages.issuers import beside_section_d
        from tutela_web.reporting.reached import agenda
        from tutela_web.reporting.waiting import what_waits
        from tutela_web.sharing.queries import TOLD_ELSEWHERE
        from tutela_web.strategy.drafting import panels

        calendars.MORE.append(calendar_entries)
        joc.MORE_CUT_OFFS[:] = [cut_offs]
        TOLD_ELSEWHERE.append(told_in_releases)
        agenda.connect()
        panels.OF_SECTION.append(beside_section_d)
        PROVIDERS[self.label] = what_waits
