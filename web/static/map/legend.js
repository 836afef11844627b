// The legend card: exactly what is drawn now. A layer that is off, or a picture that is not shown, has no entry.
import { el, fill } from "./tip.js";
import { shield } from "./controls.js";
import { hotSwatch, markSwatch, ringSwatch, zoneSwatch } from "./marks.js";

const number = (n) => Number(n).toLocaleString("en-US");

function entry(swatch, words, count) {
  const row = el("div", "cgm-entry");
  row.append(swatch, el("span", "cgm-entry-words", words));
  row.title = words;                       // where the card is too narrow for it
  if (count !== undefined && count !== null) row.append(el("span", "cgm-entry-count", number(count)));
  return row;
}

// Classes side by side; one below the other where their words are too long for that.
function ramp(classes) {
  const long = classes.length * Math.max(...classes.map((c) => c.words.length)) > 45;
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
    this.ramp = el("div", "cgm-legend-ramp");
    this.body = el("div", "cgm-legend-body");
    this.notes = el("div", "cgm-legend-notes");
    this.node.append(this.button, this.ramp, this.body, this.notes);
    box.append(this.node);
    this.button.addEventListener("click", () => this.fold(!this.folded));
    this.words = words;
    this.fold(box.clientWidth < 560 || box.clientHeight < 520);
  }

  // Folded it still says what the colours mean and what is not on the map; a small map is not hidden behind the rest.
  fold(on) {
    this.folded = on;
    this.node.classList.toggle("cgm-folded", on);
    this.button.setAttribute("aria-expanded", String(!on));
  }

  // `shown`: {grids, cases, rebounds, hot, zones: booleans, mode: "marks"|"density"|null}
  update(spec, shown) {
    const { legend = {}, words } = spec, parts = [], colours = [];
    this.button.textContent = words.legend;
    if (shown.grids && legend.classes?.length) {
      colours.push(el("div", "cgm-legend-title", legend.unit ? fill(words.titled, { name: legend.title, unit: legend.unit }) : legend.title), ramp(legend.classes));
      colours[1].classList.add("cgm-of-grids");
    }
    if (shown.cases && shown.mode === "density" && legend.density?.length) {
      colours.push(el("div", "cgm-legend-title", legend.hot?.length ? words.density_only : words.density_title), ramp(legend.density));
    }
    const marks = shown.cases && shown.mode === "marks" ? legend.marks || [] : [];
    if (marks.length) {
      const list = el("div", "cgm-entries");
      list.append(...marks.map((m) => entry(markSwatch(m, this.look), m.words, m.count)));
      parts.push(list);
    }
    if (shown.rebounds && legend.rebounds?.words) {
      parts.push(entry(ringSwatch(this.look), legend.rebounds.words, legend.rebounds.count), el("div", "cgm-note", legend.rebounds.note));
    }
    const hot = shown.hot ? legend.hot || [] : [];
    if (hot.length) {
      const list = el("div", "cgm-entries");
      list.append(...hot.map((h) => entry(hotSwatch(h, this.look), h.words, h.count)));
      parts.push(list);
    }
    const zones = shown.zones ? legend.zones || [] : [];
    if (zones.length) {
      const list = el("div", "cgm-entries");
      list.append(...zones.map((z) => entry(zoneSwatch(z), z.words)));
      parts.push(list);
    }
    const notes = (legend.notes || []).map((note) => el("div", "cgm-note", note));
    this.ramp.replaceChildren(...colours);
    this.body.replaceChildren(...parts);
    this.notes.replaceChildren(...notes);
    this.button.disabled = parts.length === 0;
    this.node.hidden = parts.length + colours.length + notes.length === 0;
  }

  remove() { this.node.remove(); }
}
