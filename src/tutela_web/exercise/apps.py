from django.apps import AppConfig


class ExerciseRoom(AppConfig):
    name = "tutela_web.exercise"
    label = "exercise"

    def ready(self) -> None:
        """Joins what this room shows beside records of rooms below."""
        from tutela_web.exercise.findings import beside as findings_beside
        from tutela_web.exercise.scenarios import beside as scenarios_beside
        from tutela_web.exercise.scenarios import views as scenario_views
        from tutela_web.records.panels import PANELS
        from tutela_web.risk.panels import PANELS as RISK_PANELS

        scenarios_beside.connect()
        RISK_PANELS["exercise/_beside_risk.html"] = scenario_views.panel_of_risk
        PANELS.append(scenario_views.panel_beside)
        findings_beside.connect()
