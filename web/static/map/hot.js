// Significant places: outlined in red and numbered by need, cold ones dashed. All of them lie in the spec.
import { canvasOverlay } from "./overlay.js";
import { badgeFont, drawBadge, outlineHot } from "./marks.js";
import { boxOf, inRings, makeRoom, ringArea, shapeOf } from "./place.js";

const SIZE = 12, LEAST = 10, RIM = 3, FILL = 0.08;      // px of a number, of its disc's radius, of its rim; share of red
const EVERYWHERE = { min: { x: -Infinity, y: -Infinity }, max: { x: Infinity, y: Infinity } };

export class Hot {
  constructor(L, map, space, { pane, look, onBadges }) {
    Object.assign(this, { L, map, space, look, onBadges, places: [] });
    this.pen = document.createElement("canvas").getContext("2d");
    this.overlay = canvasOverlay(L, (ctx, bounds) => this.draw(ctx, bounds), { pane });
  }

  show(on) {
    if (on === this.shown) return;
    this.shown = on;
    if (on) this.overlay.addTo(this.map); else this.overlay.remove();
    this.onBadges();
  }

  update(spec) {
    const text = JSON.stringify(spec.places);
    if (text === this.text) return;
    this.text = text;
    this.pen.font = badgeFont(SIZE);
    this.places = spec.places.map((place) => {
      const rings = [...place.rings].sort((a, b) => ringArea(b) - ringArea(a));
      const at = shapeOf({ type: "Polygon", coordinates: rings }).at;
      return {
        ...place, rings, box: boxOf(rings.flat()), spot: this.space.toMap(at[0], at[1]),
        lines: rings.map((ring) => ring.map(([x, y]) => this.space.toMap(y, x))),
        r: Math.max(LEAST, this.pen.measureText(String(place.number)).width / 2 + 4),
      };
    });
    this.overlay.redraw();
    if (this.shown) this.onBadges();
  }

  // Numbers that stand at this zoom, wherever one looks: a smaller one (they come in order) before its neighbours.
  badges() {
    if (!this.shown || !this.map._loaded) return [];
    const room = makeRoom(EVERYWHERE);
    return this.places.filter((p) => !p.cold).map((place) => {
      const at = this.map.latLngToLayerPoint(place.spot), half = place.r + RIM;
      return { place, at, box: [at.x - half, at.y - half, at.x + half, at.y + half] };
    }).filter(({ box }) => room.take([box]));
  }

  // Their rectangles in layer points: names keep clear of them.
  boxes() { return this.badges().map(({ box }) => box); }

  draw(ctx, bounds) {
    const { look } = this, seen = this.places.filter((place) => this.reaches(place, bounds));
    const traces = (cold) => seen.filter((p) => Boolean(p.cold) === cold).map((p) => this.trace(p));
    ctx.fillStyle = look.red; ctx.globalAlpha = FILL;
    for (const trace of traces(false)) { ctx.beginPath(); trace(ctx); ctx.fill("evenodd"); }
    ctx.globalAlpha = 1;
    outlineHot(ctx, traces(true), { cold: true, look });
    outlineHot(ctx, traces(false), { look });
    const badges = this.badges();
    for (const { place, at } of badges) drawBadge(ctx, place.number, at.x, at.y, { r: place.r, size: SIZE, look });
    this.drawn = { hot: traces(false).length, cold: traces(true).length, badges: badges.map(({ place }) => place.number) };
  }

  reaches({ box: [a, b, c, d] }, { min, max }) {
    const p = this.map.latLngToLayerPoint(this.space.toMap(d, a)), q = this.map.latLngToLayerPoint(this.space.toMap(b, c));
    return p.x < max.x + LEAST && q.x > min.x - LEAST && p.y < max.y + LEAST && q.y > min.y - LEAST;
  }

  trace(place) {
    const rings = place.lines.map((ring) => ring.map((ll) => this.map.latLngToLayerPoint(ll)));
    return (ctx) => {
      for (const [first, ...rest] of rings) {
        ctx.moveTo(first.x, first.y);
        for (const p of rest) ctx.lineTo(p.x, p.y);
        ctx.closePath();
      }
    };
  }

  // The place under a point of the map: that of the number there, else the first whose outline holds it, hot before
  // cold. A finger reaches further than a pointer.
  at(latlng) {
    if (!this.shown) return null;
    const p = this.map.latLngToLayerPoint(latlng), { lng, lat } = this.space.toData(latlng);
    return this.numberAt(p) || this.places.find(({ box: [a, b, c, d], rings }) => (
      lng >= a && lng <= c && lat >= b && lat <= d && inRings(rings, lng, lat))) || null;
  }

  // The place whose number lies at a point of the layer, or under a finger there.
  numberAt(p) {
    if (!this.shown) return null;
    const finger = window.matchMedia("(pointer: coarse)").matches ? 22 : 0;
    const numbers = this.badges().map(({ place, at }) => ({ place, d: at.distanceTo(p) }))
      .filter(({ place, d }) => d <= Math.max(finger, place.r + RIM)).sort((a, b) => a.d - b.d);
    return numbers[0]?.place || null;
  }

  remove() { this.show(false); }
}
