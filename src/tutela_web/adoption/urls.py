"""Addresses of what a mission makes its own, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.adoption.letterheads import views as letterheads
from tutela_web.adoption.posts import views as posts
from tutela_web.adoption.wording import views as wording

app_name = "adoption"
urlpatterns = [
    path("letterheads/", letterheads.letterheads, name="letterheads"),
    path("letterheads/start.docx", letterheads.starter, name="letterhead_start"),
    path("letterheads/<uuid:pk>/template.docx", letterheads.template_file, name="letterhead_file"),
    path("letterheads/<uuid:pk>/trial.docx", letterheads.trial, name="letterhead_trial"),
    path("letterheads/<uuid:pk>/decide/", letterheads.decide, name="letterhead_decide"),
    path("letterheads/<uuid:pk>/withdraw/", letterheads.withdraw, name="letterhead_withdraw"),
    path("own-words/", wording.words, name="words"),
    path("own-words/words.csv", wording.words_table, name="words_table"),
    path("own-words/<uuid:pk>/decide/", wording.decide, name="words_decide"),
    path("own-words/<uuid:pk>/withdraw/", wording.withdraw, name="words_withdraw"),
    path("own-posts/", posts.own_posts, name="posts"),
    path("own-posts/create/", posts.create, name="post_create"),
    path("own-posts/sets/<str:name>.csv", posts.posts_table, name="posts_table"),
    path("own-posts/<uuid:pk>/decide/", posts.decide, name="posts_decide"),
    path("own-posts/<uuid:pk>/withdraw/", posts.withdraw, name="posts_withdraw"),
]
