"""Pictures and features for the map: case tiles, points by viewport, the county's basemap, zone hatching."""
