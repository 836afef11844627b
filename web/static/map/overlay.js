// A canvas over the map that moves and zooms with it and is drawn anew when the view rests.
// `draw(ctx, bounds, map)` gets a context in layer points; only what lies in `bounds` need be drawn.
export function canvasOverlay(L, draw, { pane, padding = 0.2 }) {
  const Overlay = L.Renderer.extend({
    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._container.style.pointerEvents = "none";
    },
    _destroyContainer() { this._container.remove(); this._container.width = 0; delete this._container; },
    _updatePaths() {},
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const canvas = this._container, size = this._bounds.getSize(), dpr = window.devicePixelRatio || 1;
      L.DomUtil.setPosition(canvas, this._bounds.min);
      const width = Math.round(size.x * dpr), height = Math.round(size.y * dpr);
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width; canvas.height = height;
        canvas.style.width = `${size.x}px`; canvas.style.height = `${size.y}px`;
      }
      this.redraw();
    },
    redraw() {
      if (!this._map || !this._bounds) return;
      const dpr = window.devicePixelRatio || 1, min = this._bounds.min, ctx = this._container.getContext("2d");
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, this._container.width, this._container.height);
      ctx.setTransform(dpr, 0, 0, dpr, -min.x * dpr, -min.y * dpr);
      draw(ctx, this._bounds, this._map);
    },
  });
  return new Overlay({ pane, padding });
}
