// Asks our server what lies in the view. An older question is given up when a newer one is asked; one that failed is
// asked again.
const AGAIN = 3000;

export class Viewport {
  constructor(map, space, { onAnswer, onFail }) { Object.assign(this, { map, space, onAnswer, onFail }); }

  async ask(address) {
    this.stop();
    const asked = this.asked = new AbortController();
    const box = this.space.boundsToData(this.map.getBounds());
    const url = `${address}${address.includes("?") ? "&" : "?"}bbox=${box.toBBoxString()}&z=${Math.round(this.map.getZoom())}`;
    try {
      const answer = await fetch(url, { signal: asked.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      if (!asked.signal.aborted) this.onAnswer(found);
    } catch (fault) {
      if (asked.signal.aborted) return;
      this.onFail();
      this.again = setTimeout(() => this.ask(address), AGAIN);
    }
  }

  stop() { this.asked?.abort(); clearTimeout(this.again); }
}
