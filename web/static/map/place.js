// Where a name can stand: the widest spot of a polygon, and a free rectangle among those already taken.

function ringsOf(geometry) {
  if (geometry.type === "Polygon") return [geometry.coordinates];
  if (geometry.type === "MultiPolygon") return geometry.coordinates;
  return [];
}

export function ringArea(ring) {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) sum += (ring[j][0] - ring[i][0]) * (ring[j][1] + ring[i][1]);
  return Math.abs(sum / 2);
}

export function inRings(rings, x, y) {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i], [xj, yj] = ring[j];
      if ((yi > y) !== (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi) inside = !inside;
    }
  }
  return inside;
}

function edgeDistance2(rings, x, y) {
  let best = Infinity;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[j], dx = ring[i][0] - ax, dy = ring[i][1] - ay, len = dx * dx + dy * dy;
      const t = len ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / len)) : 0;
      const px = x - ax - t * dx, py = y - ay - t * dy;
      best = Math.min(best, px * px + py * py);
    }
  }
  return best;
}

export function boxOf(ring) {
  let a = Infinity, b = Infinity, c = -Infinity, d = -Infinity;
  for (const [x, y] of ring) { if (x < a) a = x; if (x > c) c = x; if (y < b) b = y; if (y > d) d = y; }
  return [a, b, c, d];
}

// The point of the polygon farthest from its border: a coarse lattice, then three finer ones round the best so far.
function widest(rings, [a, b, c, d]) {
  let best = { x: (a + c) / 2, y: (b + d) / 2, r: -1 }, w = c - a, h = d - b, x0 = a, y0 = b;
  for (let round = 0; round < 4; round++) {
    const n = round ? 5 : 11;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const x = x0 + w * (i + 0.5) / n, y = y0 + h * (j + 0.5) / n;
        if (!inRings(rings, x, y)) continue;
        const r = edgeDistance2(rings, x, y);
        if (r > best.r) best = { x, y, r };
      }
    }
    w /= n / 2; h /= n / 2; x0 = best.x - w / 2; y0 = best.y - h / 2;
  }
  return best;
}

// Largest part of a (multi)polygon, in degrees: rings, box [west, south, east, north], area and the label's anchor.
// Degrees of longitude are narrowed by cos(latitude) for the search, so "widest" means widest on the ground.
export function shapeOf(geometry) {
  const parts = ringsOf(geometry);
  if (!parts.length) return null;
  const main = parts.reduce((p, q) => (ringArea(q[0]) > ringArea(p[0]) ? q : p));
  const k = Math.max(0.01, Math.cos(main[0][0][1] * Math.PI / 180));
  const flat = main.map((ring) => ring.map(([x, y]) => [x * k, y]));
  const spot = widest(flat, boxOf(flat[0]));
  return { parts, boxes: parts.map((p) => boxOf(p[0])), box: boxOf(main[0]), area: ringArea(flat[0]), at: [spot.y, spot.x / k] };
}

export function contains(shape, lng, lat) {
  return shape.parts.some((rings, i) => {
    const [a, b, c, d] = shape.boxes[i];
    return lng >= a && lng <= c && lat >= b && lat <= d && inRings(rings, lng, lat);
  });
}

// Rectangles already taken on the screen. `take` answers whether all of the wanted ones were free.
export function makeRoom(bounds) {
  const taken = [];
  const hits = (p, q) => p[0] < q[2] && p[2] > q[0] && p[1] < q[3] && p[3] > q[1];
  return {
    take(wanted) {
      for (const w of wanted) {
        if (w[0] < bounds.min.x || w[1] < bounds.min.y || w[2] > bounds.max.x || w[3] > bounds.max.y) return false;
        if (taken.some((t) => hits(t, w))) return false;
      }
      taken.push(...wanted);
      return true;
    },
    taken,
  };
}

// Characters set along a line (layer points), in the middle of it: [{x, y, angle}] or null where it does not fit
// or bends too much. Steep lines carry upright characters from top to bottom, as Chinese signs do.
export function alongLine(line, widths) {
  const need = widths.reduce((s, w) => s + w, 0);
  const lengths = [0];
  for (let i = 1; i < line.length; i++) lengths.push(lengths[i - 1] + Math.hypot(line[i].x - line[i - 1].x, line[i].y - line[i - 1].y));
  const total = lengths[lengths.length - 1];
  if (total < need + 16) return null;
  const first = line[0], last = line[line.length - 1];
  const steep = Math.abs(last.y - first.y) > 1.7 * Math.abs(last.x - first.x);
  const back = steep ? last.y < first.y : last.x < first.x;
  const out = [];
  let at = (total - need) / 2, seg = 1, before = null;
  for (let n = 0; n < widths.length; n++) {
    const w = widths[back ? widths.length - 1 - n : n], mid = at + w / 2;
    while (seg < line.length - 1 && lengths[seg] < mid) seg++;
    const p = line[seg - 1], q = line[seg], t = (mid - lengths[seg - 1]) / (lengths[seg] - lengths[seg - 1] || 1);
    let angle = Math.atan2(q.y - p.y, q.x - p.x) + (back ? Math.PI : 0);
    if (before !== null && Math.abs(Math.atan2(Math.sin(angle - before), Math.cos(angle - before))) > 0.5) return null;
    before = angle;
    if (steep) angle = 0;
    out.push({ x: p.x + t * (q.x - p.x), y: p.y + t * (q.y - p.y), angle });
    at += w;
  }
  return back ? out.reverse() : out;
}
