"""Addresses below `/<network>/dialog/`."""

from django.urls import path

from klimanet.dialogues import views

urlpatterns = [
    path("", views.threads, name="threads"),
    path("ny/", views.new_thread, name="new_thread"),
    path("opfoelgning/", views.open_questions, name="open_questions"),
    path("<id:number>/", views.thread, name="thread"),
    path("<id:number>/rettelse/", views.editing, name="thread_editing"),
    path("<id:number>/svar/", views.answer, name="thread_answer"),
    path("<id:number>/lukning/", views.closing, name="thread_closing"),
    path("<id:number>/genaabning/", views.reopening, name="thread_reopening"),
    path("<id:number>/samme-spoergsmaal/", views.sharing, name="thread_sharing"),
]
