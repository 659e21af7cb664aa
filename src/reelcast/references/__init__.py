"""The client's images: told apart, decoded from data URIs, fetched from URLs.

Knows neither tasks nor the store; what the bytes show is ``reelcast.picture``'s business.
"""

from reelcast.references.incoming import InlineImage, RemoteImage, SentImage, sort_image

__all__ = ["InlineImage", "RemoteImage", "SentImage", "sort_image"]
