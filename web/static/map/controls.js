// Buttons, layer switches, scale bar and status line. Plain elements in the map's corners, words from Python.
import { el, fill } from "./tip.js";

const ICONS = {
  zoom_in: "M12 5v14M5 12h14",
  zoom_out: "M5 12h14",
  home: "M4 11.5 12 5l8 6.5M6.5 10v9h11v-9",
  full: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  layers: "m12 4 9 5-9 5-9-5zM3.5 13.5 12 18l8.5-4.5",
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M8.5 5.5v13M15.5 5.5v13",
  share: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1.5 1.5M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1.5-1.5",
};
const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

// Keeps clicks, drags and the wheel on a panel from reaching the map beneath it.
export function shield(L, node) {
  L.DomEvent.disableClickPropagation(node);
  L.DomEvent.disableScrollPropagation(node);
  return node;
}

function button(name, words, act) {
  const b = el("button", `cgm-button cgm-${name}`);
  b.type = "button";
  b.append(icon(name));
  b.addEventListener("click", act);
  label(b, words[name]);
  return b;
}

function label(b, text) { b.title = text || ""; b.setAttribute("aria-label", text || ""); }

export class Controls {
  // `host`: {map, home(), toggle(id, on), layers() → [{id, name, on}], saveView()}
  constructor(L, box, words, host) {
    Object.assign(this, { L, box, words, host });
    this.bar = shield(L, el("div", "cgm-bar"));
    this.panel = shield(L, el("div", "cgm-panel"));
    this.panel.hidden = true;
    this.layersButton = button("layers", words, () => this.open(this.panel.hidden));
    this.fullButton = button("full", words, () => this.full());
    this.bar.append(
      button("zoom_in", words, () => host.map.zoomIn()), button("zoom_out", words, () => host.map.zoomOut()),
      button("home", words, () => host.home()), this.fullButton, this.layersButton,
    );
    if (host.saveView) this.bar.append(button("share", words, () => this.share()));
    this.status = el("div", "cgm-status");
    this.status.setAttribute("role", "status");
    this.count = el("span", "cgm-count");
    this.also = el("span", "cgm-also");
    this.also.hidden = true;
    this.scale = el("span", "cgm-scale");
    this.scaleText = el("span");
    this.scaleLine = el("i");
    this.scale.append(this.scaleLine, this.scaleText);
    this.demo = el("span", "cgm-demo");
    this.credit = el("span", "cgm-credit");
    this.status.append(this.count, this.also, this.scale, this.demo, this.credit);
    this.toast = el("div", "cgm-toast");
    this.toast.hidden = true;
    this.toast.setAttribute("role", "status");
    box.append(this.bar, this.panel, this.status, this.toast);
    this.onFull = () => this.marked();
    document.addEventListener("fullscreenchange", this.onFull);
    this.onScale = () => this.drawScale();
    host.map.on("moveend zoomend", this.onScale);
  }

  update(spec) {
    this.words = spec.words;
    this.demo.textContent = spec.demo ? spec.words.demo : "";
    this.credit.textContent = spec.credit || "";
    this.credit.lang = /[\u4e00-\u9fff]/.test(spec.credit || "") ? "zh" : "";   // the county's own words, in any language
    for (const part of [this.demo, this.credit]) part.hidden = !part.textContent;
    this.drawLayers();
    this.drawScale();
  }

  drawLayers() {
    const title = el("div", "cgm-panel-title", this.words.layers);
    const rows = this.host.layers().map(({ id, name, on }) => {
      const row = el("label", "cgm-switch"), input = el("input");
      input.type = "checkbox";
      input.checked = on;
      input.addEventListener("change", () => this.host.toggle(id, input.checked));
      row.append(input, el("span", "", name));
      return row;
    });
    this.panel.replaceChildren(title, ...rows);
  }

  open(on) {
    this.panel.hidden = !on;
    this.layersButton.setAttribute("aria-expanded", String(on));
  }

  // n / N of the view, or the sentence for a density picture, or the sentence for a failed request.
  counted(state) {
    const number = (n) => Number(n).toLocaleString("en-US");
    const facts = { n: number(state.drawn || 0), N: number(state.total || 0) };
    this.count.textContent = state.failed ? this.words.failed : fill(state.mode === "density" ? this.words.density : this.words.drawn, facts);
    this.count.classList.toggle("cgm-failed", Boolean(state.failed));
  }

  // What another layer has drawn; nothing for a layer that is off.
  noted(text, failed = false) {
    this.also.textContent = text;
    this.also.hidden = !text;
    this.also.classList.toggle("cgm-failed", failed);
  }

  // True on the ground at the latitude of the middle of the map: measured along the sphere, not in map units.
  drawScale() {
    const { map } = this.host;
    if (!map._loaded) return;
    const size = map.getSize(), y = size.y / 2, wide = size.x < 560 ? 64 : 100;
    const metres = map.distance(map.containerPointToLatLng([(size.x - wide) / 2, y]), map.containerPointToLatLng([(size.x + wide) / 2, y]));
    if (!(metres > 0)) return;
    const power = 10 ** Math.floor(Math.log10(metres)), lead = metres / power;
    const nice = (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
    this.scaleLine.style.width = `${Math.round(wide * nice / metres)}px`;
    this.scaleText.textContent = nice >= 1000 ? fill(this.words.km, { n: nice / 1000 }) : fill(this.words.m, { n: nice });
  }

  full() {
    const { box } = this;
    if (document.fullscreenElement) document.exitFullscreen();
    else if (box.requestFullscreen) box.requestFullscreen().catch(() => this.pinned());
    else this.pinned();
  }

  // Where the browser has no full screen (phones): the map is laid over the page.
  pinned() { this.box.classList.toggle("cgm-pinned"); this.marked(); }

  marked() {
    const on = document.fullscreenElement === this.box || this.box.classList.contains("cgm-pinned");
    label(this.fullButton, on ? this.words.full_exit : this.words.full);
    this.host.map.invalidateSize();
  }

  async share() {
    this.host.saveView();
    const text = location.href;
    let done = false;
    try { await navigator.clipboard.writeText(text); done = true; } catch { done = copyByHand(text); }
    this.say(done ? this.words.shared : text);
  }

  say(text) {
    clearTimeout(this.toastTimer);
    this.toast.textContent = text;
    this.toast.hidden = false;
    this.toastTimer = setTimeout(() => { this.toast.hidden = true; }, 2500);
  }

  remove() {
    clearTimeout(this.toastTimer);
    document.removeEventListener("fullscreenchange", this.onFull);
    this.host.map.off("moveend zoomend", this.onScale);
    for (const part of [this.bar, this.panel, this.status, this.toast]) part.remove();
  }
}

// The clipboard API exists only on https and localhost; an intranet address is plain http.
function copyByHand(text) {
  const area = el("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  let done = false;
  try { done = document.execCommand("copy"); } catch { done = false; }
  area.remove();
  return done;
}
