"""``python -m reelcast`` is the ``reelcast`` command."""

from reelcast.cli import main

if __name__ == "__main__":
    main()
