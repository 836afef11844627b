// A tile layer that changes its address without a blink: the old tiles leave when the new ones have come.
import { shiftedTiles } from "./space.js";

const LATEST = 4000;

export class Tiles {
  constructor(L, map, space, { pane, own = true }) {
    Object.assign(this, { L, map, space, pane, own, live: null, leaving: new Set(), timers: new Set() });
  }

  make(spec) {
    const options = { pane: this.pane, maxZoom: 20, minZoom: 3, keepBuffer: 3, updateWhenZooming: false, ...spec.options };
    return this.own ? shiftedTiles(this.L, this.space, spec.url, options) : this.L.tileLayer(spec.url, options);
  }

  update(spec) {
    if (this.live && this.spec?.url === spec.url) { this.spec = spec; return; }
    this.spec = spec;
    if (this.shown) this.swap();
  }

  show(on, whenLoaded) {
    this.shown = on;
    if (!on) this.clear();
    else if (!this.live) this.swap(whenLoaded);
    else whenLoaded?.();
  }

  swap(whenLoaded) {
    const old = this.live, fresh = this.make(this.spec);
    if (old) this.leaving.add(old);
    let done = false;
    const settle = () => {
      if (done) return;
      done = true;
      whenLoaded?.();
      if (old) this.later(() => { old.remove(); this.leaving.delete(old); }, 260);
    };
    fresh.once("load", settle);
    this.later(settle, LATEST);
    fresh.addTo(this.map);
    this.live = fresh;
  }

  later(what, after) {
    const timer = setTimeout(() => { this.timers.delete(timer); what(); }, after);
    this.timers.add(timer);
  }

  clear() {
    for (const t of this.timers) clearTimeout(t);
    this.timers.clear();
    for (const l of this.leaving) l.remove();
    this.leaving.clear();
    this.live?.remove();
    this.live = null;
  }

  remove() { this.clear(); }
}
