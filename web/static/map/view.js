// The eye: centre and zoom live in the address as #map=z/lat/lon (WGS 84), kept by replaceState without a rerun.
const PATTERN = /(^|[#&])map=(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)/;

export function readView(hash) {
  const m = PATTERN.exec(hash);
  if (!m) return null;
  const [zoom, lat, lng] = [Number(m[2]), Number(m[3]), Number(m[4])];
  return zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lng) <= 180 ? { zoom, lat, lng } : null;
}

export function withView(hash, { zoom, lat, lng }) {
  const part = `map=${Number(zoom.toFixed(2))}/${lat.toFixed(6)}/${lng.toFixed(6)}`;
  const rest = hash.replace(/^#/, "").split("&").filter((p) => p && !p.startsWith("map="));
  return `#${[part, ...rest].join("&")}`;
}

// Keeps the address in step with the map. `space` turns the map's own degrees into WGS 84.
export function keepView(map, space) {
  let timer = null;
  const write = () => {
    const c = space.toData(map.getCenter());
    const hash = withView(location.hash, { zoom: map.getZoom(), lat: c.lat, lng: c.lng });
    if (hash !== location.hash) history.replaceState(history.state, "", location.pathname + location.search + hash);
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(write, 150); };
  map.on("moveend", soon);
  return { write, stop() { clearTimeout(timer); map.off("moveend", soon); } };
}
