// Every name on the map, on one canvas: towns, water, grids with their lead unit, roads. A name that would touch
// another is dropped. Larger grids come first.
import { canvasOverlay } from "./overlay.js";
import { alongLine, contains, makeRoom } from "./place.js";
import { clip } from "./tip.js";

const FONT = '"Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC","WenQuanYi Micro Hei",sans-serif';
const LONGEST = 24;
const SHORT = 8;
const ROAD_ZOOM = { ring: 13, arterial: 14, street: 15, lane: 17, rural: 15 };
const WATER_ZOOM = 12;
const PLACE_ZOOM = { 1: 9, 2: 11, 3: 13, 4: 15 };

function write(ctx, text, x, y, { font, colour, halo, width = 3 }) {
  ctx.font = font;
  ctx.lineWidth = width; ctx.strokeStyle = halo; ctx.strokeText(text, x, y);
  ctx.fillStyle = colour; ctx.fillText(text, x, y);
}

function widthOf(ctx, font, text) { ctx.font = font; return ctx.measureText(text).width; }

// A long name cut to its room, so that a county of long names is not a map without any; a short one stays whole.
function shortened(ctx, font, text, room) {
  let chars = [...text];
  if (chars.length <= SHORT || widthOf(ctx, font, text) <= room) return text;
  while (chars.length > SHORT && widthOf(ctx, font, `${chars.join("")}…`) > room) chars = chars.slice(0, -1);
  return `${chars.join("")}…`;
}

const around = (x, y, w, h) => [x - w / 2 - 3, y - h / 2 - 1, x + w / 2 + 3, y + h / 2 + 1];

export class Labels {
  constructor(L, map, space, { pane, look }) {
    Object.assign(this, { L, map, space, look });
    this.kept = () => [];          // rectangles that another layer has taken
    this.grids = []; this.names = []; this.spec = { names: {} };
    this.layer = canvasOverlay(L, (ctx, bounds) => this.draw(ctx, bounds), { pane, padding: 0.15 });
  }

  setGrids(grids) { this.grids = [...grids].sort((a, b) => b.shape.area - a.shape.area); this.layer.redraw(); }

  // GeoJSON of places, water and roads: properties name, kind (place|water|road), class, rank.
  setNames(collection) {
    this.names = (collection?.features || []).filter((f) => f.geometry && f.properties?.name).map((f) => ({
      kind: f.properties.kind, cls: f.properties.class, rank: f.properties.rank || 3, name: clip(f.properties.name, LONGEST),
      lines: lines(f.geometry).map((line) => line.map(([x, y]) => this.space.toMap(y, x))),
    }));
    this.layer.redraw();
  }

  update(spec) { this.spec = spec; this.layer.redraw(); }

  draw(ctx, bounds) {
    const room = makeRoom(bounds), zoom = this.map.getZoom();
    ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.lineJoin = "round"; ctx.direction = "ltr";
    this.drawn = { grids: 0, places: 0, roads: 0, water: 0, boxes: room.taken };
    room.taken.push(...this.kept());
    this.places(ctx, room, zoom);
    if (zoom >= WATER_ZOOM) {
      for (const n of this.names) if (n.kind === "water") this.along(ctx, room, n, { colour: this.look.water, size: 13, bounds, what: "water" });
    }
    this.gridNames(ctx, room, zoom);
    for (const n of this.names) {
      if (n.kind === "road" && zoom >= (ROAD_ZOOM[n.cls] || 15)) this.along(ctx, room, n, { colour: this.look.road, size: 12, bounds, what: "roads" });
    }
  }

  places(ctx, room, zoom) {
    const places = this.names.filter((n) => n.kind === "place" && zoom >= (PLACE_ZOOM[n.rank] || 15) && n.lines[0]?.length);
    for (const n of places.sort((a, b) => a.rank - b.rank)) {
      const size = n.rank <= 1 ? 16 : n.rank === 2 ? 14 : 12, font = `600 ${size}px ${FONT}`;
      const p = this.map.latLngToLayerPoint(n.lines[0][0]);
      if (!room.take([around(p.x, p.y, widthOf(ctx, font, n.name), size)])) continue;
      write(ctx, n.name, p.x, p.y, { font, colour: this.look.second, halo: this.look.halo, width: 3.5 });
      this.drawn.places++;
    }
  }

  gridNames(ctx, room, zoom) {
    const big = zoom >= 15 ? 15 : 13.5, small = big - 2;
    const strong = `500 ${big}px ${FONT}`, plain = `400 ${small}px ${FONT}`;
    for (const grid of this.grids) {
      const entry = this.spec.names[grid.code];
      if (!entry) continue;
      const [w, h] = this.extent(grid), p = this.map.latLngToLayerPoint(grid.at);
      const name = shortened(ctx, strong, clip(entry[0], LONGEST), w * 0.96), lead = clip(entry[1], LONGEST);
      const nameWidth = widthOf(ctx, strong, name);
      if (!name || nameWidth > w * 0.96 || big > h * 0.9) continue;
      const leadWidth = lead ? widthOf(ctx, plain, lead) : 0;
      const two = lead && leadWidth <= w * 0.9 && big + small + 6 <= h * 0.75;
      if (!(two && this.two(ctx, room, p, { name, lead, strong, plain, big, small, wide: Math.max(nameWidth, leadWidth) }))) {
        const y = [0, -big - 4, big + 4, -2 * big + 4, 2 * big - 4].map((d) => p.y + d).find((q) => this.own(grid, p.x, q) && room.take([around(p.x, q, nameWidth, big)]));
        if (y === undefined) continue;
        write(ctx, name, p.x, y, { font: strong, colour: this.look.ink, halo: this.look.halo });
      }
      this.drawn.grids++;
    }
  }

  two(ctx, room, p, t) {
    if (!room.take([around(p.x, p.y, t.wide, t.big + t.small + 4)])) return false;
    write(ctx, t.name, p.x, p.y - t.small / 2 - 2, { font: t.strong, colour: this.look.ink, halo: this.look.halo });
    write(ctx, t.lead, p.x, p.y + t.big / 2 + 2, { font: t.plain, colour: this.look.second, halo: this.look.halo });
    return true;
  }

  // Whether a spot of the screen lies in the grid: a name may move, but not into its neighbour.
  own(grid, x, y) {
    const at = this.space.toData(this.map.layerPointToLatLng([x, y]));
    return contains(grid.shape, at.lng, at.lat);
  }

  extent(grid) {
    const [a, b, c, d] = grid.shape.box;
    const p = this.map.latLngToLayerPoint(this.space.toMap(b, a)), q = this.map.latLngToLayerPoint(this.space.toMap(d, c));
    return [Math.abs(q.x - p.x), Math.abs(p.y - q.y)];
  }

  along(ctx, room, n, { colour, size, bounds, what }) {
    const font = `500 ${size}px ${FONT}`;
    if (n.lines[0]?.length === 1) return this.level(ctx, room, n, { font, colour, size, what });
    const chars = [...n.name];
    const widths = chars.map((c) => widthOf(ctx, font, c) + (what === "water" ? 6 : 2));
    for (const line of n.lines) {
      const points = inside(this.L, line.map((ll) => this.map.latLngToLayerPoint(ll)), bounds);
      const spots = points.length > 1 ? alongLine(points, widths) : null;
      if (!spots || !room.take(spots.map((s) => around(s.x, s.y, size - 6, size)).map(shrink))) continue;
      spots.forEach((s, i) => {
        ctx.save(); ctx.translate(s.x, s.y); ctx.rotate(s.angle);
        write(ctx, chars[i], 0, 0, { font, colour, halo: this.look.halo });
        ctx.restore();
      });
      this.drawn[what]++;
      return;
    }
  }

  level(ctx, room, n, { font, colour, size, what }) {
    const p = this.map.latLngToLayerPoint(n.lines[0][0]);
    if (!room.take([around(p.x, p.y, widthOf(ctx, font, n.name), size)])) return;
    write(ctx, n.name, p.x, p.y, { font, colour, halo: this.look.halo });
    this.drawn[what]++;
  }
}

const shrink = (b) => [b[0] + 2, b[1] + 1, b[2] - 2, b[3] - 1];

function lines(g) {
  if (g.type === "Point") return [[g.coordinates]];
  if (g.type === "LineString") return [g.coordinates];
  if (g.type === "MultiLineString") return g.coordinates;
  return [];
}

// The longest run of a line that lies within the screen, so that a road's name stands where one looks.
function inside(L, points, bounds) {
  let best = [], run = [], length = 0, longest = 0;
  const close = () => { if (length > longest) { best = run; longest = length; } run = []; length = 0; };
  for (let i = 1; i < points.length; i++) {
    const part = L.LineUtil.clipSegment(points[i - 1], points[i], bounds);
    if (!part) { close(); continue; }
    if (run.length && !run[run.length - 1].equals(part[0])) close();
    run.push(...(run.length ? part.slice(1) : part));
    length += part[0].distanceTo(part[1]);
  }
  close();
  return best;
}
