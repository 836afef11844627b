// The shapes of cases, drawn alike on the map and in the legend. Shape and colour say the same thing twice.
const TAU = Math.PI * 2;

function ring(ctx, points, x, y, r, turn) {
  for (let i = 0; i < points; i++) {
    const a = turn + i * TAU / points;
    ctx.lineTo(x + r * Math.cos(a), y + r * Math.sin(a));
  }
  ctx.closePath();
}

function cross(ctx, x, y, r, turn) {
  const w = r * 0.38, s = [[-w, -r], [w, -r], [w, -w], [r, -w], [r, w], [w, w], [w, r], [-w, r], [-w, w], [-r, w], [-r, -w], [-w, -w]];
  const c = Math.cos(turn), d = Math.sin(turn);
  for (const [a, b] of s) ctx.lineTo(x + a * c - b * d, y + a * d + b * c);
  ctx.closePath();
}

function star(ctx, x, y, r) {
  for (let i = 0; i < 10; i++) {
    const a = -TAU / 4 + i * TAU / 10, q = i % 2 ? r * 0.5 : r * 1.1;
    ctx.lineTo(x + q * Math.cos(a), y + q * Math.sin(a));
  }
  ctx.closePath();
}

// Radii are chosen so that every shape covers about the same area as a circle of radius r.
const SHAPES = {
  circle: (c, x, y, r) => { c.arc(x, y, r, 0, TAU); c.closePath(); },
  square: (c, x, y, r) => { const s = r * 0.89; c.rect(x - s, y - s, 2 * s, 2 * s); },
  triangle: (c, x, y, r) => ring(c, 3, x, y + r * 0.25, r * 1.45, -TAU / 4),
  triangle_down: (c, x, y, r) => ring(c, 3, x, y - r * 0.25, r * 1.45, TAU / 4),
  diamond: (c, x, y, r) => ring(c, 4, x, y, r * 1.25, 0),
  pentagon: (c, x, y, r) => ring(c, 5, x, y, r * 1.13, -TAU / 4),
  hexagon: (c, x, y, r) => ring(c, 6, x, y, r * 1.08, 0),
  star: (c, x, y, r) => star(c, x, y, r * 1.15),
  plus: (c, x, y, r) => cross(c, x, y, r * 1.15, 0),
  cross: (c, x, y, r) => cross(c, x, y, r * 1.15, TAU / 8),
  bar: (c, x, y, r) => c.rect(x - r * 1.2, y - r * 0.6, 2.4 * r, 1.2 * r),
};

export const LIGHT_RING = 1.5;
export const RED = "#c8102e";

export function drawMark(ctx, mark, x, y, r, overdue) {
  const shape = SHAPES[mark.shape] || SHAPES.circle;
  ctx.lineJoin = "round";
  ctx.beginPath(); shape(ctx, x, y, r);
  ctx.lineWidth = 2 * LIGHT_RING; ctx.strokeStyle = "#ffffff"; ctx.stroke();
  ctx.fillStyle = mark.colour; ctx.fill();
  if (overdue) {
    ctx.beginPath(); ctx.arc(x, y, r + 4.5, 0, TAU);
    ctx.lineWidth = 3.2; ctx.strokeStyle = "rgba(255,255,255,.85)"; ctx.stroke();
    ctx.lineWidth = 1.8; ctx.strokeStyle = RED; ctx.stroke();
  }
}

// One small picture a mark, so that thousands are copied and not drawn.
export function spriteMaker(marks, r, dpr) {
  const made = new Map(), half = Math.ceil(r + 8);
  return (type, overdue) => {
    const key = `${overdue ? 1 : 0}${type}`;
    if (!made.has(key)) {
      const c = document.createElement("canvas");
      c.width = c.height = Math.round(2 * half * dpr);
      const ctx = c.getContext("2d");
      ctx.scale(dpr, dpr);
      drawMark(ctx, marks[type] || { shape: "circle", colour: "#5d6880" }, half, half, r, overdue);
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

export function markSwatch(mark) {
  const [c, ctx] = swatchCanvas(22, 22);
  if (mark.shape === "ring") drawMark(ctx, { shape: "circle", colour: "#ffffff" }, 11, 11, 3, true);
  else drawMark(ctx, mark, 11, 11, 6, false);
  return c;
}

// Hatch and dots of a zone kind as a repeating tile; used by the legend and by the map saved as a file.
export function zonePattern(ctx, pattern, colour) {
  const t = document.createElement("canvas"), s = 8;
  t.width = t.height = s;
  const c = t.getContext("2d");
  c.strokeStyle = c.fillStyle = colour; c.lineWidth = 1;
  const line = (x0, y0, x1, y1) => { c.beginPath(); c.moveTo(x0, y0); c.lineTo(x1, y1); c.stroke(); };
  if (pattern === "dots") { c.beginPath(); c.arc(2, 2, 1, 0, TAU); c.arc(6, 6, 1, 0, TAU); c.fill(); }
  else if (pattern === "back_hatch") { line(-1, -1, 9, 9); line(7, -1, 9, 1); line(-1, 7, 1, 9); }
  else if (pattern === "horizontal") line(0, 4, 8, 4);
  else if (pattern === "vertical") line(4, 0, 4, 8);
  else if (pattern === "grid") { line(0, 4, 8, 4); line(4, 0, 4, 8); }
  else if (pattern === "cross_hatch") { line(-1, 9, 9, -1); line(-1, -1, 9, 9); }
  else if (pattern !== "outline") { line(-1, 9, 9, -1); line(-1, 1, 1, -1); line(7, 9, 9, 7); }
  return ctx.createPattern(t, "repeat");
}

export function zoneSwatch(zone) {
  const [c, ctx] = swatchCanvas(22, 16);
  ctx.fillStyle = zonePattern(ctx, zone.pattern, zone.colour); ctx.fillRect(2, 2, 18, 12);
  ctx.strokeStyle = zone.colour; ctx.setLineDash([3, 2]); ctx.strokeRect(2, 2, 18, 12);
  return c;
}
