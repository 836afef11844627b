// The shapes of cases, drawn alike on the map and in the legend; their outlines come from gis.style.marks.
const TAU = Math.PI * 2;
const DISC = "M-.8 0A.8 .8 0 1 1 .8 0A.8 .8 0 1 1 -.8 0Z";
const PATHS = new Map();

// The outline Python gives (units of half the size) as a path; each text is parsed once.
function outline(path) {
  const text = path || DISC;
  if (!PATHS.has(text)) PATHS.set(text, new Path2D(text));
  return PATHS.get(text);
}

const LIGHT_RING = 1.5;

// `look` gives the colours of the ring round a mark and of the one that says overdue.
export function drawMark(ctx, mark, x, y, { r, overdue = false, look }) {
  const shape = outline(mark.path), k = r / 0.8, light = r < 3 ? 0.5 : LIGHT_RING;
  ctx.save();
  ctx.translate(x, y); ctx.scale(k, k);
  ctx.lineJoin = "round";
  ctx.lineWidth = 2 * light / k; ctx.strokeStyle = look.ring; ctx.stroke(shape);
  ctx.fillStyle = mark.colour || look.second; ctx.fill(shape);
  ctx.restore();
  if (overdue) {
    ctx.beginPath(); ctx.arc(x, y, r * 1.75, 0, TAU);
    ctx.lineWidth = 3.2; ctx.strokeStyle = look.ring; ctx.stroke();
    ctx.lineWidth = 1.8; ctx.strokeStyle = look.red; ctx.stroke();
  }
}

// Half the size of a mark, by zoom.
export function markRadius(z) { return z < 12 ? 3 : z < 13.5 ? 4 : z < 15 ? 5 : z < 17 ? 6 : 7.5; }

// The ring of a rebound stands clear of the tight one that says overdue, and turns: an arrow that comes back.
export function ringRadius(r) { return r * 1.75 + (r < 3 ? 3 : 3.6); }

export function drawRing(ctx, x, y, { r, twice = false, look }) {
  const R = ringRadius(r), head = r < 6 ? 3.2 : 4.2, from = -0.35, to = -1.25 + TAU;
  const tip = { x: x + R * Math.cos(to), y: y + R * Math.sin(to) };
  const pass = (grow, colour) => {
    ctx.strokeStyle = ctx.fillStyle = colour; ctx.lineWidth = (r < 3 ? 1.2 : r < 6 ? 1.5 : 2) + grow;
    ctx.beginPath(); ctx.arc(x, y, R, from, to); ctx.stroke();
    if (twice) { ctx.beginPath(); ctx.arc(x, y, R + 4, 0, TAU); ctx.lineWidth = 1.2 + grow; ctx.stroke(); }
    if (r < 3) return;             // too small for a head: the gap alone
    ctx.save(); ctx.translate(tip.x, tip.y); ctx.rotate(to + Math.PI / 2 + 0.15);
    ctx.beginPath(); ctx.moveTo(head + 0.8, 0); ctx.lineTo(-1.2, -head * 0.8); ctx.lineTo(-1.2, head * 0.8); ctx.closePath();
    ctx.lineWidth = grow; if (grow) ctx.stroke();
    ctx.fill(); ctx.restore();
  };
  pass(r < 6 ? 1.4 : 2, look.ring);
  pass(0, look.red);
}

// One small picture a mark, so that thousands are copied and not drawn.
export function spriteMaker(marks, r, { dpr, look }) {
  const made = new Map(), half = Math.ceil(r + 8);
  return (type, overdue) => {
    const key = `${overdue ? 1 : 0}${type}`;
    if (!made.has(key)) {
      const c = document.createElement("canvas");
      c.width = c.height = Math.round(2 * half * dpr);
      const ctx = c.getContext("2d");
      ctx.scale(dpr, dpr);
      drawMark(ctx, marks[type] || {}, half, half, { r, overdue, look });
      made.set(key, c);
    }
    return { image: made.get(key), half };
  };
}

function swatchCanvas(width, height) {
  const c = document.createElement("canvas"), dpr = Math.max(2, window.devicePixelRatio || 1);
  c.width = width * dpr; c.height = height * dpr;
  c.style.width = `${width}px`; c.style.height = `${height}px`;
  c.setAttribute("aria-hidden", "true");
  const ctx = c.getContext("2d");
  ctx.scale(dpr, dpr);
  return [c, ctx];
}

export function markSwatch(mark, look) {
  const [c, ctx] = swatchCanvas(22, 22);
  if (mark.ring) drawMark(ctx, { colour: look.ring }, 11, 11, { r: 4, overdue: true, look });
  else drawMark(ctx, mark, 11, 11, { r: 6, look });
  return c;
}

export function ringSwatch(look) {
  const [c, ctx] = swatchCanvas(22, 22);
  drawRing(ctx, 11, 11, { r: 3, look });
  return c;
}

// Outlines of significant places: `trace(ctx)` makes the path. Casings first, so that a neighbour's does not cut a line.
export function outlineHot(ctx, traces, { cold = false, look }) {
  ctx.save();
  ctx.lineJoin = "round";
  const lines = cold ? [[3.5, look.ring], [1.8, look.second]] : [[5.5, look.ring], [2.5, look.red]];
  lines.forEach(([width, colour], i) => {
    if (cold && i) ctx.setLineDash([7, 4]);
    ctx.lineWidth = width; ctx.strokeStyle = colour;
    for (const trace of traces) { ctx.beginPath(); trace(ctx); ctx.stroke(); }
  });
  ctx.restore();
}

// A number on a red disc with a light rim.
export function drawBadge(ctx, number, x, y, { r, size, look }) {
  ctx.beginPath(); ctx.arc(x, y, r + 2, 0, TAU); ctx.fillStyle = look.ring; ctx.fill();
  ctx.beginPath(); ctx.arc(x, y, r, 0, TAU); ctx.fillStyle = look.red; ctx.fill();
  ctx.font = badgeFont(size); ctx.textAlign = "center"; ctx.textBaseline = "middle";
  ctx.fillStyle = look.ring; ctx.fillText(String(number), x, y + 0.5);
}

export function badgeFont(size) { return `600 ${size}px "Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif`; }

export function hotSwatch({ cold = false }, look) {
  const [c, ctx] = swatchCanvas(22, 20);
  outlineHot(ctx, [(pen) => pen.rect(3, 5, 14, 11)], { cold, look });
  if (!cold) drawBadge(ctx, 1, 15, 7, { r: 5, size: 8.5, look });
  return c;
}

// Hatch and dots of a zone kind as a repeating tile; used by the legend and by the map saved as a file.
export function zonePattern(ctx, pattern, colour) {
  const t = document.createElement("canvas"), s = 8;
  t.width = t.height = s;
  const c = t.getContext("2d");
  c.strokeStyle = c.fillStyle = colour; c.lineWidth = 1;
  const line = (x0, y0, x1, y1) => { c.beginPath(); c.moveTo(x0, y0); c.lineTo(x1, y1); c.stroke(); };
  const rising = () => { line(-1, 9, 9, -1); line(-1, 1, 1, -1); line(7, 9, 9, 7); };
  const falling = () => { line(-1, -1, 9, 9); line(7, -1, 9, 1); line(-1, 7, 1, 9); };
  const flat = () => line(0, 4, 8, 4), upright = () => line(4, 0, 4, 8);
  const dots = () => { c.beginPath(); c.arc(2, 2, 1.25, 0, TAU); c.fill(); c.beginPath(); c.arc(6, 6, 1.25, 0, TAU); c.fill(); };
  const drawn = { lines: [rising], back_lines: [falling], cross: [rising, falling], horizontal: [flat], vertical: [upright], grid: [flat, upright], dots: [dots] };
  for (const part of drawn[pattern] || []) part();
  return ctx.createPattern(t, "repeat");
}

export function zoneSwatch(zone) {
  const [c, ctx] = swatchCanvas(22, 16);
  ctx.fillStyle = zonePattern(ctx, zone.pattern, zone.colour); ctx.fillRect(2, 2, 18, 12);
  ctx.strokeStyle = zone.colour; ctx.setLineDash([3, 2]); ctx.strokeRect(2, 2, 18, 12);
  return c;
}
