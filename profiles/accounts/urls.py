"""Addresses of sign-in that stand before allauth's own of the same path."""

from django.urls import path

from .views import sign_out

urlpatterns = [path("logout/", sign_out, name="account_logout")]
