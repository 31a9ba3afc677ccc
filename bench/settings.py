"""The portal's settings, with the constant view among its addresses."""

from portal.settings import *  # noqa: F403 - settings are one flat namespace by Django's design

ROOT_URLCONF = "bench.urls"
