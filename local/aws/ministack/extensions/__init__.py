"""Additions and corrections to ministack."""
