// The Streamlit component: one Leaflet map a mounted element; later runs only hand it a new spec.
import "../vendor/leaflet-1.9.4/leaflet.js";
import { MapView } from "./core.js";
import { keepView, readView } from "./view.js";

const L = window.L;
const LIVE = new WeakMap();
const SEEN = new Map();          // key of the map → number of the last view command obeyed in this tab
const LEFT = new Map();          // key of the map → the view it had when its page was left

function mount(box, spec, key) {
  box.setAttribute("role", "application");
  box.setAttribute("aria-label", spec.words.map);
  const map = L.map(box, { attributionControl: false, zoomControl: false, maxZoom: 20, minZoom: 5, zoomSnap: 0.5, wheelPxPerZoomLevel: 90, keyboard: true, worldCopyJump: false });
  const inst = { map, key, crs: spec.crs, seq: spec.view?.seq };
  inst.view = new MapView(L, box, map, {
    spec, emit: (what) => inst.trigger("click", what), saveView: () => inst.eye?.write(),
  });
  inst.eye = keepView(map, inst.view.space);
  inst.watch = new ResizeObserver(() => { if (box.clientWidth && box.clientHeight) map.invalidateSize({ pan: false }); });
  inst.watch.observe(box);
  return inst;
}

// First look: the address, else the view left before; unless Python has given a new command since this map was
// last seen in this tab. Without either, the whole county.
function firstLook(inst, spec) {
  const wanted = readView(location.hash) || LEFT.get(inst.key);
  const commanded = SEEN.has(inst.key) && SEEN.get(inst.key) !== spec.view?.seq;
  if (wanted && !commanded) inst.map.setView(inst.view.space.toMap(wanted.lat, wanted.lng), wanted.zoom, { animate: false });
  else if (spec.view?.bounds) inst.view.go();
  else inst.map.setView([35, 105], 5, { animate: false });
}

function unmount(box, inst) {
  const c = inst.view.space.toData(inst.map.getCenter());
  LEFT.set(inst.key, { zoom: inst.map.getZoom(), lat: c.lat, lng: c.lng });
  LIVE.delete(box);
  inst.watch.disconnect();
  inst.eye.stop();
  inst.view.remove();
  inst.map.remove();
}

// Streamlit hangs our stylesheet in beside the element: Leaflet must not measure, nor we read colours, before it is there.
async function styled(box) {
  for (let i = 0; i < 200 && box.isConnected && !getComputedStyle(box).getPropertyValue("--cgm-ink"); i++) {
    await new Promise((go) => setTimeout(go, 25));
  }
}

// Who asked for a place in a table below wants to see the map, on a phone too.
function inView(box) {
  const { top, bottom } = box.getBoundingClientRect(), high = window.innerHeight;
  if (Math.min(bottom, high) - Math.max(top, 0) < 0.6 * Math.min(high, bottom - top)) box.scrollIntoView({ block: "center" });
}

export default async function ({ parentElement, data: spec, setTriggerValue, key }) {
  const box = parentElement.querySelector(".cg-map");
  await styled(box);
  box.style.height = typeof spec.height === "number" ? `${spec.height}px` : spec.height;
  let inst = LIVE.get(box);
  if (inst && inst.crs !== spec.crs) { unmount(box, inst); inst = null; }      // another ground: everything moves
  if (!inst) {
    inst = mount(box, spec, spec.key || key);
    LIVE.set(box, inst);
    firstLook(inst, spec);
  } else if (spec.view && spec.view.seq !== inst.seq) {
    inst.view.spec = spec;
    inst.view.go();
    inView(box);
  }
  inst.seq = spec.view?.seq;
  SEEN.set(inst.key, inst.seq);
  inst.trigger = setTriggerValue;
  box.dataset.fingerprint = spec.fingerprint || "";
  inst.view.apply(spec);
  inst.eye.write();                // a rerun of the page may have dropped the part after #
  // Streamlit also calls the clean-up of a run that was overtaken by a newer one: the map goes only with its element.
  return () => setTimeout(() => { if (!box.isConnected && LIVE.get(box) === inst) unmount(box, inst); }, 0);
}

// For tests and the console: the map of an element, without a global variable.
export function instanceOf(box) { return LIVE.get(box); }
