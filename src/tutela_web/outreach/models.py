"""The tables of this room."""

from tutela_web.outreach.perceptions.models import Survey, SurveyAnswer, SurveyItem, SurveyPlace

__all__ = ["Survey", "SurveyAnswer", "SurveyItem", "SurveyPlace"]
