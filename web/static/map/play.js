// Plays a span of days: a bar with play and pause, day or week, a slider and the days shown. Everything happens in the
// browser; the layer asks `share(day)` how strongly a day stands out now. Not playing, all days do.
import { el, fill } from "./tip.js";
import { icon, shield } from "./controls.js";

const DAY_MS = 86400000, STEP_MS = 250, GLIDE_MS = 160, LONG = 120;
const TRAIL = [1, 0.55, 0.36, 0.22, 0.12, 0];        // the step itself and how the ones before it fade

const dayOf = (iso) => Math.round(Date.parse(iso) / DAY_MS);
const isoOf = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// Steps of a span of days (since 1970, both ends included); weeks run from Monday, the first and last may be shorter.
export function stepsOf(first, last, unit) {
  const start = unit === "week" ? first - (first + 3) % 7 : first, size = unit === "week" ? 7 : 1;
  return {
    length: Math.floor((last - start) / size) + 1,
    of: (day) => Math.floor((day - start) / size),
    days: (step) => [Math.max(first, start + step * size), Math.min(last, start + step * size + size - 1)],
  };
}

export class Play {
  // `onStep()` after each change; `count(from, to)` → cases of these days, or null.
  constructor(L, box, { onStep, count }) {
    Object.assign(this, { box, onStep, count, at: null, now: 0 });
    this.node = shield(L, el("div", "cgm-play"));
    this.node.hidden = true;
    this.node.setAttribute("role", "group");
    L.DomEvent.on(this.node, "keydown keypress keyup", L.DomEvent.stopPropagation);
    this.go = this.button("cgm-play-go", () => (this.timer ? this.pause() : this.start()));
    this.icons = { play: icon("play"), pause: icon("pause") };      // both stay: a clicked one must not leave the page
    this.go.append(this.icons.play, this.icons.pause);
    this.units = el("div", "cgm-play-units");
    this.units.setAttribute("role", "group");
    this.day = this.button("", () => this.by("day"));
    this.week = this.button("", () => this.by("week"));
    this.units.append(this.day, this.week);
    this.slider = el("input", "cgm-play-slider");
    Object.assign(this.slider, { type: "range", min: 0, step: 1 });
    this.slider.addEventListener("input", () => { this.halt(); this.seek(Number(this.slider.value)); });
    this.text = el("div", "cgm-play-text");
    this.when = el("span", "cgm-play-when");
    this.many = el("span", "cgm-play-count");
    this.text.append(this.when, this.many);
    this.all = this.button("cgm-play-all", () => { this.halt(); this.seek(null); });
    this.node.append(this.go, this.units, this.slider, this.text, this.all);
    box.append(this.node);
    this.hide = () => { if (document.hidden) this.pause(); };
    document.addEventListener("visibilitychange", this.hide);
    this.watch = new ResizeObserver(() => this.place());
    for (const part of [this.node, box.querySelector(".cgm-status")]) if (part) this.watch.observe(part);
  }

  button(name, act) {
    const b = el("button", name);
    b.type = "button";
    b.addEventListener("click", act);
    return b;
  }

  // `span`: {first, last} as ISO days, or nothing to play. The place in the same span is kept.
  update(span, words) {
    const key = span ? `${span.first} ${span.last}` : "";
    this.words = words;
    this.node.hidden = !span;
    this.box.classList.toggle("cgm-has-play", Boolean(span));
    if (key !== this.key) {
      this.key = key;
      this.halt();
      this.at = null;
      if (span) {
        [this.first, this.last] = [dayOf(span.first), dayOf(span.last)];
        this.unit = this.last - this.first > LONG ? "week" : "day";
        this.steps = stepsOf(this.first, this.last, this.unit);
      }
      this.onStep();
    }
    if (span) { this.named(); this.label(); this.place(); } else this.box.classList.remove("cgm-stepping");
  }

  named() {
    const { words } = this;
    for (const [part, name] of [[this.node, "play_group"], [this.units, "play_by"], [this.slider, "play_slider"]]) part.setAttribute("aria-label", words[name]);
    this.day.textContent = words.play_day;
    this.week.textContent = words.play_week;
    this.all.textContent = words.play_all;
  }

  by(unit) {
    const day = this.at === null ? null : this.steps.days(this.at)[0];
    this.unit = unit;
    this.steps = stepsOf(this.first, this.last, unit);
    this.seek(day === null ? null : this.steps.of(day));
  }

  start() {
    if (this.at === null || this.at >= this.steps.length - 1) this.seek(0);
    this.timer = setInterval(() => this.tick(), calm() ? 2 * STEP_MS : STEP_MS);
    this.label();
  }

  tick() {
    if (this.at < this.steps.length - 1) this.seek(this.at + 1, !calm());
    if (this.at >= this.steps.length - 1) this.pause();
  }

  halt() { clearInterval(this.timer); this.timer = null; }

  pause() { this.halt(); this.label(); }

  // Shows one step, or all of the span for null; `glide` lets the step before fade into it.
  seek(at, glide = false) {
    cancelAnimationFrame(this.gliding);
    this.at = at;
    this.now = at;
    if (glide) {
      const begun = performance.now();
      const move = (time) => {
        const part = Math.min(1, Math.max(0, (time - begun) / GLIDE_MS));
        this.now = at - 1 + part;
        this.onStep();
        if (part < 1) this.gliding = requestAnimationFrame(move);
      };
      this.now = at - 1;
      this.gliding = requestAnimationFrame(move);
    } else this.onStep();
    this.label();
  }

  share(day) {
    if (this.at === null) return 1;
    const age = this.now - this.steps.of(day), step = Math.floor(age);
    if (age < 0 || step >= TRAIL.length - 1) return Math.max(0, age < 0 ? 1 + age : 0);
    return TRAIL[step] + (TRAIL[step + 1] - TRAIL[step]) * (age - step);
  }

  label() {
    if (!this.key) return;
    const { words, steps, at, slider } = this;
    const [from, to] = at === null ? [this.first, this.last] : steps.days(at), many = this.count(from, to);
    const first = isoOf(from), last = isoOf(to), year = first.slice(0, 5);
    const days = from === to ? first : fill(words.play_days, { first, last: last.startsWith(year) ? last.slice(5) : last });
    this.when.textContent = days;
    this.many.textContent = many === null ? "" : fill(words.play_count, { n: many.toLocaleString("en-US") });
    slider.max = steps.length - 1;
    slider.value = at ?? 0;
    slider.setAttribute("aria-valuetext", days);
    this.box.classList.toggle("cgm-stepping", at !== null);
    this.day.setAttribute("aria-pressed", String(this.unit === "day"));
    this.week.setAttribute("aria-pressed", String(this.unit === "week"));
    this.all.setAttribute("aria-pressed", String(at === null));
    const doing = this.timer ? "pause" : "play";
    for (const [name, part] of Object.entries(this.icons)) part.toggleAttribute("hidden", name !== doing);
    this.go.title = words[doing];
    this.go.setAttribute("aria-label", words[doing]);
  }

  // The bar stands on the status line, the legend on the bar where they would meet.
  place() {
    const height = (part) => `${part?.offsetHeight || 0}px`;
    this.box.style.setProperty("--cgm-foot", height(this.box.querySelector(".cgm-status")));
    this.box.style.setProperty("--cgm-play", height(this.node));
  }

  remove() {
    this.halt();
    cancelAnimationFrame(this.gliding);
    document.removeEventListener("visibilitychange", this.hide);
    this.watch.disconnect();
    this.box.classList.remove("cgm-has-play", "cgm-stepping");
    this.node.remove();
  }
}
