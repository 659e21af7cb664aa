"""What each action does to a whole subject: where it goes and how it tilts, limbs aside.

Every motion is a function of the actor, the seconds since it began and the seconds it has. Speeds
are those of life where the picture has room for them; ``reach`` scales how far, ``pace`` how fast.
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from reelcast.board import Action
from reelcast.engines.stage.acting.curves import bounces, carried, eased, hump, wander
from reelcast.engines.stage.acting.stance import Actor, Stance
from reelcast.kind import Kind

Motion = Callable[[Actor, float, float], Stance]

_GRAVITY = 9.8
_WALK, _RUN, _DRIVE, _SWIM, _FLY = 0.8, 1.9, 3.2, 0.55, 0.9
"""Speeds in heights (of vehicles: lengths x 0.5) per second: a walk is 1.35 m/s for a person."""
_BEAT = 2.0
"""Steps of a dance in Hz: 120 beats a minute."""


def idle(actor: Actor, s: float, length: float) -> Stance:
    """Breath, and weight that shifts: what stands still is alive, if it is a living thing."""
    alive = 1.0 if actor.kind in (Kind.PERSON, Kind.ANIMAL, Kind.PLANT) else 0.25
    sway = 0.008 * alive * actor.reach * wander(s, 0.14, actor.phase)
    breath = 0.0045 * alive * math.sin(2 * math.pi * 0.31 * s + actor.phase)
    return Stance(lean=sway, grown=1 + breath * min(actor.reach, 1.2))


def travel(actor: Actor, s: float, length: float, speed: float) -> float:
    """Metres right of the mark, on a way in the heading that has the mark near its middle.

    It starts at the mark if the actor is on its way already. No farther than there is room.
    """
    wanted = speed * actor.height * actor.speed * length * math.sqrt(actor.reach)
    share = min(0.5 + 0.35 * actor.reach, 1.0)
    behind, ahead = share * actor.behind, share * actor.ahead
    if actor.underway:
        return actor.heading * min(wanted, ahead) * carried(s / length)
    far = min(wanted, behind + ahead)
    start = min(max(far / 2, far - ahead), behind)
    return actor.heading * (far * carried(s / length) - start)


def _going(actor: Actor, s: float, length: float, speed: float, hertz: float) -> Stance:
    """On legs: it bobs with every step and leans into its way a little."""
    step = 2 * math.pi * hertz * math.sqrt(actor.speed) * s + actor.phase
    bob = 0.011 * speed * abs(math.sin(step)) * actor.height * min(actor.reach, 1.3)
    pitch = 0.012 * speed * math.sin(step + 0.6) * actor.reach
    return Stance(
        x=travel(actor, s, length, speed),
        y=bob,
        lean=actor.heading * 0.012 * speed,
        turn=0.5 * pitch,
    )


def walk(actor: Actor, s: float, length: float) -> Stance:
    """Across the picture at a walk."""
    return _going(actor, s, length, _WALK, 0.95)


def run(actor: Actor, s: float, length: float) -> Stance:
    """Across the picture at a run."""
    return _going(actor, s, length, _RUN, 1.45)


def jump(actor: Actor, s: float, length: float) -> Stance:
    """Crouch, leap and land, again and again with a pause between."""
    least = min(0.3 + 0.3 * actor.reach, 0.9) * actor.room.up
    high = min(0.32 * actor.height * math.sqrt(actor.reach), least)
    crouch, land, rest = 0.26 / actor.speed, 0.30, 0.35 / actor.speed / actor.reach
    # No leap lasts shorter than the eye can follow, however small who leaps is.
    flight = max(2 * math.sqrt(2 * max(high, 0.02) / _GRAVITY), 0.42)
    t = s % (crouch + flight + land + rest)
    deep = 0.055 * min(actor.reach, 1.4)
    if t < crouch:
        return Stance(grown=1 - deep * hump(0.72 * t / crouch))
    if t < crouch + flight:
        up = (t - crouch) / flight
        left = 1 - deep * hump(0.72) * max(1 - 8 * up, 0)
        return Stance(y=4 * high * up * (1 - up), grown=left * (1 + 0.02 * hump(up)))
    after = (t - crouch - flight) / land
    return Stance(grown=1 - deep * math.sin(math.pi * min(after, 1)) * math.exp(-1.2 * after))


def turn(actor: Actor, s: float, length: float) -> Stance:
    """Whoever has no other view can only shift its weight as one does who looks around."""
    return Stance(lean=0.022 * actor.reach * wander(s, 0.28 * actor.speed, actor.phase))


def spin(actor: Actor, s: float, length: float) -> Stance:
    """In the air, over and over about its middle; on the ground a sway that swings back."""
    if actor.afloat and actor.kind not in (Kind.PERSON, Kind.ANIMAL):
        return Stance(turn=actor.heading * 2 * math.pi * carried(s / length) * actor.speed)
    return Stance(lean=0.03 * actor.reach * math.sin(2 * math.pi * 0.5 * actor.speed * s))


def dance(actor: Actor, s: float, length: float) -> Stance:
    """Weight from side to side on every other beat, a dip on each."""
    beat = 2 * math.pi * _BEAT * s
    side = math.sin(beat / 2)
    side = math.copysign(abs(side) ** 0.7, side)
    far = 0.035 * actor.height * actor.reach
    dip = 0.018 * min(actor.reach, 1.5) * (0.5 + 0.5 * math.cos(beat))
    return Stance(x=far * side, lean=-0.045 * actor.reach * side, grown=1 - dip)


def wave(actor: Actor, s: float, length: float) -> Stance:
    """A greeting with all of it: a quick lean to and fro, then calm."""
    waves = hump(min(s / min(length, 3.2), 1.0))
    return Stance(lean=0.022 * actor.reach * waves * math.sin(2 * math.pi * 1.1 * s))


def sway(actor: Actor, s: float, length: float) -> Stance:
    """As a tree in the wind."""
    return Stance(lean=0.05 * actor.reach * wander(s, 0.33 * actor.speed, actor.phase))


def float_(actor: Actor, s: float, length: float) -> Stance:
    """Held by water or by nothing: it rises and sinks and tilts slowly."""
    far = min(0.06 * actor.height * actor.reach, 0.8 * min(actor.room.up, actor.room.down + 0.3))
    up = 0.0 if actor.afloat else min(0.10 * actor.height, 0.5 * actor.room.up) * eased(s / 1.2)
    return Stance(
        x=0.5 * far * wander(s, 0.10 * actor.speed, actor.phase + 2),
        y=up + far * wander(s, 0.17 * actor.speed, actor.phase),
        turn=0.07 * actor.reach * wander(s, 0.12 * actor.speed, actor.phase + 1),
    )


def fly(actor: Actor, s: float, length: float) -> Stance:
    """A long shallow arc in its heading, banking into it."""
    along = travel(actor, s, length, _FLY)
    lift = 0.0 if actor.afloat else 0.75 * actor.room.up
    arc = 0.35 * min(actor.room.up, 0.5 * actor.height) * min(actor.reach, 1.5)
    hertz = 0.22 * actor.speed
    turn = 2 * math.pi * hertz * s + actor.phase
    return Stance(
        x=along,
        y=lift * eased(s / 1.6) + arc * math.sin(turn) * (1 if actor.afloat else 0.5),
        turn=-actor.heading * 0.10 * actor.reach * math.cos(turn),
        z=0.08 * actor.room.farther * (1 + math.sin(0.7 * turn)),
    )


def swim(actor: Actor, s: float, length: float) -> Stance:
    """Forward with strokes: it rocks and surges."""
    stroke = 2 * math.pi * 0.55 * actor.speed * s + actor.phase
    surge = 0.02 * actor.height * math.sin(stroke)
    return Stance(
        x=travel(actor, s, length, _SWIM) + actor.heading * surge,
        y=0.018 * actor.height * actor.reach * math.sin(stroke + 1.1),
        turn=-actor.heading * 0.035 * actor.reach * math.sin(stroke),
    )


def drive(actor: Actor, s: float, length: float) -> Stance:
    """Along the road: it dips back as it starts, forward as it stops, and hums on its springs."""
    along = travel(actor, s, length, _DRIVE)
    push = hump(s / 0.9) - hump((s - length + 0.9) / 0.9)
    hum = wander(s, 3.1, actor.phase)
    return Stance(
        x=along,
        y=0.004 * actor.height * max(hum, 0) * actor.reach,
        turn=actor.heading * (-0.010 * push + 0.0025 * hum) * actor.reach,
    )


def roll(actor: Actor, s: float, length: float) -> Stance:
    """What is round turns as far as its rim goes along the ground; the rest only rocks."""
    if not _round(actor):
        return Stance(turn=0.09 * actor.reach * wander(s, 0.5 * actor.speed, actor.phase))
    along = travel(actor, s, length, 0.6)
    return Stance(x=along, turn=along / (actor.height / 2))


def _round(actor: Actor) -> bool:
    """As wide as tall: the best that a silhouette's box tells."""
    return actor.kind is not Kind.PERSON and 0.88 < actor.width / actor.height < 1.14


def fall(actor: Actor, s: float, length: float) -> Stance:
    """From above: light things flutter down, the others drop and bounce."""
    if actor.kind in (Kind.PLANT, Kind.CLOTHING) or actor.afloat:
        down = actor.room.up * (1 - carried(s / min(length, 4.5)))
        swing = 1 - eased(s / min(length, 4.5))
        turning = min(actor.reach, 1.6) * wander(s, 0.55, actor.phase)
        return Stance(x=0.18 * actor.height * swing * turning, y=down, turn=0.35 * swing * turning)
    drop = actor.room.up + actor.height
    soft = max(_GRAVITY, 1.6 * drop)
    y = bounces(s, drop, min(0.18 + 0.14 * actor.reach, 0.5), soft)
    return Stance(y=y, grown=1 - 0.05 * hump((s - math.sqrt(2 * drop / soft)) / 0.22))


def rise(actor: Actor, s: float, length: float) -> Stance:
    """Gathers itself, then goes up faster and faster; not out of the picture."""
    gather = 0.5 / actor.speed
    if s < gather:
        return Stance(grown=1 - 0.03 * actor.reach * hump(0.7 * s / gather))
    up = (s - gather) / max(length - gather, 0.1)
    share = up * up * (2 - up)
    tremble = 0.004 * wander(s, 4.0, actor.phase) * (1 - up)
    return Stance(y=actor.room.up * share * min(0.7 + 0.3 * actor.reach, 1.2), x=tremble)


def approach(actor: Actor, s: float, length: float) -> Stance:
    """From farther off up to its mark."""
    return _walking_in(actor, s, _away(actor, length) * (1 - carried(s / length)))


def leave(actor: Actor, s: float, length: float) -> Stance:
    """From its mark into the distance."""
    return _walking_in(actor, s, _away(actor, length) * carried(s / length))


def _away(actor: Actor, length: float) -> float:
    """Metres along the view that one goes in ``length`` seconds."""
    wanted = actor.room.farther * min(0.35 + 0.3 * actor.reach, 1.0)
    return min(wanted, 1.1 * actor.height * actor.speed * length)


def _walking_in(actor: Actor, s: float, away: float) -> Stance:
    on_legs = actor.kind in (Kind.PERSON, Kind.ANIMAL) and not actor.afloat
    step = 2 * math.pi * 0.95 * math.sqrt(actor.speed) * s + actor.phase
    bob = 0.010 * actor.height * abs(math.sin(step)) if on_legs else 0.0
    lean = 0.008 * math.sin(step) if on_legs else 0.0
    return Stance(z=away, y=bob, lean=lean)


MOTIONS: Mapping[Action, Motion] = MappingProxyType(
    {
        Action.STAND: idle,
        Action.SIT: idle,
        Action.WALK: walk,
        Action.RUN: run,
        Action.JUMP: jump,
        Action.TURN: turn,
        Action.SPIN: spin,
        Action.DANCE: dance,
        Action.WAVE: wave,
        Action.FLOAT: float_,
        Action.FLY: fly,
        Action.SWIM: swim,
        Action.DRIVE: drive,
        Action.ROLL: roll,
        Action.FALL: fall,
        Action.RISE: rise,
        Action.SWAY: sway,
        Action.APPROACH: approach,
        Action.LEAVE: leave,
    }
)
