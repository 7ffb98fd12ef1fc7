"""How far two places on the earth are apart.

References:
    Sinnott, R. W. (1984): Virtues of the Haversine. Sky & Telescope 68(2), 159.
    Moritz, H. (2000): Geodetic Reference System 1980. Journal of Geodesy 74, 128-133: the mean
    radius of the earth, 6371.0088 km.
"""

import math

EARTH_RADIUS = 6371.0088  # km
Point = tuple[float, float]


def great_circle_km(one: Point, other: Point) -> float:
    """Return the distance of two points, each longitude and latitude in degrees: kilometres.

    >>> round(great_circle_km((0.0, 0.0), (0.0, 90.0)))
    10008
    """
    (west, south), (east, north) = (tuple(map(math.radians, each)) for each in (one, other))
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(half)))
