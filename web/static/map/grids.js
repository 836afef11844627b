// Management grids: geometry once by its address, colours by code. Only colours change afterwards.
import { shapeOf, contains } from "./place.js";

const THIN_BELOW = 12;

export class Grids {
  constructor(L, map, space, { pane, look, onShapes, onFail }) {
    Object.assign(this, { L, map, space, pane, look, onShapes, onFail, shapes: [], byCode: new Map() });
    this.layer = L.geoJSON(null, {
      pane, interactive: false, renderer: L.canvas({ pane, padding: 0.3 }),
      coordsToLatLng: (c) => space.toMap(c[1], c[0]),
      filter: (f) => Boolean(f.geometry),
    });
    this.zoomed = () => { if (this.spec && this.thin !== map.getZoom() < THIN_BELOW) this.paint(); };
    map.on("zoomend", this.zoomed);
  }

  async update(spec) {
    const before = this.spec;
    this.spec = spec;
    if (before && before.url === spec.url && before.data === spec.data && this.shapes.length) return this.paint();
    this.asked?.abort();
    const asked = this.asked = new AbortController();
    try {
      const answer = spec.data || await (await fetch(spec.url, { signal: asked.signal })).json();
      if (asked.signal.aborted) return undefined;
      this.take(answer);
    } catch (fault) {
      if (asked.signal.aborted) return undefined;
      this.onFail?.();
      this.again = setTimeout(() => { this.spec = null; this.update(spec); }, 3000);
    }
    return undefined;
  }

  take(collection) {
    const key = this.spec.key || "grid_code";
    this.layer.clearLayers();
    this.layer.addData(collection);
    this.shapes = (collection.features || []).filter((f) => f.geometry).map((f) => {
      const shape = shapeOf(f.geometry);
      return shape && { code: String(f.properties[key]), shape, at: this.space.toMap(shape.at[0], shape.at[1]) };
    }).filter(Boolean);
    this.byCode = new Map();
    this.layer.eachLayer((l) => this.byCode.set(String(l.feature.properties[key]), l));
    this.paint();
    this.onShapes?.(this.shapes);
  }

  paint() {
    this.thin = this.map.getZoom() < THIN_BELOW;
    const { fills = {}, selected = null } = this.spec, { look } = this;
    for (const [code, layer] of this.byCode) {
      const chosen = code === selected;
      layer.setStyle({
        color: chosen ? look.ink : look.line, weight: chosen ? 3.5 : this.thin ? 0.6 : 1.2, opacity: 1,
        fill: true, fillColor: fills[code] || look.empty, fillOpacity: 1,
      });
    }
    this.byCode.get(selected)?.bringToFront();
  }

  // Code of the grid under a point of the map; the smallest code where two touch.
  at(latlng) {
    const p = this.space.toData(latlng);
    const hit = this.shapes.filter((s) => contains(s.shape, p.lng, p.lat)).map((s) => s.code).sort();
    return hit.length ? hit[0] : null;
  }

  tip(code) {
    const { tip } = this.spec;
    const values = tip?.values?.[code];
    return values ? { title: values[0], rows: tip.labels.map((label, i) => [label, values[i + 1]]) } : null;
  }

  remove() { this.map.off("zoomend", this.zoomed); this.asked?.abort(); clearTimeout(this.again); this.layer.remove(); this.byCode.clear(); }
}
