/* The live map, in place of the drawing the server made; that one stays if this one cannot run.
   Built from the sources MapLibre ships, so that page and worker share one file. */
import { Map as Live, addProtocol, setWorkerUrl } from "../node_modules/maplibre-gl/src/index.ts";
import { Protocol } from "pmtiles";
import { draw } from "./draw.js";

const paper = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
const make = (tag, kind, text) => {
  const node = document.createElement(tag);
  if (kind) node.className = kind;
  if (text) node.textContent = text;
  return node;
};
const SVG = "http://www.w3.org/2000/svg";
function sign(level) {
  const svg = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "lv");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", level === "base" ? "#i-base" : "#lv" + (level || 0));
  svg.append(use);
  return svg;
}
/* As the server draws it: four rising bars in a frame, as many filled as the level has; of several
   alerts their number above four bars in a row. */
const ALERTS = ["watch", "warning", "imminent", "ongoing"];
function alertSign(level, count) {
  const svg = document.createElementNS(SVG, "svg"), group = document.createElementNS(SVG, "g");
  const part = (name, of) => {
    const node = document.createElementNS(SVG, name);
    for (const [k, v] of Object.entries(of)) node.setAttribute(k, v);
    group.append(node);
    return node;
  };
  const filled = (k) => (k <= ALERTS.indexOf(level) ? "on" : "off");
  svg.setAttribute("class", "map ops");
  svg.setAttribute("viewBox", count ? "0 0 30 26" : "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  group.setAttribute("class", `m-alert ${count ? "m-group " : ""}${level}`);
  svg.append(group);
  if (count) {
    part("rect", { x: 1, y: 1, width: 28, height: 24, rx: 8 });
    for (let k = 0; k < 4; k++) part("path", { class: filled(k), d: `M${(5 + 5.2 * k).toFixed(1)} 18h4.2v4h-4.2z` });
    part("text", { x: 15, y: 14.5 }).textContent = count;
    return svg;
  }
  part("rect", { x: 1.5, y: 2.5, width: 21, height: 19, rx: 3 });
  for (let k = 0; k < 4; k++) part("path", { class: filled(k), d: `M${(5 + 3.8 * k).toFixed(1)} 18v-${3 * (k + 1)}h2.8v${3 * (k + 1)}z` });
  return svg;
}
const absolute = (url) => (/^[a-z]+:/.test(url) ? url : location.origin + (url[0] === "/" ? "" : "/") + url);
const NOTHING = { type: "FeatureCollection", features: [] };

/* ---- style: from the page's own colours */

function hatch() {
  const size = 16, c = document.createElement("canvas");
  c.width = c.height = size;
  const pen = c.getContext("2d");
  pen.strokeStyle = paper("hatch-line");
  pen.lineWidth = 1.6;
  pen.beginPath();
  for (const k of [-size, 0, size]) { pen.moveTo(k - 2, size + 2); pen.lineTo(k + size + 2, -2); }
  pen.stroke();
  return pen.getImageData(0, 0, size, size);
}
function event(kind) {
  const size = 28, c = document.createElement("canvas");
  c.width = c.height = size;
  const pen = c.getContext("2d");
  for (const [colour, width] of [[paper("land"), 7], [paper("ink"), 3.4]]) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    if (kind === "cross") { pen.moveTo(7, 7); pen.lineTo(21, 21); pen.moveTo(21, 7); pen.lineTo(7, 21); }
    else pen.arc(14, 14, 7, 0, 7);
    pen.stroke();
  }
  return pen.getImageData(0, 0, size, size);
}

function style(told, basemap) {
  const ours = told.iso3 && told.iso3.length ? ["in", ["get", "iso3"], ["literal", told.iso3]] : true;
  const base = (id, layer, type, more) => ({ id, type, source: "base", "source-layer": layer, ...more });
  const face = ["Noto Sans", "Noto Sans Arabic", "sans-serif"];
  const layers = [
    { id: "sea", type: "background", paint: { "background-color": paper("water") } },
    base("neighbours", "land", "fill", { paint: { "fill-color": paper("neighbour"), "fill-antialias": false } }),
    base("ours", "land", "fill", { filter: ours, paint: { "fill-color": paper("land"), "fill-antialias": false } }),
    { id: "silent", type: "fill", source: "silent", paint: { "fill-pattern": "hatch" } },
    base("lakes", "lakes", "fill", { paint: { "fill-color": paper("water") } }),
    base("rivers", "rivers", "line", { paint: { "line-color": paper("water"), "line-width": ["interpolate", ["linear"], ["zoom"], 4, ["case", ["<", ["get", "rank"], 5], 1, 0.3], 9, ["case", ["<", ["get", "rank"], 6], 3.5, 1.6]] } }),
    base("areas", "areas", "line", { paint: { "line-color": paper("edge"), "line-width": 0.7, "line-dasharray": [4, 4] } }),
    base("disputed", "disputed", "line", { paint: { "line-color": paper("edge"), "line-width": 1.1, "line-dasharray": [1, 2.4] } }),
    base("borders", "borders", "line", { paint: { "line-color": paper("ink2"), "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.7, 6, 1.5], "line-dasharray": [4.5, 2.5] } }),
    base("names", "names", "symbol", {
      minzoom: 3,
      maxzoom: 8,
      filter: told.iso3 && told.iso3.length ? ["!", ours] : true,
      layout: { "text-field": ["get", "name"], "text-font": face, "text-size": 11.5, "text-max-width": 8 },
      paint: { "text-color": paper("ink2"), "text-halo-color": paper("neighbour"), "text-halo-width": 1.4 },
    }),
    base("towns", "towns", "symbol", {
      minzoom: 5,
      filter: ["<=", ["get", "rank"], ["step", ["zoom"], 3, 6, 6, 7, 8, 8, 10]],
      layout: { "text-field": ["get", "name"], "text-font": face, "text-size": 10.5, "text-padding": 6 },
      paint: { "text-color": paper("ink3"), "text-halo-color": paper("land"), "text-halo-width": 1.4 },
    }),
  ];
  if (told.tiles) {
    const of = (id, layer, type, more) => ({ id, type, source: "events", "source-layer": layer, ...more });
    const size = ["interpolate", ["linear"], ["sqrt", ["get", "n"]], 1, 3, 4, 6, 12, 12, 30, 20];
    layers.splice(-2, 0,
      of("counts", "counts", "circle", { paint: { "circle-radius": size, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": paper("ink2"), "circle-stroke-width": 1.1, "circle-stroke-opacity": 0.55 } }),
      of("counts-against", "counts", "symbol", { filter: [">", ["get", "against"], 0], layout: { "icon-image": "cross", "icon-size": 0.62, "icon-allow-overlap": true, "icon-ignore-placement": true }, paint: { "icon-opacity": 0.7 } }),
      of("events", "events", "symbol", {
        layout: { "icon-image": ["case", ["==", ["get", "kind"], "against_civilians"], "cross", "ring"], "icon-allow-overlap": true, "icon-ignore-placement": true },
        paint: { "icon-opacity": ["case", ["to-boolean", ["get", "faint"]], 0.38, 0.95] },
      }),
    );
  }
  const sources = {
    base: { type: "vector", url: "pmtiles://" + new URL(basemap, location.href).href, attribution: "" },
    silent: { type: "geojson", data: typeof told.silent === "string" ? absolute(told.silent) : told.silent || NOTHING },
  };
  if (told.tiles) sources.events = { type: "vector", tiles: [absolute(told.tiles)], minzoom: 2, maxzoom: told.most_zoom || 10 };
  return { version: 8, sources, layers };
}

/* ---- places above the map: signs, names, leader lines; nothing lies upon another */

class Over {
  constructor(box, map, told, words) {
    Object.assign(this, { box, map, told, words, chosen: null });
    this.over = make("div", "map-over");
    this.leads = document.createElementNS(SVG, "svg");
    this.leads.setAttribute("class", "leads");
    this.leads.setAttribute("aria-hidden", "true");
    this.over.append(this.leads);
    const alerts = (told.alerts || []).map((s) => ({ ...s, level: 0 }));
    const spots = (told.hotspots || []).map((s) => ({ ...s, known: true }));
    const blank = (told.unknown || []).map((s) => ({ ...s, level: 0 }));
    this.bases = (told.bases || []).map((b) => {
      const node = make("span", "mk-base");
      node.append(sign("base"));
      node.title = b.name || "";
      this.over.append(node);
      return { ...b, node };
    });
    // Drawn last is on top: the first rank ends above all, and stays first for the keyboard.
    this.spots = [...alerts, ...spots, ...blank].map((s) => this.spot(s));
    box.append(this.over);
    map.on("move", () => this.follow());
    map.on("moveend", () => this.settle());
    map.on("resize", () => this.settle());
    this.settle();
  }
  spot(s) {
    const kind = s.count ? "al many" : s.alert ? "al" : "l" + (s.level || 0);
    const node = make("button", "mk " + kind), tag = make("span", "mk-name " + kind);
    node.type = "button";
    node.append(this.sign(s));
    const range = s.low != null ? ` (${s.low}–${s.high})` : "";
    node.setAttribute("aria-label", s.known ? `${s.name}, ${this.words.risk} ${s.score}${range}, ${this.level(s)}` : `${s.name}, ${this.level(s)}`);
    node.setAttribute("aria-pressed", "false");
    tag.textContent = s.count ? "" : s.score != null ? `${s.name} ${s.score}` : s.name; // a group's sign says its number
    node.onclick = () => this.choose(s.id ?? s.name, true);
    this.over.append(node, tag);
    return { ...s, key: String(s.id ?? s.name), node, tag, wide: 0, dx: 0, dy: 0 };
  }
  sign(s) { return s.alert ? alertSign(s.alert, s.count) : sign(s.level); }
  level(s) { return s.alert ? s.word : this.words.levels[s.level || 0]; }
  at(s) { return this.map.project([s.lon, s.lat]); }
  settle() {
    const { clientWidth: w, clientHeight: h } = this.box;
    const taken = [[w - 54, 0, w, 96], [0, h - 40, 150, h]];
    const hit = (b) => taken.some((t) => b[0] < t[2] && t[0] < b[2] && b[1] < t[3] && t[1] < b[3]);
    const inside = (b) => b[0] >= 2 && b[1] >= 2 && b[2] <= w - 2 && b[3] <= h - 2;
    const around = (x, y, r) => [x - r, y - r, x + r, y + r];
    const finger = matchMedia("(pointer: coarse)").matches; // touched areas of 44 px lie beside each other
    for (const s of this.spots) {
      const p = this.at(s), r = finger ? 22 : s.level === 5 ? 13 : 12;
      s.shown = p.x > -20 && p.y > -20 && p.x < w + 20 && p.y < h + 20;
      s.dx = s.dy = 0;
      if (!s.shown) continue;
      let best = [0, 0];
      search: for (let d = 0; d < 90; d += d ? 5 : r + 3) {
        for (let k = 0; k < (d ? 16 : 1); k++) {
          const a = (k * Math.PI) / 8 - Math.PI / 4, x = d * Math.cos(a), y = d * Math.sin(a);
          const b = around(p.x + x, p.y + y, r);
          if (!hit(b) && (!d || inside(b))) { best = [x, y]; break search; }
        }
      }
      [s.dx, s.dy] = best;
      taken.push(around(p.x + s.dx, p.y + s.dy, r));
    }
    for (const b of this.bases) {
      const p = this.at(b);
      b.dx = b.dy = 0;
      for (const [x, y] of [[0, 0], [-20, -14], [20, -14], [-20, 14], [20, 14], [0, -24], [0, 24], [-30, 0], [30, 0]]) {
        if (!hit(around(p.x + x, p.y + y, 9))) { b.dx = x; b.dy = y; break; }
      }
      taken.push(around(p.x + b.dx, p.y + b.dy, 9));
    }
    for (const s of this.spots) {
      s.named = false;
      if (!s.shown) continue;
      s.wide ||= s.tag.getBoundingClientRect().width;
      const p = this.at(s), x = p.x + s.dx, y = p.y + s.dy, r = 17;
      const places = [[r, -8], [-r - s.wide, -8], [r - 2, -22], [-r + 2 - s.wide, -22], [r - 2, 6], [-r + 2 - s.wide, 6], [-s.wide / 2, -r - 16], [-s.wide / 2, r]];
      for (const [nx, ny] of places) {
        const b = [x + nx, y + ny, x + nx + s.wide, y + ny + 15];
        if (inside(b) && !hit(b)) { s.nx = nx; s.ny = ny; s.named = true; taken.push(b); break; }
      }
    }
    this.follow();
  }
  follow() {
    const lines = [];
    const put = (node, x, y) => { node.style.transform = `translate(${x.toFixed(1)}px,${y.toFixed(1)}px)`; };
    const lead = (p, s) => {
      if (!s.dx && !s.dy) return;
      const line = document.createElementNS(SVG, "line"), dot = document.createElementNS(SVG, "circle");
      for (const [k, v] of Object.entries({ x1: p.x, y1: p.y, x2: p.x + s.dx, y2: p.y + s.dy })) line.setAttribute(k, v.toFixed(1));
      dot.setAttribute("cx", p.x.toFixed(1)); dot.setAttribute("cy", p.y.toFixed(1)); dot.setAttribute("r", "2");
      lines.push(line, dot);
    };
    for (const s of this.spots) {
      const p = this.at(s);
      s.node.hidden = !s.shown;
      s.tag.classList.toggle("off", !s.shown || !s.named);
      if (!s.shown) continue;
      lead(p, s);
      put(s.node, p.x + s.dx - 12, p.y + s.dy - 12);
      if (s.named) put(s.tag, p.x + s.dx + s.nx, p.y + s.dy + s.ny);
    }
    for (const b of this.bases) {
      const p = this.at(b);
      if (b.dx || b.dy) lead(p, b);
      put(b.node, p.x + b.dx - 9, p.y + b.dy - 9);
    }
    this.leads.replaceChildren(...lines);
  }
  choose(key, told) {
    key = String(key);
    this.chosen = this.chosen === key && told ? null : key;
    for (const s of this.spots) s.node.setAttribute("aria-pressed", String(s.key === this.chosen));
    for (const row of document.querySelectorAll("tr[data-hotspot]")) {
      const on = row.dataset.hotspot === this.chosen;
      row.classList.toggle("is-selected", on);
      on ? row.setAttribute("aria-selected", "true") : row.removeAttribute("aria-selected");
      if (on && told) row.scrollIntoView({ block: "nearest" });
    }
    const s = this.spots.find((x) => x.key === this.chosen);
    this.card?.remove();
    if (!s) return;
    const card = (this.card = make("div", "map-card"));
    card.setAttribute("role", "status");
    const line = make("div", "map-card-head"), close = make("button", "", "×");
    const words = make("span");
    words.append(make("b", "", s.score != null ? `${s.name} ${s.score}` : s.name));
    if (s.low != null) words.append(` (${s.low}–${s.high}) `);
    words.append(` ${this.level(s)}`);
    line.append(this.sign(s), words);
    card.append(line);
    if (s.actor || s.note) card.append(make("div", "dim", [s.actor, s.note].filter(Boolean).join(" · ")));
    if (s.url) { const a = make("a", "", s.count ? this.words.board : s.alert ? this.words.alert : this.words.open); a.href = s.url; card.append(a); }
    close.type = "button";
    close.setAttribute("aria-label", this.words.close);
    close.onclick = () => { this.choose(this.chosen, true); s.node.focus(); };
    card.append(close);
    this.box.append(card);
    const p = this.at(s), { clientWidth: w, clientHeight: h } = this.box;
    if (p.x < 20 || p.y < 20 || p.x > w - 20 || p.y > h - 20) this.map.easeTo({ center: [s.lon, s.lat], animate: !still() });
  }
}

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/* ---- the map itself */

function wordsOf(box) {
  const d = box.dataset;
  return {
    risk: d.wordRisk || "risk", open: d.wordOpen || "Open place", alert: d.wordAlert || "Open the alert", board: d.wordBoard || "Open the alert board", close: d.wordClose || "Close",
    nearer: d.wordNearer || "Nearer", further: d.wordFurther || "Further away", all: d.wordAll || "Whole area",
    levels: (d.wordLevels || "not assessed|very low|low|medium|high|very high").split("|"),
    load: d.wordLoad || "Load the live map", two: d.wordTwo || "Use two fingers to move the map",
    keys: d.wordKeys || "Use ctrl and the wheel to come nearer", title: d.wordTitle || "Map",
  };
}

function scale(box, map) {
  const node = make("div", "map-scale"), words = make("span"), bar = make("i"), far = make("span");
  node.setAttribute("aria-hidden", "true");
  words.append(make("span", "", "0"), far);
  node.append(words, bar);
  box.append(node);
  const draw = () => {
    const y = box.clientHeight - 20, a = map.unproject([20, y]), b = map.unproject([120, y]);
    const per = a.distanceTo(b) / 100, steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
    const km = steps.filter((s) => (s * 1000) / per <= Math.min(160, box.clientWidth * 0.3)).pop() || 1;
    words.style.width = bar.style.width = `${Math.max(30, Math.round((km * 1000) / per))}px`;
    far.textContent = `${km} km`;
  };
  map.on("move", draw);
  draw();
}

function start(box) {
  const told = JSON.parse(document.getElementById(box.dataset.map)?.textContent || "{}");
  const words = wordsOf(box), own = make("div", "map-live"), tool = box.closest("[data-draws]");
  const shapes = [...(told.alerts || []), ...(told.hotspots || []), ...(told.unknown || []), ...(told.bases || [])];
  let bounds = told.bounds;
  if (!bounds && shapes.length) {
    const xs = shapes.map((s) => s.lon), ys = shapes.map((s) => s.lat);
    bounds = [Math.min(...xs) - 0.5, Math.min(...ys) - 0.5, Math.max(...xs) + 0.5, Math.max(...ys) + 0.5];
  }
  bounds ||= [-18, -35, 52, 37];
  box.append(own);
  box.classList.add("is-live"); // gives the box its height, so that the first view fits
  let map;
  const undo = () => { box.classList.remove("is-live"); own.remove(); map?.remove(); if (tool) tool.hidden = true; };
  try {
    map = new Live({
      container: own, style: style(told, box.dataset.basemap), bounds, fitBoundsOptions: { padding: 24 },
      attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, maxPitch: 0,
      maxZoom: 12, minZoom: 1, renderWorldCopies: false, doubleClickZoom: !tool, fadeDuration: 0, validateStyle: false,
      cooperativeGestures: matchMedia("(pointer: coarse)").matches,
      locale: { "Map.Title": words.title, "CooperativeGesturesHandler.MobileHelpText": words.two, "CooperativeGesturesHandler.WindowsHelpText": words.keys, "CooperativeGesturesHandler.MacHelpText": words.keys },
    });
  } catch (error) { console.info("map:", error); undo(); return; } // no drawing engine: the server's drawing stays
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  const images = () => {
    for (const [name, image] of [["hatch", hatch()], ["cross", event("cross")], ["ring", event("ring")]]) {
      if (map.hasImage(name)) map.removeImage(name);
      map.addImage(name, image, { pixelRatio: 2 });
    }
  };
  map.on("style.load", images);
  map.on("webglcontextlost", undo);
  const again = () => map.setStyle(style(told, box.dataset.basemap), { diff: false });
  addEventListener("theme", again);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);

  const over = new Over(box, map, told, words);
  const tools = make("div", "map-tools");
  for (const [text, label, act] of [["+", words.nearer, () => map.zoomIn({ animate: !still() })], ["−", words.further, () => map.zoomOut({ animate: !still() })], ["⤢", words.all, () => map.fitBounds(bounds, { padding: 24, animate: !still() })]]) {
    const button = make("button", "btn", text);
    button.type = "button";
    button.setAttribute("aria-label", label);
    button.title = label;
    button.onclick = act;
    tools.append(button);
  }
  box.append(tools, make("div", "map-credit", box.dataset.credit || "Natural Earth"));
  scale(box, map);
  // The rows of the table beside: pointing at one or going to it marks its sign.
  for (const row of document.querySelectorAll("tr[data-hotspot]")) {
    row.addEventListener("click", (e) => { if (!e.target.closest("a, button, input, label")) over.choose(row.dataset.hotspot); });
    row.addEventListener("focusin", () => over.choose(row.dataset.hotspot));
  }
  const first = document.querySelector("tr[data-hotspot].is-selected");
  if (first) over.choose(first.dataset.hotspot);
  map.on("idle", () => { if (map.isSourceLoaded("base")) box.setAttribute("data-ready", ""); });
  map.on("error", () => map.triggerRepaint()); // a base map that fails after the last drawing brings no other idle
  box.map = map;
  if (tool) draw(tool, box, map);
  player(box, map, told);
}

/* ---- the weeks played: the period's end goes on week by week, and the map's events with it */

const WEEK = 1000, PATIENCE = 8; // a slow connection is waited for that many weeks' time
function player(box, map, told) {
  const button = document.querySelector(`[data-play="${box.dataset.map}"]`);
  if (!button || !told.tiles) return;
  const bar = button.closest("[data-weeks]"), form = bar.querySelector("form"), face = button.querySelector("span");
  const [left, right] = bar.querySelectorAll("input[type=range]"), asof = bar.querySelector("[data-asof]"), own = bar.querySelector("[data-told]");
  const today = (document.body.dataset.now || "9999-12-31").slice(0, 10), plain = face.textContent;
  const day = new Intl.DateTimeFormat((document.documentElement.lang || "en").replace(/^en$/, "en-GB") + "-u-nu-latn", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const written = (iso) => day.format(new Date(iso + "T00:00:00Z"));
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let timer = null, waits = 0;
  const dress = () => {
    face.textContent = timer ? button.dataset.wordStop : calm.matches ? button.dataset.wordStep : plain;
    button.classList.toggle("running", Boolean(timer));
  };
  const stop = () => { clearInterval(timer); timer = null; asof.setAttribute("aria-live", "polite"); dress(); };
  const draw = () => {
    map.getSource("events")?.setTiles([absolute(told.tiles)]);
    if (typeof told.silent === "string") map.getSource("silent")?.setData(absolute(told.silent));
  };
  const show = () => {
    const since = form.elements.since.value, end = form.elements.until.value, until = end < today ? end : today;
    const dated = (url) => url.replace(/(since|until)=[\d-]+/g, (_, name) => `${name}=${name === "since" ? since : until}`);
    told.tiles = dated(told.tiles);
    if (typeof told.silent === "string") told.silent = dated(told.silent);
    if (map.getSource("events")) draw();
    else map.once("style.load", draw); // pressed before the map is there
    waits = PATIENCE;
    asof.textContent = asof.dataset.asof.replace("{since}", written(since)).replace("{until}", written(until));
    asof.hidden = false;
    if (own) own.hidden = true; // it counts another period
  };
  const step = () => {
    right.value = +right.value < +right.max ? +right.value + 1 : +left.value + 1;
    right.dispatchEvent(new Event("input"));
    show();
    if (+right.value >= +right.max) stop();
  };
  map.on("idle", () => { waits = 0; });
  button.addEventListener("click", () => {
    if (timer) return stop();
    if (!calm.matches) { timer = setInterval(() => { if (waits-- <= 0) step(); }, WEEK); asof.setAttribute("aria-live", "off"); dress(); }
    step();
  });
  button.addEventListener("keydown", (e) => { if (e.key === "Escape") stop(); });
  for (const input of [left, right]) input.addEventListener("input", (e) => { if (e.isTrusted) stop(); });
  form.addEventListener("submit", stop);
  document.addEventListener("visibilitychange", () => { if (document.hidden) stop(); });
  calm.addEventListener("change", stop);
  dress();
  button.hidden = right.max < 2;
}

const boxes = [...document.querySelectorAll("[data-map]")];
if (boxes.length) {
  setWorkerUrl(boxes[0].dataset.worker ? absolute(boxes[0].dataset.worker) : new URL("map-worker.js", import.meta.url).href);
  const protocol = new Protocol();
  addProtocol("pmtiles", protocol.tile);
}
function begin(box) {
  const slow = navigator.connection && (navigator.connection.saveData || navigator.connection.downlink < 0.25);
  if (!slow || !box.querySelector(".plain svg") && !box.closest("[data-draws]")) return start(box);
  const ask = make("button", "btn map-ask", wordsOf(box).load);
  ask.type = "button";
  ask.onclick = () => { ask.remove(); start(box); };
  box.append(ask);
}
for (const box of boxes) {
  const tool = box.closest("[data-draws]");
  if (!tool) { begin(box); continue; }
  tool.hidden = false; // a map to draw on begins when it is seen: many forms are sent without
  new IntersectionObserver(([seen], look) => { if (seen.isIntersecting) { look.disconnect(); begin(box); } }).observe(box);
}
