from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse
from django.template import engines
from django.urls import path

PAGE = engines["django"].from_string("<!doctype html><title>{{ name }}</title><h1>{{ name }}</h1>")


def floor(request):
    return HttpResponse(PAGE.render({"name": ContentType.objects.first().model}, request))


urlpatterns = [path("", floor)]
