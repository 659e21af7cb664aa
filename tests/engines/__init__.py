"""Toy engines of a few lines each, named on the command line as ``tests.engines.toys:Name``."""
