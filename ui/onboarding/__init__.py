"""Onboarding: from no vault to the first files."""
