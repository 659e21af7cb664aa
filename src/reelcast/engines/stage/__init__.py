"""The engine that needs no graphics card: a virtual film stage."""
