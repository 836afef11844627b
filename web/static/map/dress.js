// The map saved as a file: folium makes the map, the grids and the ground; this adds what the live map also has.
import { MapView } from "./core.js";
import { canvasOverlay } from "./overlay.js";
import { shapeOf } from "./place.js";
import { zonePattern } from "./marks.js";

class Dress {
  constructor(L, map, spec) {
    Object.assign(this, { L, map, spec });
    const box = map.getContainer();
    box.classList.add("cg-map", "cg-file");
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", spec.words.map);
    this.view = new MapView(L, box, map, { spec });
    this.view.controls.layersButton.remove();       // folium's own layer control does it here
  }

  // folium's layers, once they exist: names need the grids' shapes, hatches the zones'.
  adopt({ grids, zones }) {
    if (zones) this.hatch(zones);
    const shapes = [];
    grids?.eachLayer((l) => {
      const shape = l.feature.geometry && shapeOf(l.feature.geometry);
      if (shape) shapes.push({ code: String(l.feature.properties.grid_code), shape, at: this.view.space.toMap(...shape.at) });
    });
    const redo = () => {
      this.view.spec = { ...this.spec, ownGrids: this.map.hasLayer(grids), ownZones: zones ? this.map.hasLayer(zones) : false };
      this.view.apply(this.view.spec);
    };
    this.map.on("layeradd layerremove", (e) => { if (e.layer === grids || e.layer === zones) redo(); });
    this.view.labels.setGrids(shapes);
    redo();
  }

  hatch(zones) {
    const overlay = canvasOverlay(this.L, (ctx) => zones.eachLayer((l) => {
      const { pattern, colour } = l.feature.properties;
      ctx.fillStyle = zonePattern(ctx, pattern, colour);
      ctx.beginPath();
      for (const part of l.getLatLngs().flat(l.feature.geometry.type === "MultiPolygon" ? 1 : 0)) this.trace(ctx, part);
      ctx.fill("evenodd");
    }), { pane: "cg-zones" });
    zones.on("add", () => overlay.addTo(this.map)).on("remove", () => overlay.remove());
    if (this.map.hasLayer(zones)) overlay.addTo(this.map);
  }

  trace(ctx, ring) {
    ring.forEach((ll, i) => {
      const p = this.map.latLngToLayerPoint(ll);
      if (i) ctx.lineTo(p.x, p.y); else ctx.moveTo(p.x, p.y);
    });
    ctx.closePath();
  }
}

export function dress(map, spec) { return new Dress(window.L, map, spec); }

// A layer for folium's control: switching it switches the dress's own drawing.
export function switched(dressed, id) {
  const Switch = window.L.Layer.extend({
    onAdd() { dressed.view.toggle(id, true); },
    onRemove() { dressed.view.toggle(id, false); },
  });
  return new Switch();
}
