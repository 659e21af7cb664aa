"""What a test prompt asks to go wrong."""

import pytest

from reelcast.settings import Settings
from reelcast.simulation import Simulation, read_simulation

ON = Settings(simulate=True)


@pytest.mark.parametrize(
    ("prompt", "wanted"),
    [
        ("[[fail: no subject found]] a cat", Simulation(fail="no subject found")),
        ("[[slow: 2.5]] a cat", Simulation(slow=2.5)),
        ("[[queue:3]]", Simulation(queue=3.0)),
        ("[[reject: 429]] a cat", Simulation(reject=429)),
        (" [[queue: 1]] [[fail: x]][[slow: 2]] cat", Simulation(fail="x", slow=2.0, queue=1.0)),
        ("[[slow: 999999]]", Simulation(slow=3600.0)),
        ("[[slow: -4]]", Simulation()),
        ("[[slow: nan]]", Simulation()),
        ("[[slow: soon]]", Simulation()),
        ("[[reject: 500]]", Simulation()),
        ("[[explode: now]] [[fail: x]]", Simulation()),
        ("a cat [[fail: x]]", Simulation()),
        ("[[fail: ]]", Simulation()),
        ("a cat", Simulation()),
    ],
)
def test_directives_at_the_beginning_are_read(prompt: str, wanted: Simulation) -> None:
    assert read_simulation(prompt, ON) == wanted


def test_nothing_is_simulated_unless_the_operator_allows_it() -> None:
    assert read_simulation("[[fail: x]]", Settings(simulate=False)) == Simulation()
