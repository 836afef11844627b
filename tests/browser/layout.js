(() => {
  // What a picture of a page would show, asked of the DOM. An expression: tests/browser/layout.py calls its functions.
  const OVER = ".cgm-bar,.cgm-panel,.cgm-legend,.cgm-status,.cgm-play,.cgm-toast";     // what lies over the map
  const SKIP = "script,style,noscript,canvas,svg,[data-testid=stElementToolbar],.cgm-tip";
  const seen = (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  // A rectangle as far as its scrolling and clipping ancestors and the window let it be seen.
  const cut = (box, node) => {
    let [a, b, c, d] = [Math.max(box.left, 0), Math.max(box.top, 0), Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)];
    for (let e = node; e && e !== document.body; e = e.parentElement) {
      const s = getComputedStyle(e);
      if (s.position === "fixed") break;
      if (s.overflowX === "visible" && s.overflowY === "visible") continue;
      const r = e.getBoundingClientRect();
      [a, b, c, d] = [Math.max(a, r.left), Math.max(b, r.top), Math.min(c, r.right), Math.min(d, r.bottom)];
    }
    return c - a > 1 && d - b > 1 ? [a, b, c, d] : null;
  };
  const texts = () => {
    const all = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode, parent = node.parentElement;
      if (!node.nodeValue.trim() || parent.closest(SKIP) || !seen(parent) || getComputedStyle(parent).fontSize === "0px") continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const line of range.getClientRects()) {
        const box = cut(line, parent);
        if (box) all.push({ node, parent, box, tall: line.height, text: node.nodeValue.trim().slice(0, 40) });
      }
    }
    return all;
  };

  // Pairs of texts, of panels over the map, or of text and the small line of its card, that lie on one another.
  const overlapping = () => {
    const all = texts(), bad = [];
    const shared = (p, q) => [Math.min(p[2], q[2]) - Math.max(p[0], q[0]), Math.min(p[3], q[3]) - Math.max(p[1], q[1])];
    for (let i = 0; i < all.length; i++) for (let j = i + 1; j < all.length; j++) {
      const [p, q] = [all[i], all[j]];
      if (p.node === q.node) continue;
      const fixed = [p, q].map((x) => x.parent.closest(".st-key-cg-chosen, .st-key-cg-header"));
      if (fixed[0] !== fixed[1] && fixed.some((f) => f && ["fixed", "sticky"].includes(getComputedStyle(f).position))) continue;
      const [w, h] = shared(p.box, q.box);                                   // line boxes touch; letters do not
      if (w > 2 && h > 0.3 * Math.min(p.tall, q.tall)) bad.push(`${p.text} / ${q.text}`);
    }
    const panels = [...document.querySelectorAll(OVER)].filter(seen).map((e) => [e.className, e.getBoundingClientRect()]);
    for (let i = 0; i < panels.length; i++) for (let j = i + 1; j < panels.length; j++) {
      const [p, q] = [panels[i][1], panels[j][1]];
      const [w, h] = shared([p.left, p.top, p.right, p.bottom], [q.left, q.top, q.right, q.bottom]);
      if (w > 0 && h > 0) bad.push(`${panels[i][0]} / ${panels[j][0]}`);
    }
    for (const picture of document.querySelectorAll(".cg-spark")) if (seen(picture)) {
      const r = picture.getBoundingClientRect(), box = cut(r, picture);
      for (const t of all) if (box && picture.parentElement.contains(t.parent)) {
        const [w, h] = shared(box, t.box);
        if (w > 1 && h > 4) bad.push(`${t.text} / spark`);
      }
    }
    return bad;
  };

  // Texts beyond the window or their box; not those that may slide or end in an ellipsis.
  const cutOff = () => {
    const bad = [];
    if (document.scrollingElement.scrollWidth > innerWidth) bad.push(`page ${document.scrollingElement.scrollWidth} > ${innerWidth}`);
    const slides = (e) => { for (let n = e; n && n.dataset.testid !== "stMain" && n !== document.body; n = n.parentElement) {
      const s = getComputedStyle(n);
      if (/(auto|scroll)/.test(s.overflowX) || s.textOverflow === "ellipsis" || s.webkitLineClamp !== "none") return true;
    } return false; };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode, parent = node.parentElement;
      if (!node.nodeValue.trim() || parent.closest(`${SKIP},.cg-map`) || !seen(parent) || slides(parent)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const r of range.getClientRects()) {
        if (r.width <= 1 || r.height <= 1) continue;
        if (r.right > innerWidth + 1 || r.left < -1) bad.push(`${node.nodeValue.trim().slice(0, 40)}: ${Math.round(r.right)}`);
        const home = parent.closest(".cg-kpi, .cg-card, [data-testid=stPopoverButton], [data-testid=stBaseButton-secondary]");
        if (home && r.right > home.getBoundingClientRect().right + 1) bad.push(`${node.nodeValue.trim().slice(0, 40)} leaves its box`);
      }
    }
    return bad;
  };

  // What is to be tapped and is smaller than a thumb.
  const small = (least) => {
    const bad = [];
    for (const e of document.querySelectorAll("button, a[href], [role=radio], [role=combobox], input:not([type=hidden]), summary")) {
      if (!seen(e) || e.disabled || e.closest(`${SKIP}, table[role=grid]`)) continue;
      const target = e.closest("label, [data-baseweb=input], [data-baseweb=select], [data-testid=stTextInputRootElement], [data-testid=stSelectbox], [data-testid=stMultiSelect]") || e, r = target.getBoundingClientRect();
      if (r.width < 2 || r.height < 2 || r.width <= 4) continue;                // hidden helpers of the widgets
      if (r.height < least - 0.5 || r.width < least - 0.5) bad.push(`${(e.textContent || e.getAttribute("aria-label") || e.tagName).trim().slice(0, 30)}: ${Math.round(r.width)}×${Math.round(r.height)}`);
    }
    return bad;
  };

  // Letters without a glyph: they are drawn as the box that a code point of nobody is drawn as.
  const boxes = () => {
    const canvas = document.createElement("canvas"), g = canvas.getContext("2d", { willReadFrequently: true });
    canvas.width = canvas.height = 24;
    const print = (c, font) => {
      g.clearRect(0, 0, 24, 24); g.font = `16px ${font}`; g.fillText(c, 2, 18);
      return g.getImageData(0, 0, 24, 24).data.filter((_, i) => i % 4 === 3).join();
    };
    const bad = new Set(), boxes = new Map();
    const fonts = new Map();
    for (const { node, parent } of texts()) {
      if (parent.closest("[data-testid=stIconMaterial]")) continue;
      const font = getComputedStyle(parent).fontFamily;
      if (!fonts.has(font)) fonts.set(font, new Set());
      for (const c of node.nodeValue) if (c > "~" && c.trim() && !/\p{Cf}/u.test(c)) fonts.get(font).add(c);
    }
    for (const [font, letters] of fonts) {
      boxes.set(font, ["\u{10FFFD}", "\u0378"].map((c) => print(c, font)));
      for (const c of letters) if (boxes.get(font).includes(print(c, font))) bad.add(c);
    }
    return [...bad];
  };

  return { overlapping, cutOff, small, boxes };
})()
