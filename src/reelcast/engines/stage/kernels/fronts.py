"""House fronts in the light of sun, sky and lamps: plaster, brick, trim, snow on the ledges."""

import math

import numpy as np

from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.facades import (
    BASE,
    FRAME,
    OUT,
    PANE,
    PLASTER,
    SHOP,
    SHUTTER,
    SIGN,
    SLATE,
    TRIM,
    House,
    attic,
    bay_of,
    house_of,
    march,
    relief,
)
from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.lamplight import lamps_at
from reelcast.engines.stage.kernels.noise import clamp, fbm2, noise2, smooth, uniform
from reelcast.engines.stage.kernels.panes import Colour, Town, pane
from reelcast.engines.stage.kernels.walls import trace

FRONT, ATTIC, GABLE = 0, 1, 2
"""Kinds of walls: a front with windows, the slate floor above it, a blind side."""

_PAINTS = np.array(
    [
        (0.030, 0.060, 0.042),
        (0.022, 0.034, 0.070),
        (0.066, 0.022, 0.022),
        (0.026, 0.026, 0.028),
        (0.035, 0.085, 0.095),
        (0.120, 0.085, 0.045),
        (0.200, 0.190, 0.170),
    ]
)
"""What doors, shutters and shop fronts are painted: bottle green, navy, oxblood, black, teal, oak,
stone. Linear reflectances."""
_NEONS = np.array([(1.0, 0.16, 0.22), (0.16, 0.5, 1.0), (1.0, 0.62, 0.25), (0.2, 0.95, 0.75)])


@jit
def _paint(hue: float) -> Colour:
    i = min(int(hue * _PAINTS.shape[0]), _PAINTS.shape[0] - 1)
    return _PAINTS[i, 0], _PAINTS[i, 1], _PAINTS[i, 2]


@jit
def _weathered(house: House, u: float, y: float) -> float:
    """How soiling, patches and streaks change a wall's lightness; about 1."""
    seed = house.seed * 7.31
    stains = 0.16 * fbm2(u / 2.6 + seed, y / 2.1, 4)
    streaks = 0.10 * noise2(u * 2.7 + seed, y * 0.22) + 0.06 * noise2(u * 7.9, y * 0.4 + seed)
    damp = -0.30 * smooth(1.1, 0.0, y + 0.5 * noise2(u * 0.8, seed))
    _, a = bay_of(house, u)
    up = (y - house.ground) / house.storey
    under = (up - math.floor(up)) * house.storey - house.sill
    run = smooth(0.5 * house.opening + 0.15, 0.5 * house.opening, abs(a))
    drip = -0.16 * run * smooth(-1.0, -0.1, under) * smooth(0.0, -0.05, under)
    return 1 + stains + streaks + damp + drip * (0.6 + 0.6 * noise2(u * 9, seed))


@jit
def _masonry(house: House, u: float, y: float, e: float) -> Colour:
    """Reflectance of the plain wall."""
    v = _weathered(house, u, y)
    if house.brick > 0:
        course = math.floor(y / 0.075)
        along = u / 0.225 + 0.5 * (course % 2)
        stone = math.floor(along)
        near = smooth(0.05, 0.01, e)
        joint = max(
            smooth(0.40, 0.46, abs(y / 0.075 - course - 0.5)),
            smooth(0.46, 0.48, abs(along - stone - 0.5)),
        )
        v *= 1 + near * (0.45 * uniform(int(course), int(stone)) - 0.22)
        grey = 0.36 * near * joint + 0.07 * (1 - near)
        return (
            house.red * v * (1 - grey) + 0.26 * grey,
            house.green * v * (1 - grey) + 0.24 * grey,
            house.blue * v * (1 - grey) + 0.21 * grey,
        )
    v *= 1 + 0.05 * noise2(u * 31, y * 31) * smooth(0.03, 0.008, e)
    return house.red * v, house.green * v, house.blue * v


@jit
def _albedo(house: House, part: int, u: float, y: float, e: float) -> Colour:
    if part == PLASTER:
        return _masonry(house, u, y, e)
    v = _weathered(house, u, y)
    if part == TRIM:
        t = house.trim * (0.4 + 0.6 * v)
        return t, t * 0.965, t * 0.90
    if part == FRAME:
        t = 0.52 if house.door < 0.6 else 0.07
        return t, t * 0.98, t * 0.94
    if part == BASE:
        t = 0.24 * v
        return t, t * 0.96, t * 0.90
    if part == SLATE:
        t = 0.075 * (1 + 0.25 * uniform(math.floor(u / 0.3), math.floor(y / 0.22)))
        return t, t * 1.02, t * 1.08
    r, g, b = _paint(house.door if part != SIGN else uniform(int(house.seed), 77))
    slat = 1.0
    if part == SHUTTER:
        slat = 1 + 0.30 * math.sin(y * 2 * math.pi / 0.07) * smooth(0.05, 0.012, e)
        r, g, b = r * 1.5 + 0.02, g * 1.5 + 0.02, b * 1.5 + 0.02
    return r * slat, g * slat, b * slat


@jit
def sunlit(town: Town, air: Air, x: float, y: float, z: float) -> float:
    """1 where the sun reaches a point of the street, 0 where a house stands in between."""
    if air.night > 0 or air.overcast > 0.97:  # glow and cloud light from all over
        return 0.6
    s = air.sun
    _t, k = trace(town.casters, x, y, z, s[0], max(s[1], 0.02), s[2])
    return 0.0 if k >= 0 else 1.0


@jit
def _own_shade(
    house: House, u: float, y: float, w: float, su: float, sy: float, sn: float
) -> float:
    """1 where the front's own relief leaves the sun in; ``s`` is towards it."""
    if sn <= 0.02:
        return 0.0
    for q in range(1, 7):
        t = 0.055 * q
        rise = w + 0.012 + sn * t
        if rise > OUT:
            break
        h, _part = relief(house, u + su * t, y + sy * t)
        if h > rise:
            return 0.0
    return 1.0


@jit
def _under_awning(
    town: Town, wall: int, u: float, y: float, sy: float, su: float, sn: float
) -> float:
    """How much sun an awning of the same front leaves to a point of it."""
    for k in range(town.awnings.shape[0]):
        a = town.awnings[k]
        if int(a[0]) != wall or y > a[3] + 0.6:
            continue
        # The ray towards the sun meets the awning's slope, 0.55 m fall over its reach.
        t = (a[3] + 0.55 - y) / max(sy + 0.55 / a[4] * sn, 0.05)
        if sn * t < a[4] and a[1] < u + su * t < a[2]:
            return 0.12
    return 1.0


@jit
def _script(house: House, u: float, y: float, e: float) -> float:
    """A neon line that runs like handwriting over a fascia, in metres along and up; 0 to 1."""
    half = 0.5 * house.wide / max(house.shops, 1.0)
    i = math.floor(u / (2 * half))
    a = u - (2 * i + 1) * half
    seed = int(house.seed) * 3 + i
    long = half * (0.30 + 0.35 * uniform(seed, 60))
    if abs(a) > long or uniform(seed, 61) < 0.25:
        return 0.0
    line = house.ground - 0.74 + 0.13 * noise2(a * 4.6, seed * 1.7) + 0.07 * noise2(a * 11, seed)
    wide = 0.020 + 0.5 * e
    return smooth(1.6 * wide, 0.4 * wide, abs(y - line)) * min(0.04 / wide, 1.0)


@jit
def _shape(
    house: House, kind: int, u: float, y: float, w: float
) -> tuple[float, float, float, float]:
    """Slope along and up of what stands out, how hidden from the sky it is, how much a ledge."""
    if kind != FRONT:
        return 0.0, 0.0, 1.0, 0.0
    e = 0.05
    right, _a = relief(house, u + e, y)
    left, _b = relief(house, u - e, y)
    over, _c = relief(house, u, y + e)
    under, _d = relief(house, u, y - e)
    shade = clamp(((right + left + over + under) * 0.25 - w) / 0.14, -0.3, 1.0)
    above = relief(house, u, y + 0.45)[0] - w
    hidden = (1 - 0.55 * shade) * (1 - 0.55 * smooth(0.03, 0.3, above))
    ledge = smooth(0.03, 0.06, w - over) * smooth(0.02, 0.05, w)
    return (
        clamp((right - left) / (2 * e), -1.5, 1.5),
        clamp((over - under) / (2 * e), -1.5, 1.5),
        hidden,
        ledge,
    )


@jit
def _daylight(
    town: Town, air: Air, house: House, at: Colour, normal: Colour, sun: float, open_: float
) -> Colour:
    """Irradiance / pi at a point of a front: sun, sky, the sunlit street's warm bounce, lamps."""
    nx, ny, nz = normal
    facing = max(nx * air.sun[0] + ny * air.sun[1] + nz * air.sun[2], 0.0) * sun / math.pi
    sky_ = open_ * (0.75 + 0.45 * max(ny, 0.0) - 0.30 * max(-ny, 0.0))
    bounce = (0.030 + 0.030 * max(-ny, 0.0)) * max(air.sun[1], 0.12) / (0.35 + air.sun[1])
    lr, lg, lb = lamps_at(town.pools, at[0], at[1], at[2], nx, ny, nz)
    return (
        air.light[0] * (facing + bounce * 1.15) + air.ambient[0] * sky_ + lr,
        air.light[1] * (facing + bounce) + air.ambient[1] * sky_ + lg,
        air.light[2] * (facing + bounce * 0.80) + air.ambient[2] * sky_ + lb,
    )


@jit
def _sun_on(
    town: Town,
    air: Air,
    house: House,
    k: int,
    at: Colour,
    local: Colour,
    facing: tuple[float, float],
) -> float:
    """How much sun reaches a point ``local`` (along, up, out) of wall ``k``."""
    nx, nz = facing
    s = air.sun
    su = -nz * s[0] + nx * s[2]
    sn = nx * s[0] + nz * s[2]
    if sn <= 0.0:
        return 0.0
    sun = sunlit(town, air, at[0], at[1], at[2])
    if sun > 0 and air.overcast < 0.97:
        sun *= _under_awning(town, k, local[0], local[1], s[1], su, sn)
        if int(town.walls[k, 7]) == FRONT:
            sun *= _own_shade(house, local[0], local[1], local[2], su, s[1], sn)
    return sun


@jit
def _surface(
    house: House, kind: int, u: float, y: float, du: float, dy: float, dn: float
) -> tuple[float, float, float, int]:
    """Where a ray meets a wall of any kind, and of what it is there."""
    if kind == FRONT:
        u, y, w = march(house, u, y, du, dy, dn)
        # The bisection ends on either side of an edge; just inside decides.
        _h, part = relief(house, u + du * 0.004, y + dy * 0.004)
        return u, y, w, part
    if kind == ATTIC:
        w, part = attic(house, u, y - house.tall)
        return u, y, w, part
    return u, y, 0.0, PLASTER


@jit
def _matt(
    town: Town, air: Air, house: House, kind: int, part: int, local: Colour, light: Colour, e: float
) -> Colour:
    """Radiance of what is not glass."""
    u, y, snowy = local
    r, g, b = _albedo(house, part, u, y, e)
    r, g, b = r + (0.80 - r) * snowy, g + (0.82 - g) * snowy, b + (0.86 - b) * snowy
    r, g, b = r * light[0], g * light[1], b * light[2]
    if part == SIGN and town.lit > 0:
        line = _script(house, u, y, e) * town.lit * 5.0
        neon = _NEONS[int(uniform(int(house.seed), 33) * 4)]
        wash = 0.10 * town.lit
        r += neon[0] * (line + wash)
        g += neon[1] * (line + wash)
        b += neon[2] * (line + wash)
    return r, g, b


@jit
def wall_colour(
    town: Town,
    air: Air,
    k: int,
    origin: Colour,
    towards: Colour,
    t: float,
    e: float,
) -> Colour:
    """Radiance of wall ``k`` where it is met ``t`` times unit ``towards`` from ``origin``.

    ``e`` is the size of a pixel there in metres.
    """
    wall = town.walls[k]
    house = house_of(town.houses, int(wall[6]))
    kind = int(wall[7])
    dx, dy, dz = towards
    long = math.sqrt((wall[2] - wall[0]) ** 2 + (wall[3] - wall[1]) ** 2)
    tx, tz = (wall[2] - wall[0]) / long, (wall[3] - wall[1]) / long
    nx, nz = tz, -tx
    du = dx * tx + dz * tz
    dn = min(dx * nx + dz * nz, -0.02)
    x, y, z = origin[0] + dx * t, origin[1] + dy * t, origin[2] + dz * t
    u = (x - wall[0]) * tx + (z - wall[1]) * tz
    u, y, w, part = _surface(house, kind, u, y, du, dy, dn)
    at = (wall[0] + u * tx + nx * (w + 0.03), y, wall[1] + u * tz + nz * (w + 0.03))
    gu, gy, open_, ledge = _shape(house, kind, u, y, w)
    open_ *= 0.24 + 0.42 * smooth(0.0, house.tall + 3.0, y)
    n = 1 / math.sqrt(1 + gu * gu + gy * gy)
    normal = ((nx - gu * tx) * n, -gy * n, (nz - gu * tz) * n)
    sun = _sun_on(town, air, house, k, at, (u, y, w), (nx, nz))
    light = _daylight(town, air, house, at, normal, sun, open_)
    if part == PANE or part == SHOP:
        day = (light[0] + light[1] + light[2]) / 3
        return pane(town, air, house, part == SHOP, at, (u, y, du, dy, dn), (nx, nz), day)
    snowy = air.snow * max(ledge, 0.9 * smooth(0.2, -0.2, noise2(u, y)) if part == SLATE else 0.0)
    return _matt(town, air, house, kind, part, (u, y, snowy), light, e)
