"""Word lists as TOML: data only, read by the lexicon."""
