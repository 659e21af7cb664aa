"""Reads English prompts."""
