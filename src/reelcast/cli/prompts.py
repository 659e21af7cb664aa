"""The lines of ``reelcast storyboard --jsonl``: prompts in, what they say out. Knows no reader."""

import json
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reelcast.board import MAX_REFERENCES, Storyboard
from reelcast.errors import Fault, InvalidBody
from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate


class NamedReference(BaseModel):
    """A reference given by its noun, in any language, in place of a picture."""

    noun: Annotated[str, Field(min_length=1)]
    kind: Kind


class PromptLine(BaseModel):
    """One line. Members that are not listed here are ignored."""

    model_config = ConfigDict(frozen=True)

    id: str
    prompt: Annotated[str, Field(min_length=1)]
    references: Annotated[list[NamedReference], Field(max_length=MAX_REFERENCES)]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The references as a reader wants them."""
        return tuple(
            Candidate(number, ((reference.noun, 1.0),), reference.kind)
            for number, reference in enumerate(self.references, start=1)
        )


def read_lines(lines: Iterable[bytes], name: str) -> Iterator[PromptLine]:
    """The lines of a file, one by one; empty ones are left out.

    Raises ``InvalidBody`` with ``name``, the line's number and the field for one that is wrong.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _read(line, f"{name}, line {number}")


def answer(line: PromptLine, said: Storyboard) -> dict[str, Any]:
    """What a prompt says, in the fields by which readers are compared."""
    board = said.model_dump(mode="json")
    flat = {name: board[name] for name in ("setting", "time", "weather", "effects")}
    parts = ("reference", "action", "direction")
    return {
        "id": line.id,
        "expect": {
            **flat,
            "camera": board["camera"]["move"],
            "subjects": [{part: role[part] for part in parts} for role in board["subjects"]],
            "mood": board["mood"],
        },
    }


def _read(line: bytes, where: str) -> PromptLine:
    from reelcast.api.submission import faults_of

    try:
        return PromptLine.model_validate(json.loads(line.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise _wrong(where, f"it is not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise _wrong(where, f"not JSON: {error.msg} at character {error.pos}") from error
    except (RecursionError, ValueError) as error:
        if not isinstance(error, ValidationError):
            raise _wrong(where, "not JSON that can be read") from error
        raise _wrong(where, "; ".join(fault.message for fault in faults_of(error))) from error


def _wrong(where: str, what: str) -> InvalidBody:
    return InvalidBody(Fault(where, f"{where}: {what}"))
