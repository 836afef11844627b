// Runs on every page before Streamlit does: locale, Streamlit's own texts in the language of the page, the watch
// over the server. Works while Streamlit's socket is down. Its words come in <meta name="cleangrid">.
(() => {
  const root = document.documentElement;
  const words = JSON.parse(document.querySelector('meta[name="cleangrid"]').content);
  const texts = window.CleanGridTexts || null;
  const CONNECTION = /^(Connection error|Connection closed|Your session has been disconnected|连接中断|连接已断开)/;
  const BEAT = 2000, PATIENCE = 2500, SILENCE = 5500;

  // Calendar, numbers and dates follow navigator.language, whatever the browser's own is.
  for (const [name, value] of [["language", words.tag], ["languages", Object.freeze([words.tag, words.lang])]]) {
    try { Object.defineProperty(Navigator.prototype, name, { get: () => value, configurable: true }); } catch { /* stays */ }
  }
  root.style.setProperty("--cg-busy", JSON.stringify(words.busy));

  // A run of the page rewrites the address and would drop the eye of the map, the part after #.
  for (const name of ["pushState", "replaceState"]) {
    const put = history[name].bind(history);
    history[name] = (state, title, url) => {
      const to = url ? new URL(url, location.href) : null;
      const ours = to && !to.hash && to.origin === location.origin && to.pathname === location.pathname && /[#&]map=/.test(location.hash);
      put(state, title, ours ? to.pathname + to.search + location.hash : url);
    };
  }

  // A card of the figures chooses its set: the same as the switch of that name above it, which the keyboard reaches.
  document.addEventListener("click", (e) => {
    const title = e.target.closest?.(".cg-kpi[data-set]")?.querySelector(".cg-kpi-title")?.textContent;
    const all = title ? [...document.querySelectorAll(".st-key-filters-set [role=radio]")] : [];
    all.find((b) => b.textContent.trim() === title)?.click();
  });

  // ---- 1. Streamlit's own texts -------------------------------------------------------------------------------
  const SKIP = "script,style,code,pre,textarea,[data-testid=stIconMaterial],[data-testid=stMarkdown],[data-testid=stCode],[data-testid=stText],.cg-map";
  const NAMES = ["placeholder", "title", "aria-label", "alt", "aria-valuetext", "aria-roledescription"];

  function translated(text) {
    const core = text.trim();
    if (!core || !/[A-Za-z]/.test(core)) return null;
    if (Object.hasOwn(texts.exact, core)) return text.replace(core, () => texts.exact[core]);
    for (const [pattern, put] of texts.patterns) if (pattern.test(core)) return text.replace(core, () => core.replace(pattern, put));
    return null;
  }

  function field(node, core) {
    for (const [id, own] of Object.entries(texts.fields)) {
      if (Object.hasOwn(own, core) && node.closest(`[data-testid="${id}"]`)) return own[core];
    }
    return null;
  }

  function doText(node) {
    const parent = node.parentElement;
    if (!parent || parent.closest(SKIP)) return;
    const put = field(parent, node.nodeValue.trim()) ?? translated(node.nodeValue);
    if (put !== null && put !== node.nodeValue) node.nodeValue = put;
  }

  function doElement(element) {
    if (element.closest(".cg-map,[data-case-text]")) return;
    for (const name of NAMES) {
      const had = element.getAttribute(name), put = had ? field(element, had.trim()) ?? translated(had) : null;
      if (put !== null && put !== had) element.setAttribute(name, put);
    }
  }

  function doTree(node) {
    if (node.nodeType === Node.TEXT_NODE) { doText(node); return; }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    doElement(node);
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (walker.nextNode()) (walker.currentNode.nodeType === Node.TEXT_NODE ? doText : doElement)(walker.currentNode);
  }

  // Streamlit's own connection dialog stays in the page (it makes the page inert, rightly) but is not seen:
  // our banner says it better.
  function hideDialogs() {
    for (const d of document.querySelectorAll('[data-testid="stDialog"],[role="dialog"]')) {
      if (CONNECTION.test(d.textContent.trim())) (d.closest('[data-testid="stDialogOverlay"]') || d).dataset.cgConnection = "";
    }
  }

  new MutationObserver((changes) => {
    let grown = false;
    for (const c of changes) {
      if (c.type === "childList") grown ||= c.addedNodes.length > 0;
      if (!texts) continue;
      if (c.type === "characterData") doText(c.target);
      else if (c.type === "attributes") doElement(c.target);
      else c.addedNodes.forEach(doTree);
    }
    if (grown) hideDialogs();
  }).observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMES });

  // ---- 2. The watch over the server ---------------------------------------------------------------------------
  const wall = /^\/wall(\/|$)/.test(location.pathname);
  let heard = Date.now(), boot = null, lost = false;
  let tick = null, tickAt = Date.now();

  function clock(ms) {
    return new Date(ms).toLocaleTimeString(words.tag, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  }

  function banner(text) {
    let b = document.getElementById("cg-lost");
    if (!text) { b?.remove(); return; }
    if (!b) {
      b = document.createElement("div");
      b.id = "cg-lost";
      b.setAttribute("role", "alert");
      document.body.append(b);
    }
    if (b.textContent !== text) b.textContent = text;
  }

  // Server alive but the picture standing still: a page that must move writes data-cg-tick / data-cg-every.
  function stuckSince(now) {
    const mark = document.querySelector("[data-cg-tick]");
    if (!mark) return null;
    if (mark.dataset.cgTick !== tick) { tick = mark.dataset.cgTick; tickAt = now; }
    return now - tickAt > 3000 * (Number(mark.dataset.cgEvery) || 2) ? tickAt : null;
  }

  async function alive() {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch("/healthz", { cache: "no-store", signal: stop.signal });
      if (!answer.ok) return;
      const state = await answer.json().catch(() => ({}));
      heard = Date.now();
      const now = state.boot ?? null;            // of the start, not of the process: a pid may come again
      if (boot !== null && now !== null && now !== boot && wall) location.reload();
      boot = now ?? boot;
    } catch { /* counted by `heard` */ } finally { clearTimeout(timer); }
  }

  async function beat() {
    await alive();
    if (!document.body) return;
    const now = Date.now(), silent = now - heard > SILENCE, stuck = silent ? null : stuckSince(now);
    if (silent) banner(words.lost.replace("{time}", clock(heard)));
    else if (stuck) banner(words.stuck.replace("{time}", clock(stuck)));
    else banner("");
    if (lost !== silent) root.classList.toggle("cg-lost", silent);
    lost = silent;
  }

  function start() {
    if (texts) doTree(document.body);
    hideDialogs();
    beat();
    setInterval(beat, BEAT);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
