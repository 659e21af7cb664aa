"""The folder of weight files on this disk: what is there and where. Fetches nothing."""

from pathlib import Path

from reelcast.errors import WeightsUnavailable
from reelcast.weights.manifest import Weight, find


def weights_folder(cache_dir: Path) -> Path:
    """Where weight files are kept inside the cache folder."""
    return cache_dir / "weights"


def present(weight: Weight, cache_dir: Path) -> bool:
    """Whether the file is there in its full length; its hash was checked when it was written."""
    try:
        return (weights_folder(cache_dir) / weight.file_name).stat().st_size == weight.size
    except OSError:
        return False


def path(name: str, cache_dir: Path) -> Path:
    """The file of a weight. Raises ``WeightsUnavailable`` when it has not been pulled."""
    weight = find(name)
    if not present(weight, cache_dir):
        raise WeightsUnavailable(
            f'the weights "{name}" are not in {weights_folder(cache_dir)}; '
            "fetch them with: reelcast models pull"
        )
    return weights_folder(cache_dir) / weight.file_name
