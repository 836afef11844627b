// The chosen case: a dark ring round its place, drawn whatever set is shown, so that it is found among the marks.
export class Chosen {
  constructor(L, map, space, { pane, look }) {
    const ring = (colour, weight) => L.circleMarker([0, 0], { pane, radius: 14, fill: false, color: colour, weight, interactive: false });
    Object.assign(this, { map, space, rings: [ring(look.halo, 7), ring(look.ink, 3)] });
  }

  // `at`: [lat, lng] in WGS 84, or nothing.
  update(at) {
    this.at = at && this.space.toMap(at[0], at[1]);
    for (const r of this.rings) {
      if (!at) { r.remove(); continue; }
      r.setLatLng(this.at);
      if (!this.map.hasLayer(r)) r.addTo(this.map);
    }
  }

  // What no name may be written over.
  boxes() {
    if (!this.at) return [];
    const { x, y } = this.map.latLngToLayerPoint(this.at);
    return [[x - 18, y - 18, x + 18, y + 18]];
  }

  remove() { this.update(null); }
}
