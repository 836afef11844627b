// Where a WGS 84 point lies on the map. The map's own space is that of its basemap: WGS 84, or GCJ-02 where the
// basemap declares it (the public forward formula; about 500 m). Everything of ours is moved, the basemap never.
const A = 6378245.0, EE = 0.00669342162296594323, PI = Math.PI;

function bumpLat(x, y) {
  return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x))
    + (20 * Math.sin(6 * x * PI) + 20 * Math.sin(2 * x * PI)) * 2 / 3
    + (20 * Math.sin(y * PI) + 40 * Math.sin(y / 3 * PI)) * 2 / 3
    + (160 * Math.sin(y / 12 * PI) + 320 * Math.sin(y * PI / 30)) * 2 / 3;
}

function bumpLng(x, y) {
  return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x))
    + (20 * Math.sin(6 * x * PI) + 20 * Math.sin(2 * x * PI)) * 2 / 3
    + (20 * Math.sin(x * PI) + 40 * Math.sin(x / 3 * PI)) * 2 / 3
    + (150 * Math.sin(x / 12 * PI) + 300 * Math.sin(x / 30 * PI)) * 2 / 3;
}

// WGS 84 degrees → GCJ-02 degrees, [lat, lng]; outside China both are the same.
export function gcjForward(lat, lng) {
  if (lng < 72.004 || lng > 137.8347 || lat < 0.8293 || lat > 55.8271) return [lat, lng];
  const rad = lat / 180 * PI, magic = 1 - EE * Math.sin(rad) ** 2, root = Math.sqrt(magic);
  const dLat = bumpLat(lng - 105, lat - 35) * 180 / ((A * (1 - EE)) / (magic * root) * PI);
  const dLng = bumpLng(lng - 105, lat - 35) * 180 / (A / root * Math.cos(rad) * PI);
  return [lat + dLat, lng + dLng];
}

// GCJ-02 → WGS 84 by fixed-point iteration: 3 rounds leave less than a millimetre.
export function gcjInverse(lat, lng) {
  let a = lat, b = lng;
  for (let i = 0; i < 4; i++) {
    const [u, v] = gcjForward(a, b);
    a += lat - u; b += lng - v;
  }
  return [a, b];
}

export function makeSpace(L, crs) {
  const same = crs !== "gcj02";
  const toMap = (lat, lng) => { const p = same ? [lat, lng] : gcjForward(lat, lng); return L.latLng(p[0], p[1]); };
  const toData = (ll) => { const p = same ? [ll.lat, ll.lng] : gcjInverse(ll.lat, ll.lng); return L.latLng(p[0], p[1]); };
  const box = (bounds, move) => L.latLngBounds([bounds.getSouthWest(), bounds.getNorthWest(), bounds.getSouthEast(),
    bounds.getNorthEast()].map(move));
  return {
    same, toMap, toData,
    boundsToMap: (b) => box(L.latLngBounds(b), (ll) => toMap(ll.lat, ll.lng)),
    boundsToData: (b) => box(b, toData),
  };
}

// A tile layer whose tiles are cut in WGS 84, drawn on a shifted map: each tile is moved by the shift at its middle.
// The shift changes by a few metres per kilometre, so neighbours meet within one pixel at every zoom.
export function shiftedTiles(L, space, url, options) {
  if (space.same) return L.tileLayer(url, options);
  const Shifted = L.TileLayer.extend({
    _shift(latlng, zoom) {
      const moved = space.toMap(latlng.lat, latlng.lng);
      return this._map.project(moved, zoom).subtract(this._map.project(latlng, zoom)).round();
    },
    _getTilePos(coords) {
      const middle = this._map.unproject(coords.add([0.5, 0.5]).scaleBy(this.getTileSize()), coords.z);
      return L.TileLayer.prototype._getTilePos.call(this, coords).add(this._shift(middle, coords.z));
    },
    _getTiledPixelBounds(center) {
      const bounds = L.TileLayer.prototype._getTiledPixelBounds.call(this, center);
      const by = this._shift(center, this._map.getZoom());
      return L.bounds(bounds.min.subtract(by), bounds.max.subtract(by));
    },
  });
  return new Shifted(url, options);
}
