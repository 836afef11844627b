// Cases that came back: a red ring with an arrow head round each, an arc from the closed case it came back to, two
// rings where both lie on nearly one spot. Seen from afar every pair is on one spot, and the ring alone stands. All links of the view are fetched once; playing only chooses among them.
import { canvasOverlay } from "./overlay.js";
import { drawMark, drawRing, markRadius, ringRadius } from "./marks.js";
import { fill } from "./tip.js";
import { Play } from "./play.js";
import { Viewport } from "./viewport.js";

const DAY_S = 86400, BEND = 0.2;
const ARCS_FROM = 15, SEEN = 6;      // zoom; px of an arc that must stand clear of its ring
const CROWD = 600, SMALL = 2.2;      // so many at once from afar are small rings

export class Rebounds {
  // `host`: {box, noted(text, failed), marks() → outlines by type, sized() when marks must change their size}
  constructor(L, map, space, { pane, look, host }) {
    Object.assign(this, { L, map, space, look, host, links: [], byId: new Map(), drawn: { rings: 0, arcs: 0, twice: 0 } });
    this.view = new Viewport(map, space, { onAnswer: (found) => this.take(found), onFail: () => host.noted(this.words.failed, true) });
    this.overlay = canvasOverlay(L, (ctx, bounds) => this.draw(ctx, bounds), { pane });
    this.moved = () => this.ask();
    this.play = new Play(L, host.box, { onStep: () => this.overlay.redraw(), count: (from, to) => this.count(from, to) });
  }

  show(on) {
    if (on !== this.shown) {
      this.shown = on;
      if (on) { this.overlay.addTo(this.map); this.map.on("moveend", this.moved); this.ask(); }
      else { this.map.off("moveend", this.moved); this.view.stop(); this.overlay.remove(); this.links = []; this.byId.clear(); this.was = 0; this.host.noted(""); this.host.sized(); }
    }
    this.play.update(on ? this.spec.play : null, this.words);
  }

  update(spec, words) {
    const before = this.spec;
    Object.assign(this, { spec, words, sprites: null });
    if (!this.shown) return;
    if (before?.url === spec.url) this.overlay.redraw();
    else this.ask();
  }

  ask() { if (this.shown && this.map._loaded) this.view.ask(this.spec.url); }

  // An answer in lists, one entry a link (web/rebounds.py); it takes the place of the old one in a single drawing.
  take(a) {
    this.answer = a;
    this.perDay = new Map(a.days.map((day, i) => [day, a.per_day[i]]));
    this.links = a.lon.map((lng, i) => ({
      id: a.ckey[i], type: a.types[a.type[i]], found: a.found[i], closed: a.closed[i], day: a.day[i], metres: a.metres[i],
      ll: this.space.toMap(a.lat[i], lng), from: this.space.toMap(a.olat[i], a.olon[i]),
    }));
    this.byId = new Map(this.links.map((link) => [link.id, link]));
    this.clock = new Intl.DateTimeFormat("sv-SE", { timeZone: a.tz, dateStyle: "short", timeStyle: "short" });
    this.overlay.redraw();
    this.play.label();
    const number = (n) => Number(n).toLocaleString("en-US");
    this.host.noted(fill(this.words.rebound_drawn, { n: number(a.drawn), N: number(a.total) }));
  }

  // Cases of the view found on the days from..to (since 1970), those not drawn included; null before an answer.
  count(from, to) {
    if (!this.perDay) return null;
    let n = 0;
    for (const [day, many] of this.perDay) if (day >= from && day <= to) n += many;
    return n;
  }

  // Half the size of a mark; every other case takes it too, or a small ring would lie within a mark.
  radius() {
    const zoom = this.map.getZoom();
    return zoom < ARCS_FROM && this.play.at === null && this.links.length > CROWD ? SMALL : markRadius(zoom);
  }

  draw(ctx, bounds) {
    const near = this.map.getZoom() >= ARCS_FROM, r = this.radius();
    if (r !== this.was) { this.was = r; this.host.sized(); }
    const far = ringRadius(r) + SEEN, seen = [];
    const low = bounds.min.subtract([40, 40]), high = bounds.max.add([40, 40]);
    for (const link of this.links) {
      link.at = null;
      const share = this.play.share(link.day);
      if (share <= 0) continue;
      const at = this.map.latLngToLayerPoint(link.ll);
      if (at.x < low.x || at.y < low.y || at.x > high.x || at.y > high.y) continue;
      const from = this.map.latLngToLayerPoint(link.from);
      const close = at.distanceTo(from) < far;
      Object.assign(link, { at, arc: near && !close, twice: near && close });
      seen.push([link, from, share]);
    }
    for (const [link, from, share] of seen) if (link.arc) { ctx.globalAlpha = share; this.arc(ctx, from, link.at, ringRadius(r)); }
    for (const [link, , share] of seen) { ctx.globalAlpha = share; this.ring(ctx, link, r); }
    ctx.globalAlpha = 1;
    const many = (kind) => seen.filter(([link]) => link[kind]).length;
    this.drawn = { rings: seen.length, arcs: many("arc"), twice: many("twice") };
  }

  // From the closed case (a small hollow dot) to the rim of the new one's ring, always bent to the same side.
  arc(ctx, from, to, rim) {
    const dx = to.x - from.x, dy = to.y - from.y;
    const bend = { x: (from.x + to.x) / 2 - dy * BEND, y: (from.y + to.y) / 2 + dx * BEND };
    const gap = Math.hypot(bend.x - to.x, bend.y - to.y);
    const end = { x: to.x + (bend.x - to.x) * rim / gap, y: to.y + (bend.y - to.y) * rim / gap };
    ctx.beginPath(); ctx.moveTo(from.x, from.y); ctx.quadraticCurveTo(bend.x, bend.y, end.x, end.y);
    for (const [width, colour] of [[4, this.look.ring], [1.6, this.look.red]]) { ctx.lineWidth = width; ctx.strokeStyle = colour; ctx.stroke(); }
    ctx.beginPath(); ctx.arc(from.x, from.y, 3.2, 0, Math.PI * 2);
    for (const [width, colour] of [[4.6, this.look.ring], [1.6, this.look.second]]) { ctx.lineWidth = width; ctx.strokeStyle = colour; ctx.stroke(); }
    ctx.fillStyle = this.look.ring; ctx.fill();
  }

  // One small picture a type and kind of ring, so that thousands are copied and not drawn.
  ring(ctx, link, r) {
    const dpr = window.devicePixelRatio || 1, key = `${link.twice ? 2 : 1}${link.type}`, half = Math.ceil(ringRadius(r) + 8);
    if (!this.sprites || this.spriteRadius !== r) { this.sprites = new Map(); this.spriteRadius = r; }
    if (!this.sprites.has(key)) {
      const c = document.createElement("canvas");
      c.width = c.height = Math.round(2 * half * dpr);
      const pen = c.getContext("2d");
      pen.scale(dpr, dpr);
      drawRing(pen, half, half, { r, twice: link.twice, look: this.look });
      drawMark(pen, this.host.marks()[link.type] || {}, half, half, { r, look: this.look });
      this.sprites.set(key, c);
    }
    ctx.drawImage(this.sprites.get(key), link.at.x - half, link.at.y - half, 2 * half, 2 * half);
  }

  // The drawn case whose ring holds a point of the map, the nearest one; a finger reaches further than a pointer.
  near(latlng) {
    if (!this.shown) return null;
    const p = this.map.latLngToLayerPoint(latlng), ring = ringRadius(this.radius()) + 2;
    let best = null, least = window.matchMedia("(pointer: coarse)").matches ? Math.max(22, ring) : ring;
    for (const link of this.links) {
      const d = link.at ? link.at.distanceTo(p) : Infinity;
      if (d <= least) { least = d; best = link; }
    }
    return best;
  }

  // The link of a case that is drawn now.
  of(id) { const link = this.shown && this.byId.get(id); return link && link.at ? link : null; }

  sentence({ found, closed, metres }) {
    const days = Math.floor((found - closed) / DAY_S), when = (s) => this.clock.format(new Date(s * 1000));
    const words = days ? this.words.rebound_tip : this.words.rebound_tip_same_day;
    return fill(words, { found: when(found), closed: when(closed), days, metres: Math.round(metres) });
  }

  remove() { this.show(false); this.play.remove(); }
}
