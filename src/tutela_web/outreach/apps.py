from django.apps import AppConfig


class OutreachRoom(AppConfig):
    name = "tutela_web.outreach"
    label = "outreach"

    def ready(self) -> None:
        """Joins what this room shows beside records of rooms below."""
        from tutela_web.outreach.dialogue import panels
        from tutela_web.outreach.messages import panels as told_panels
        from tutela_web.records.beside import PANELS
        from tutela_web.risk.panels import PANELS as RISK_PANELS

        PANELS.append(panels.panel_beside)
        PANELS.append(told_panels.panel_beside)
        RISK_PANELS["outreach/_heard.html"] = panels.heard_beside_risk
