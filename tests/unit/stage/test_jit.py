"""Compiled code is kept with the sources it was made of, those of imported kernels among them."""

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reelcast.engines.stage import kernels
from reelcast.engines.stage.kernels import jit, noise

FILES = sorted(Path(kernels.__file__).parent.glob("[!_]*.py"))


def test_a_kernel_is_made_of_itself_and_of_all_it_imports() -> None:
    assert {"clouds", "air", "noise", "jit", "eye"} <= jit._made_of("clouds")
    assert "clouds" not in jit._made_of("noise")


def test_an_edit_gives_another_folder_to_whoever_imports_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = jit.__name__.rpartition(".")[0]
    (tmp_path / "a.py").write_text(f"from {prefix}.b import x\n")
    (tmp_path / "b.py").write_text("x = 1\n")
    (tmp_path / "c.py").write_text("x = 1\n")
    monkeypatch.setattr(jit, "_HERE", tmp_path)

    def digests() -> list[str]:
        jit.digest.cache_clear()
        jit._made_of.cache_clear()
        return [jit.digest(name) for name in "abc"]

    before = digests()
    (tmp_path / "b.py").write_text("x = 2\n")
    after = digests()
    jit.digest.cache_clear()
    jit._made_of.cache_clear()
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, False, True]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_kernels_import_each_other_in_the_one_way_that_is_followed(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert not any("kernels" in name.name for name in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            assert node.module != kernels.__name__


def test_what_is_made_for_one_signature_takes_every_mix_of_numbers_and_is_compiled_once() -> None:
    smooth: Any = noise.smooth
    assert smooth(0, 1, np.float32(0.5)) == smooth(0.0, np.int64(1), 0.5) == 0.5
    assert len(smooth.signatures) == 1
