"""Filters: {{ fact.why|said }}, {{ risk.harm|word }}. Load with {% load said %}."""

from django import template

from tutela_web.look import translate as words

register = template.Library()
register.filter("said", words.say_in_page_language)
register.filter("word", words.word)
