"""Address of the choice whether others see that one is writing, behind the language prefix."""

from django.urls import path

from . import views

urlpatterns = [path("me/typing/", views.me_typing, name="me-typing")]
