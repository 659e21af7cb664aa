"""The folder of weight files on this disk: what is there and where. Fetches nothing."""

from pathlib import Path

from reelcast.errors import WeightsUnavailable
from reelcast.weights.manifest import Weight, find


def weights_folder(cache_dir: Path) -> Path:
    """Where weight files are kept inside the cache folder."""
    return cache_dir / "weights"


def present(weight: Weight, cache_dir: Path) -> bool:
    """Whether it is there in its full length; its hash was checked when it was written."""
    file = weights_folder(cache_dir) / weight.file_name
    try:
        return (_size_of_folder(file) if weight.is_folder else file.stat().st_size) == weight.size
    except OSError:
        return False


def _size_of_folder(folder: Path) -> int:
    """In bytes, of all files in it. Raises ``OSError`` when there is no such folder."""
    if not folder.is_dir():
        raise NotADirectoryError(folder)
    return sum(part.stat().st_size for part in folder.rglob("*") if part.is_file())


def path(name: str, cache_dir: Path) -> Path:
    """The file or folder of a weight. Raises ``WeightsUnavailable`` when it was not pulled."""
    weight = find(name)
    if not present(weight, cache_dir):
        raise WeightsUnavailable(
            f'the weights "{name}" are not in {weights_folder(cache_dir)}; '
            "fetch them with: reelcast models pull"
        )
    return weights_folder(cache_dir) / weight.file_name
