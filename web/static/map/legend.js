// The legend card: exactly what is drawn now. A layer that is off, or a picture that is not shown, has no entry.
import { el, fill } from "./tip.js";
import { shield } from "./controls.js";
import { markSwatch, zoneSwatch } from "./marks.js";

const number = (n) => Number(n).toLocaleString("en-US");

function entry(swatch, words, count) {
  const row = el("div", "cgm-entry");
  row.append(swatch, el("span", "cgm-entry-words", words));
  if (count !== undefined && count !== null) row.append(el("span", "cgm-entry-count", number(count)));
  return row;
}

// Classes side by side; one below the other where their words are too long for that.
function ramp(classes) {
  const long = classes.some((c) => c.words.length > 6);
  const box = el("div", long ? "cgm-ramp cgm-tall" : "cgm-ramp");
  for (const c of classes) {
    const step = el("div", "cgm-step"), colour = el("i");
    colour.style.background = c.colour;
    step.append(colour, el("span", "", c.words));
    box.append(step);
  }
  return box;
}

export class Legend {
  constructor(L, box, words, look) {
    this.look = look;
    this.node = shield(L, el("div", "cgm-legend"));
    this.button = el("button", "cgm-legend-button");
    this.button.type = "button";
    this.body = el("div", "cgm-legend-body");
    this.node.append(this.button, this.body);
    box.append(this.node);
    this.button.addEventListener("click", () => this.fold(!this.folded));
    this.words = words;
    this.fold(box.clientWidth < 560);
  }

  fold(on) {
    this.folded = on;
    this.node.classList.toggle("cgm-folded", on);
    this.button.setAttribute("aria-expanded", String(!on));
  }

  // `shown`: {grids, cases, zones: booleans, mode: "marks"|"density"|null}
  update(spec, shown) {
    const { legend = {}, words } = spec, parts = [];
    this.button.textContent = words.legend;
    if (shown.grids && legend.classes?.length) {
      parts.push(el("div", "cgm-legend-title", legend.unit ? fill(words.titled, { name: legend.title, unit: legend.unit }) : legend.title), ramp(legend.classes));
    }
    if (shown.cases && shown.mode === "density" && legend.density?.length) {
      parts.push(el("div", "cgm-legend-title", words.density_title), ramp(legend.density));
    }
    const marks = shown.cases && shown.mode === "marks" ? legend.marks || [] : [];
    if (marks.length) {
      const list = el("div", "cgm-entries");
      list.append(...marks.map((m) => entry(markSwatch(m, this.look), m.words, m.count)));
      parts.push(list);
    }
    const zones = shown.zones ? legend.zones || [] : [];
    if (zones.length) {
      const list = el("div", "cgm-entries");
      list.append(...zones.map((z) => entry(zoneSwatch(z), z.words)));
      parts.push(list);
    }
    for (const note of legend.notes || []) parts.push(el("div", "cgm-note", note));
    this.body.replaceChildren(...parts);
    this.node.hidden = parts.length === 0;
  }

  remove() { this.node.remove(); }
}
