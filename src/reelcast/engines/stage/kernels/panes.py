"""What a street's window panes show: lit shops and rooms behind them, the sky they mirror."""

import math
from typing import NamedTuple

from reelcast.engines.stage.kernels.air import Air, sky
from reelcast.engines.stage.kernels.facades import House, bay_of, house_of, shop_of
from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.lamplight import Lamps
from reelcast.engines.stage.kernels.noise import fbm2, noise2, smooth, uniform
from reelcast.engines.stage.kernels.walls import Walls, trace

Colour = tuple[float, float, float]


class Town(NamedTuple):
    """What the light of a street depends on."""

    walls: Walls
    houses: Walls
    casters: Walls
    """The walls that may stand between the street and the sun."""
    lamps: Lamps
    """What is seen as a globe of light, and ``mirrored`` what wet ground shows as one."""
    mirrored: Lamps
    awnings: Walls
    """One row each: wall, from and to along it, height of the outer edge, reach from the wall."""
    lit: float
    """0 by day; after dark how bright shops and windows are, in units of radiance."""
    pools: Walls
    """Lamps and lit shops, as far as they light others."""


@jit
def _goods(u: float, y: float, seed: int) -> Colour:
    """Shelves with things on them, on the back wall of a shop under spots."""
    u += 0.5 * noise2(u / 1.7, seed * 1.3)
    row = math.floor(y / 0.55)
    column = math.floor(u / 0.36)
    shelf = y / 0.55 - row
    tall = 0.25 + 0.65 * uniform(column * 3 + seed, int(row))
    spot = 0.30 + 0.95 * smooth(0.5, 0.05, abs(u / 1.5 - math.floor(u / 1.5) - 0.5)) * smooth(
        0.0, 2.2, y
    )
    v = 0.42 * spot
    if shelf < 0.07:
        return 0.16 * spot, 0.11 * spot, 0.07 * spot
    wide = 0.22 + 0.26 * uniform(column + 5, int(row) + seed)
    if y < 2.2 and shelf < tall and abs(u / 0.36 - column - 0.5) < wide:
        c = uniform(column + seed * 57, int(row) + 3)
        d = uniform(column + seed * 91, int(row) + 7)
        round_ = 1.1 - 1.6 * ((u / 0.36 - column - 0.5) / wide * 0.5) ** 2
        k = spot * round_ * (0.25 + 0.75 * c * c)
        return 0.55 * k, (0.26 + 0.26 * d) * k, (0.12 + 0.36 * d * d) * k
    return v, v * 0.90, v * 0.76


@jit
def _indoors(
    house: House, u: float, y: float, du: float, dy: float, dn: float
) -> tuple[float, float, float, float]:
    """What a ray that enters a shop window sees in there: RGB for a room of light 1, and depth."""
    i, a, half = shop_of(house, u)
    seed = int(house.seed) * 17 + i
    deep = 1.2 + 2.6 * uniform(seed, 40)
    top = house.ground - 0.7
    t = deep / -dn
    face = 0
    if dy > 0 and (top - y) / dy < t:
        t = (top - y) / dy
        face = 1
    if dy < 0 and (0.2 - y) / dy < t:
        t = (0.2 - y) / dy
        face = 2
    wall = (half - a if du > 0 else half + a) / max(abs(du), 1e-4)
    if wall < t:
        t = wall
        face = 3
    in_ = -dn * t
    away = u + du * t
    up = y + dy * t
    light = (0.35 + 0.65 * up / top) * (0.75 + 0.35 * noise2(away / 1.7, seed * 1.1))
    if face == 1:
        tube = abs(away / 1.3 - math.floor(away / 1.3) - 0.5) < 0.16
        bright = 2.6 if tube and abs(in_ / 1.1 - math.floor(in_ / 1.1) - 0.5) < 0.3 else 0.5
        return bright, bright * 0.97, bright * 0.9, in_
    if face == 2:
        return 0.20 * light, 0.15 * light, 0.10 * light, in_
    r, g, b = _goods(away if face == 0 else in_ * 1.3, up, seed)
    return r * light, g * light, b * light, in_


@jit
def _shop_light(
    town: Town, house: House, u: float, y: float, du: float, dy: float, dn: float, day: float
) -> Colour:
    """Radiance through a shop window; ``day`` is the daylight that falls in."""
    r, g, b, deep = _indoors(house, u, y, du, dy, dn)
    i, _a, _half = shop_of(house, u)
    q = uniform(int(house.seed) * 7 + i, 51)
    power = town.lit * (0.30 + 0.9 * q if q > 0.16 else 0.04)
    fall = day * (0.16 * math.exp(-deep * 0.8) + 0.02)
    warm = uniform(int(house.seed) * 7 + i, 53)
    return (
        r * (power * (1.25 - 0.25 * warm) + fall),
        g * (power * (0.80 + 0.14 * warm) + fall),
        b * (power * (0.42 + 0.50 * warm) + fall),
    )


@jit
def _home_light(town: Town, house: House, u: float, y: float, day: float) -> Colour:
    """Radiance through a window upstairs: curtains, and after dark a lamp behind some."""
    i, a = bay_of(house, u)
    floor = math.floor((y - house.ground) / house.storey)
    seed = int(house.seed) * 131 + i
    q = uniform(seed, floor)
    half = 0.5 * house.opening
    open_ = (0.15 + 0.85 * uniform(seed, floor + 50)) * half
    curtain = smooth(open_ - 0.08, open_ + 0.02, abs(a))
    fold = 0.75 + 0.25 * noise2(u * 11, seed * 0.7)
    b = (y - house.ground - floor * house.storey - house.sill) / house.high
    on = town.lit * (0.25 + 0.8 * uniform(seed, floor + 9)) if q < 0.42 else town.lit * 0.006
    on *= 0.45 + 0.55 * b + 0.25 * noise2(u * 2.3, y * 2.1 + seed)
    on *= (1 - curtain) * 0.9 + curtain * 0.55 * fold
    warm = uniform(seed, floor + 70)
    white = day * (0.05 + 0.14 * curtain * fold * (0.3 + 0.7 * warm))
    return (
        1.15 * max(on, 0.0) + white,
        (0.60 + 0.26 * warm * warm) * max(on, 0.0) + white * 0.97,
        (0.22 + 0.50 * warm**3) * max(on, 0.0) + white * 0.91,
    )


@jit
def _across(
    town: Town, air: Air, x: float, y: float, z: float, dx: float, dy: float, dz: float
) -> Colour:
    """What a window pane mirrors: the houses over the street or the sky above them, roughly."""
    t, k = trace(town.walls, x, y, z, dx, dy, dz)
    if k < 0:
        r, g, b = sky(air, dx, max(dy, 0.03), dz)
        bright = 1 + 0.35 * fbm2(dx / max(dy, 0.15) * 1.7, dz / max(dy, 0.15) * 1.7, 3)
        return r * bright, g * bright, b * bright
    wall = town.walls[k]
    house = house_of(town.houses, int(wall[6]))
    up = y + dy * t
    long = math.sqrt((wall[2] - wall[0]) ** 2 + (wall[3] - wall[1]) ** 2)
    facing = ((wall[3] - wall[1]) * air.sun[0] - (wall[2] - wall[0]) * air.sun[2]) / long
    sun = 0.16 * max(facing, 0.0) * smooth(2.0, 7.0, up)
    holes = 0.55 + 0.45 * smooth(-0.1, 0.2, noise2((x + dx * t + z + dz * t) * 0.8, up * 0.66))
    fill = 0.20 + 0.35 * smooth(0, house.tall, up)
    glow = town.lit * 0.35 * smooth(0.62, 0.75, noise2((z + dz * t) * 1.1, up * 0.7) + 0.5)
    return (
        house.red * (air.ambient[0] * fill + air.light[0] * sun) * holes + glow,
        house.green * (air.ambient[1] * fill + air.light[1] * sun) * holes + glow * 0.65,
        house.blue * (air.ambient[2] * fill + air.light[2] * sun) * holes + glow * 0.32,
    )


@jit
def pane(
    town: Town,
    air: Air,
    house: House,
    shop: bool,
    at: tuple[float, float, float],
    local: tuple[float, float, float, float, float],
    facing: tuple[float, float],
    day: float,
) -> Colour:
    """Radiance of a window pane.

    ``at`` is its place in the world, ``local`` place and view direction along and up the wall and
    out of it, ``facing`` the wall's normal in the plan, ``day`` the daylight that falls on it.
    """
    u, y, du, dy, dn = local
    nx, nz = facing
    bent = 0.010 * noise2(u * 0.9 + house.seed, y * 1.2)
    tilt = 0.016 * (uniform(math.floor(u / 1.1), math.floor(y / 1.6) + int(house.seed)) - 0.5)
    # The wall's tangent is (-nz, nx) in the plan.
    rx = -nz * du - nx * dn + bent
    rz = nx * du - nz * dn + tilt
    mr, mg, mb = _across(town, air, at[0], at[1], at[2], rx, dy + bent + tilt, rz)
    fresnel = 0.12 + 0.88 * (1 + dn) ** 5
    if shop:
        r, g, b = _shop_light(town, house, u, y, du, dy, dn, day)
    else:
        r, g, b = _home_light(town, house, u, y, day)
    return r + (mr - r) * fresnel, g + (mg - g) * fresnel, b + (mb - b) * fresnel
