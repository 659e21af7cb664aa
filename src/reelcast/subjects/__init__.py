"""References into subjects: who is in each image, cut out and ready to be placed."""

from reelcast.subjects.subject import Edge, Subject

__all__ = ["Edge", "Subject"]
