"""A prompt read as a film-maker would: what happens in the clip, as data."""
