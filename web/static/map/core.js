// One map on a Leaflet map object: takes the spec Python made, draws it, tells what was clicked. The live component
// and the map saved as a file use the same class.
import { makeSpace } from "./space.js";
import { Tiles } from "./tiles.js";
import { Grids } from "./grids.js";
import { Cases } from "./cases.js";
import { Rebounds } from "./rebounds.js";
import { Hot } from "./hot.js";
import { Labels } from "./labels.js";
import { Controls } from "./controls.js";
import { Legend } from "./legend.js";
import { fill, makeTip } from "./tip.js";
import { lookOf } from "./look.js";
import { Chosen } from "./chosen.js";

// Bottom to top. The grids' colours are multiplied onto the ground, so roads and water show through.
const PANES = { ground: 200, grids: 300, zones: 320, density: 340, marks: 400, rebounds: 410, hot: 415, labels: 420, chosen: 430 };

const NEAREST = 16;
const NO_HOVER = () => window.matchMedia("(hover: none)").matches;

export class MapView {
  // `emit({kind, id})` is called with a clicked grid, case or significant place; `saveView()` brings the address up to date.
  constructor(L, box, map, { spec, emit = null, saveView = null }) {
    Object.assign(this, { L, box, map, emit, spec, off: new Set(), state: { mode: null }, tiles: new Map() });
    this.space = makeSpace(L, spec.crs);
    for (const [name, z] of Object.entries(PANES)) {
      const pane = map.getPane(`cg-${name}`) || map.createPane(`cg-${name}`);
      pane.style.zIndex = z;
    }
    this.look = lookOf(box);
    this.tip = makeTip(box);
    this.labels = new Labels(L, map, this.space, { pane: "cg-labels", look: this.look });
    this.labels.kept = () => [...(this.hot?.boxes() || []), ...this.chosen.boxes()];
    this.controls = new Controls(L, box, spec.words, {
      map, saveView, home: () => this.home(), toggle: (id, on) => this.toggle(id, on), layers: () => this.switches(),
    });
    this.legend = new Legend(L, box, spec.words, this.look);
    this.chosen = new Chosen(L, map, this.space, { pane: "cg-chosen", look: this.look });
    this.onMove = (e) => this.hover(e);
    this.onOut = () => this.tip.hide();
    this.onClick = (e) => this.click(e);
    map.on("mousemove", this.onMove).on("mouseout movestart zoomstart", this.onOut).on("click", this.onClick);
  }

  home() {
    const b = this.spec.view?.bounds;
    if (b) this.map.fitBounds(this.space.boundsToMap(b), { animate: false, padding: [12, 12] });
  }

  // Where Python tells the map to look.
  go() {
    const b = this.spec.view?.focus;
    if (b) this.map.fitBounds(this.space.boundsToMap(b), { animate: false, padding: [48, 48], maxZoom: NEAREST });
    else this.home();
  }

  isOn(layer) { return this.off.has(layer.id) ? false : layer.on !== false || this.on?.has(layer.id); }

  switches() { return this.spec.layers.filter((l) => l.name).map((l) => ({ id: l.id, name: l.name, on: this.isOn(l) })); }

  toggle(id, on) {
    this.on ||= new Set();
    if (on) { this.off.delete(id); this.on.add(id); } else { this.off.add(id); this.on.delete(id); }
    this.apply(this.spec);
  }

  apply(spec) {
    this.spec = spec;
    this.chosen.update(spec.chosen);
    const wanted = new Set(spec.layers.map((l) => l.id));
    for (const [id, t] of this.tiles) if (!wanted.has(id)) { t.remove(); this.tiles.delete(id); }
    for (const layer of spec.layers) this[`put_${layer.type}`]?.(layer, this.isOn(layer));
    if (!spec.layers.some((l) => l.type === "cases")) this.cases?.show(false);
    if (!spec.layers.some((l) => l.type === "rebounds")) this.rebounds?.show(false);
    if (!spec.layers.some((l) => l.type === "hot")) this.hot?.show(false);
    this.controls.update(spec);
    this.drawLegend();
  }

  put_tile(layer, on) {
    let t = this.tiles.get(layer.id);
    if (!t) {
      t = new Tiles(this.L, this.map, this.space, { pane: `cg-${layer.pane || "ground"}`, own: layer.own !== false });
      this.tiles.set(layer.id, t);
    }
    t.update(layer);
    if (Boolean(t.live) !== on) t.show(on);
  }

  put_choropleth(layer, on) {
    this.grids ||= new Grids(this.L, this.map, this.space, {
      pane: "cg-grids", look: this.look, onShapes: (s) => this.labels.setGrids(s), onFail: () => this.failed(),
    });
    this.grids.update(layer);
    this.visible(this.grids.layer, on);
  }

  put_cases(layer, on) {
    this.cases ||= new Cases(this.L, this.map, this.space, {
      densityPane: "cg-density", marksPane: "cg-marks", look: this.look, onState: (s) => this.told(s),
      most: () => (this.rebounds?.shown ? this.rebounds.radius() : Infinity),
    });
    this.cases.update(layer);
    this.cases.show(on);
    this.controls.count.hidden = !on;
  }

  put_rebounds(layer, on) {
    this.rebounds ||= new Rebounds(this.L, this.map, this.space, {
      pane: "cg-rebounds", look: this.look,
      host: {
        box: this.box, noted: (text, failed) => this.controls.noted(text, failed),
        marks: () => this.cases?.spec.marks || {}, sized: () => this.cases?.marks.redraw(),
      },
    });
    this.rebounds.update(layer, this.spec.words);
    this.rebounds.show(on);
  }

  put_hot(layer, on) {
    this.hot ||= new Hot(this.L, this.map, this.space, { pane: "cg-hot", look: this.look, onBadges: () => this.labels.layer.redraw() });
    this.hot.update(layer);
    this.hot.show(on);
  }

  put_labels(layer, on) {
    this.visible(this.labels.layer, on);
    this.labels.update(layer);
    if (layer.data) this.labels.setNames(layer.data);
    else if (layer.url && layer.url !== this.namesUrl) {
      this.namesUrl = layer.url;
      fetch(layer.url).then((r) => (r.ok ? r.json() : null)).then((d) => { if (d && !this.gone) this.labels.setNames(d); })
        .catch(() => { this.namesUrl = null; });
    }
  }

  visible(layer, on) {
    if (on && !this.map.hasLayer(layer)) layer.addTo(this.map);
    if (!on && this.map.hasLayer(layer)) layer.remove();
  }

  told(state) { this.state = state.failed ? { ...this.state, failed: true } : state; this.controls.counted(this.state); this.drawLegend(); }

  failed() { this.controls.say(this.spec.words.failed); }

  drawLegend() {
    const on = (type, id) => this.spec.layers.some((l) => (l.type === type && (!id || l.id === id)) && this.isOn(l));
    this.legend.update(this.spec, { grids: on("choropleth") || Boolean(this.spec.ownGrids), cases: on("cases"), rebounds: on("rebounds"), hot: on("hot"), zones: on("tile", "zones") || Boolean(this.spec.ownZones), mode: this.state.mode });
  }

  hover(e) {
    this.lastHover = e;
    this.frame ||= requestAnimationFrame(() => { this.frame = null; if (!this.gone) this.point(this.lastHover); });
  }

  point(e) {
    const target = e.originalEvent?.target;
    if (target && target.closest?.(".cgm-bar,.cgm-panel,.cgm-legend,.cgm-status,.cgm-play")) { this.tip.hide(); return; }
    const mark = this.markAt(e.latlng), back = mark && this.rebounds?.of(mark.id);
    const place = mark ? null : this.hot?.at(e.latlng), code = mark || place ? null : this.gridAt(e.latlng);
    this.box.classList.toggle("cgm-pointing", Boolean(mark || place || code));
    if (mark) {
      const words = this.cases?.spec.marks[mark.type]?.words || mark.type;
      const rows = [...(mark.rows || [])];
      if (back) rows.push([this.rebounds.sentence(back), ""]);
      if (mark.overdue) rows.push([this.spec.words.overdue, ""]);
      this.tip.show(e.containerPoint, words, rows);
    } else if (place) {
      const { words } = this.spec;
      this.tip.show(e.containerPoint, place.cold ? words.cold_tip : fill(words.hot_tip, { n: place.number }), [[place.words, ""]]);
    } else if (code && this.grids.tip(code) && !(this.emit && NO_HOVER())) {  // a tapped grid opens its card beside the map
      const tip = this.grids.tip(code);
      this.tip.show(e.containerPoint, tip.title, tip.rows);
    } else this.tip.hide();
  }

  // A case under a point of the map: its mark, else the ring round it; a place's number lies above both.
  markAt(latlng) {
    if (this.hot?.numberAt(this.map.latLngToLayerPoint(latlng))) return null;
    return this.cases?.near(latlng) || this.rebounds?.near(latlng);
  }

  gridAt(latlng) { return this.grids && this.map.hasLayer(this.grids.layer) ? this.grids.at(latlng) : null; }

  click(e) {
    const mark = this.markAt(e.latlng), place = mark ? null : this.hot?.at(e.latlng);
    const id = mark ? mark.id : place ? place.id : this.gridAt(e.latlng);
    if (id) this.emit?.({ kind: mark ? "case" : place ? "hot" : "grid", id });
  }

  remove() {
    this.gone = true;
    if (this.frame) cancelAnimationFrame(this.frame);
    this.map.off("mousemove", this.onMove).off("mouseout movestart zoomstart", this.onOut).off("click", this.onClick);
    for (const t of this.tiles.values()) t.remove();
    for (const part of [this.cases, this.rebounds, this.hot, this.grids, this.controls, this.legend, this.chosen, this.tip]) part?.remove();
    this.labels.layer.remove();
  }
}
