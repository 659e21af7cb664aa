"""Readers for prompts in other languages than English."""
