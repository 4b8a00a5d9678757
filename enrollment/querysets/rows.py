"""Rows of other models of this app, which querysets cannot import."""

from django.apps import apps


def rows_of(model):
    return apps.get_model("enrollment", model).objects
