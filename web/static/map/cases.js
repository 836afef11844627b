// Cases: marks where the view holds few enough, density tiles where it holds more. What is drawn stays until the
// new answer is there, so nothing blinks; an older question is given up when a newer one is asked.
import { Tiles } from "./tiles.js";
import { canvasOverlay } from "./overlay.js";
import { markRadius, spriteMaker } from "./marks.js";
import { Viewport } from "./viewport.js";

const COARSE = () => window.matchMedia("(pointer: coarse)").matches;

export class Cases {
  constructor(L, map, space, { densityPane, marksPane, look, onState, most = () => Infinity }) {
    Object.assign(this, { L, map, space, look, onState, most, points: [], mode: null, shown: false });
    this.density = new Tiles(L, map, space, { pane: densityPane });
    this.marks = canvasOverlay(L, (ctx, bounds) => this.draw(ctx, bounds), { pane: marksPane });
    this.view = new Viewport(map, space, { onAnswer: (found) => this.take(found), onFail: () => onState({ failed: true }) });
    this.moved = () => this.ask();
  }

  show(on) {
    if (on === this.shown) return;
    this.shown = on;
    if (on) { this.marks.addTo(this.map); this.map.on("moveend", this.moved); this.ask(); }
    else { this.map.off("moveend", this.moved); this.view.stop(); this.marks.remove(); this.density.show(false); this.dense(false); this.mode = null; this.points = []; }
  }

  update(spec) {
    const before = this.spec;
    this.spec = spec;
    this.sprites = null;
    this.density.update({ url: spec.tiles, options: { opacity: spec.opacity ?? 1 } });
    if (!before || before.points !== spec.points || before.data !== spec.data) this.ask();
    else this.marks.redraw();
  }

  ask() {
    if (!this.shown || !this.spec || !this.map._loaded) return;
    if (this.spec.data) this.take(this.spec.data);
    else this.view.ask(this.spec.points);
  }

  // An answer: {drawn, total, features: [Point {ckey, type, overdue}]}; no features where there are too many to draw.
  take(found) {
    const features = found.features || [], total = found.total ?? features.length;
    this.answer = { drawn: found.drawn ?? total, total };
    if (features.length || total === 0 || !this.spec.tiles) {
      this.points = features.flatMap((f) => this.spots(f));
      // Packed ones come type by type: drawn from north to south, no type hides another.
      if (this.spec.data) this.points.sort((a, b) => b.ll.lat - a.ll.lat);
      this.mode = "marks";
      this.marks.redraw();
      this.density.show(false);
      this.dense(false);
    } else {
      this.mode = "density";
      this.answer.drawn = total;           // every one of them is in the picture, none by itself
      this.density.show(true, () => { if (this.mode === "density") { this.points = []; this.marks.redraw(); this.dense(true); } });
    }
    this.onState({ mode: this.mode, ...this.answer });
  }

  // Two fills on one another are mud: under a density the grids' colours step back, on the map and in the legend.
  dense(on) { this.map.getContainer().classList.toggle("cgm-dense", on); }

  // A Point is one case; a MultiPoint (in a saved file) many of one type, without names of their own.
  spots(f) {
    const { ckey, id, type, overdue, rows } = f.properties, many = f.geometry.type === "MultiPoint";
    return (many ? f.geometry.coordinates : [f.geometry.coordinates]).map(([lng, lat]) => ({
      id: many ? null : String(ckey ?? id), type, overdue: Boolean(overdue), rows, ll: this.space.toMap(lat, lng),
    }));
  }

  radius() {
    const z = this.map.getZoom();
    if (z < 13 && this.points.length > 4000) return 2;
    return Math.min(markRadius(z), this.most());
  }

  draw(ctx, bounds) {
    const r = this.radius(), dpr = window.devicePixelRatio || 1, map = this.map;
    if (!this.sprites || this.spriteRadius !== r) { this.sprites = spriteMaker(this.spec?.marks || {}, r, { dpr, look: this.look }); this.spriteRadius = r; }
    const seen = bounds.min.subtract([20, 20]), far = bounds.max.add([20, 20]);
    for (const late of [false, true]) {                    // overdue ones on top
      for (const p of this.points) {
        if (p.overdue !== late) continue;
        const at = p.at = map.latLngToLayerPoint(p.ll);
        if (at.x < seen.x || at.y < seen.y || at.x > far.x || at.y > far.y) continue;
        const { image, half } = this.sprites(p.type, late);
        ctx.drawImage(image, at.x - half, at.y - half, 2 * half, 2 * half);
      }
    }
  }

  // The mark nearest to a point of the map, within a finger's or a pointer's reach.
  near(latlng) {
    if (!this.shown || this.mode !== "marks") return null;
    const p = this.map.latLngToLayerPoint(latlng), reach = COARSE() ? 22 : this.radius() + 3;
    let best = null, least = reach * reach;
    for (const m of this.points) {
      if (!m.at) continue;
      const d = (m.at.x - p.x) ** 2 + (m.at.y - p.y) ** 2;
      if (d <= least) { least = d; best = m; }
    }
    return best;
  }

  remove() { this.show(false); this.view.stop(); this.density.remove(); this.points = []; }
}
