"""Measurements on the real server and engines; not tests."""
