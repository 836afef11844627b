// The hover card. Built from text nodes alone: what the data says is shown, never run.
const LONGEST = 200;

export function clip(text, longest = LONGEST) {
  const s = text === null || text === undefined ? "" : String(text);
  return s.length > longest ? `${s.slice(0, longest)}…` : s;
}

export function el(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

export function fill(sentence, facts) {
  return String(sentence || "").replace(/\{(\w+)\}/g, (all, name) => (name in facts ? facts[name] : all));
}

export function makeTip(box) {
  const node = el("div", "cgm-tip");
  node.hidden = true;
  node.setAttribute("role", "status");
  box.append(node);
  return {
    show(point, title, rows) {
      const head = el("div", "cgm-tip-title");
      head.append(el("bdi", "", clip(title)));
      const lines = rows.map(([label, value]) => {
        const row = el("div", "cgm-tip-row");
        row.append(el("span", "", clip(label)), el("bdi", "", clip(value)));
        return row;
      });
      node.replaceChildren(head, ...lines);
      node.hidden = false;
      const left = Math.min(point.x + 14, box.clientWidth - node.offsetWidth - 8);
      const above = point.y + 18 + node.offsetHeight > box.clientHeight;
      node.style.left = `${Math.max(4, left)}px`;
      node.style.top = `${Math.max(4, above ? point.y - node.offsetHeight - 12 : point.y + 18)}px`;
    },
    hide() { node.hidden = true; },
    remove() { node.remove(); },
  };
}
