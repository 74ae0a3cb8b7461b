from django.apps import AppConfig


class OutreachRoom(AppConfig):
    name = "tutela_web.outreach"
    label = "outreach"

    def ready(self) -> None:
        """Joins what this room shows beside records of rooms below."""
        from tutela_web.fora.meetings.parts import PANELS as MEETING_PANELS
        from tutela_web.outreach.dialogue import panels
        from tutela_web.records.beside import PANELS
        from tutela_web.risk.panels import PANELS as RISK_PANELS

        MEETING_PANELS["outreach/_debts_of_meeting.html"] = panels.debts_at
        PANELS.append(panels.panel_beside)
        RISK_PANELS["outreach/_heard_beside_score.html"] = panels.heard_beside_risk
