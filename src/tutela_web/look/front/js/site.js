/* What every page does beyond being HTML. Nothing here is needed to read or to send a form. */
import htmx from "htmx.org/dist/htmx.esm.js";
import { desk } from "./desk.js";

Object.assign(htmx.config, {
  includeIndicatorStyles: false, // the style sheet has them; inline styles are forbidden
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  historyCacheSize: 0, // pages may be confidential: none is kept in the browser
  refreshOnHistoryMiss: true,
});
window.htmx = htmx;

const $$ = (css, from = document) => [...from.querySelectorAll(css)];
const body = document.body;
const word = (name) => body.dataset["word" + name] || "";

/* One clock: the mission's, which may stand elsewhere than the device's. */
const shift = body.dataset.now ? Date.parse(body.dataset.now) - Date.now() : 0;
const now = () => Date.now() + shift;

const two = (n) => String(n).padStart(2, "0");
export function span(seconds) {
  const s = Math.floor(seconds);
  if (s >= 86400) {
    const said = body.dataset.wordsSpan || "{d} d {h} h";
    return said.replace("{d}", Math.floor(s / 86400)).replace("{h}", Math.floor((s % 86400) / 3600));
  }
  if (s >= 3600) return `${Math.floor(s / 3600)}:${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`;
  return `${two(Math.floor(s / 60))}:${two(s % 60)}`;
}
export function age(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  const [unit, n] = s < 60 ? ["S", s] : s < 3600 ? ["Min", s / 60] : s < 172800 ? ["H", s / 3600] : ["D", s / 86400];
  return (body.dataset["words" + unit] || "{n}").replace("{n}", Math.floor(n));
}
const put = (node, text) => { if (node && node.textContent !== text) node.textContent = text; };
function announce(text) { put(document.getElementById("announce"), text); }

/* What a page asks by itself is no sign of a person: it says so, and keeps no session alive. */
const ITSELF = { "Asks-Itself": "1" };
document.addEventListener("htmx:configRequest", (e) => {
  if (!e.detail.triggeringEvent?.isTrusted) Object.assign(e.detail.headers, ITSELF);
});

function tick() {
  const t = now();
  for (const clock of $$("[data-clock]")) {
    const m = /([+-])(\d\d):(\d\d)$/.exec(clock.dataset.clock);
    const off = m ? (m[1] === "-" ? -1 : 1) * (m[2] * 60 + +m[3]) * 60000 : 0;
    put(clock.querySelector("[data-utc]"), new Date(t).toISOString().slice(11, 16));
    put(clock.querySelector("[data-local]"), new Date(t + off).toISOString().slice(11, 16));
  }
  for (const time of $$("time[data-age]")) put(time, age((t - Date.parse(time.dateTime)) / 1000));
  for (const chip of $$("[data-due]")) {
    const due = Date.parse(chip.dataset.due), left = (due - t) / 1000;
    const since = chip.dataset.since && Date.parse(chip.dataset.since);
    const state = left < 0 ? "overdue" : since && t - since > (due - since) / 2 ? "soon" : "running";
    const time = chip.querySelector(".time");
    put(time.querySelector("bdi"), span(Math.abs(left)));
    if (!chip.classList.contains(state)) {
      const worse = state !== "running" && chip.dataset.seen;
      chip.classList.remove("running", "soon", "overdue");
      chip.classList.add(state);
      put(time.querySelector("span"), word(state === "overdue" ? "Overdue" : "Left"));
      if (worse) announce(`${chip.dataset.what}: ${word(state === "overdue" ? "Overdue" : "Soon")}`);
    }
    chip.dataset.seen = 1;
  }
}

/* Live: the server says "changed", the page asks again through the policy. A page that has heard
   nothing for long says so: by a stream that beats, or, where there is none, by its own asking. */
function live() {
  const part = document.querySelector("[data-live-part]");
  const dots = $$("[data-live-dot]"), notes = $$("[data-stale-note]");
  let url = body.dataset.live, source = null, tries = 0, lost = false, begun = false, state = "", unseen = 0;
  let heard = Date.now(), over = false;
  if (!(url && window.EventSource)) url = "";
  if (!url && !part) return;
  const again = url && `/m/${new URL(url, location).pathname.split("/")[2]}/alerts/live/`;
  const beat = () => { heard = Date.now(); lost = false; begun = true; show(); };
  const changed = (about) => htmx.trigger(body, "changed", { about });
  function show() {
    if (over) return;
    const quiet = (Date.now() - heard) / 1000;
    if (!begun && navigator.onLine && quiet < 8) return;
    const late = url ? lost && quiet > 5 || quiet > 45 : quiet > 70;
    const now = !navigator.onLine ? "offline" : late ? "stale" : url ? "live" : "asks";
    for (const dot of dots) {
      dot.hidden = false;
      dot.dataset.state = now;
      put(dot.querySelector("[data-live-word]"), dot.dataset[now]);
      put(dot.querySelector("[data-live-age]"), late || now === "offline" ? age(quiet) : "");
    }
    for (const note of notes) note.hidden = now === "live" || now === "asks";
    if (now === state) return;
    if (state) announce(dots[0]?.dataset[now] || "");
    state = now;
  }
  function listen() {
    source = new EventSource(url);
    source.onopen = () => { if (begun) changed(); tries = 0; beat(); };
    source.addEventListener("beat", beat);
    source.addEventListener("changed", (e) => { beat(); changed(e.data); });
    source.onerror = () => { stop(); lost = true; wait(); };
  }
  function stop() { source?.close(); source = null; }
  function wait() { setTimeout(renew, Math.min(15000, 500 * 2 ** tries++) * (1 + Math.random()) / 2); }
  async function renew() {
    if (over || source || document.hidden && unseen === null) return;
    const answer = await fetch(again, { headers: { Accept: "application/json", ...ITSELF } }).catch(() => null);
    if (answer?.status === 401) return part && leave();
    const fresh = answer?.ok && !answer.redirected && (await answer.json()).url;
    if (!fresh) return wait();
    url = fresh;
    listen();
  }
  /* A page nobody looks at listens for a minute more, and asks again when it is looked at. */
  document.addEventListener("visibilitychange", () => {
    clearTimeout(unseen);
    if (document.hidden) unseen = setTimeout(() => { unseen = null; stop(); }, 60000);
    else if (unseen === null && url) { unseen = 0; renew(); }
  });
  /* Signed out: what stood here goes, whoever sits before it now. */
  function leave() {
    if (over) return;
    over = true;
    stop();
    const words = document.querySelector("template[data-signed-out]").content.cloneNode(true);
    document.title = "Tutela";
    delete body.dataset.live;
    body.replaceChildren(words);
    document.querySelector("main a").focus();
  }
  if (part) {
    const note = document.querySelector("[data-idle-note]"), idle = part.dataset.idle * 1000;
    let touched = Date.now();
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => { touched = Date.now(); }, true);
    /* Nothing heard and nobody there for as long: the server would say the same. */
    setInterval(() => { if (Date.now() - Math.max(heard, touched) > idle) leave(); }, 2000);
    document.addEventListener("htmx:afterRequest", (e) => {
      if (e.target !== part) return;
      const asked = e.detail.xhr;
      if (asked.status === 401) return leave();
      if (!e.detail.successful) return;
      if (!url) beat();
      const soon = asked.getResponseHeader("Idle-Left") < 600;
      if (soon && note.hidden) announce(note.querySelector(".words").textContent);
      note.hidden = !soon;
    });
  }
  if (url) listen();
  else beat();
  for (const name of ["online", "offline"]) addEventListener(name, show);
  setInterval(show, 2000);
}

/* A new alert is said aloud, its level and its number, never a place. Harm that is near interrupts. */
function news() {
  const board = document.getElementById("board");
  const rows = () => $$("[data-number]", board);
  const highest = (of) => Math.max(...of.map((row) => +row.dataset.number));
  let known = highest(rows());
  document.addEventListener("htmx:afterSwap", (e) => {
    if (e.target !== board) return;
    const fresh = rows().filter((row) => row.dataset.number > known);
    if (!fresh.length) return;
    known = highest(fresh);
    for (const region of $$("[data-says]")) {
      const said = fresh.filter((row) => region.dataset.says.split(" ").includes(row.dataset.level));
      if (said.length) put(region, region.dataset.words.replace("{alerts}", said.map((row) => row.dataset.spoken).join("; ")));
    }
  });
}

/* A row of several alerts that was opened stays open when the board takes in what changed. */
function floods() {
  const open = new Set();
  document.addEventListener("toggle", (e) => {
    if (e.target.matches?.("details.flood") && e.target.isConnected) open[e.target.open ? "add" : "delete"](e.target.id);
  }, true);
  document.addEventListener("htmx:load", () => {
    for (const one of $$("details.flood")) if (open.has(one.id)) one.open = true;
  });
}

/* Menus close on Escape, on a click elsewhere and when another opens; arrows walk in them. */
document.addEventListener("click", (e) => {
  for (const menu of $$("details.menu[open]")) if (!menu.contains(e.target)) menu.open = false;
  const on = (css) => e.target.closest(css);
  let hit;
  if ((hit = on("[data-dismiss]"))) hit.closest(".note").remove();
  if ((hit = on("[data-opens]"))) { e.preventDefault(); document.getElementById(hit.dataset.opens)?.showModal(); }
  if ((hit = on("[data-copy]"))) {
    navigator.clipboard?.writeText(hit.dataset.copy).then(() => announce(word("Copied")));
  }
  if ((hit = on("[data-theme-set]"))) {
    const choice = hit.dataset.themeSet, root = document.documentElement;
    choice ? (root.dataset.theme = choice) : delete root.dataset.theme;
    document.cookie = `theme=${choice}; path=/; samesite=lax; max-age=${choice ? 31536000 : 0}`;
    dispatchEvent(new Event("theme"));
  }
  if ((hit = on("[data-print]"))) print();
  if ((hit = on("[data-close]")) && !hit.hasAttribute("hx-get")) {
    const drawer = hit.closest("[data-drawer]");
    if (drawer && !e.ctrlKey && !e.metaKey) { e.preventDefault(); drawer.remove(); }
  }
});
document.addEventListener("toggle", (e) => {
  if (!e.target.matches?.("details.menu") || !e.target.open) return;
  for (const other of $$("details.menu[open]")) if (other !== e.target && !other.contains(e.target)) other.open = false;
  const sheet = e.target.querySelector(".sheet"), box = sheet.getBoundingClientRect();
  e.target.classList.toggle("ends", e.target.classList.contains("ends") || box.right > innerWidth || (document.dir === "rtl" && box.left >= 0 && box.right > innerWidth));
}, true);
document.addEventListener("keydown", (e) => {
  const typing = e.target.matches("input:not([type=radio],[type=checkbox]), textarea, select");
  const menu = e.target.closest("details.menu[open]");
  if (e.key === "Escape" && menu) { menu.open = false; menu.querySelector("summary").focus(); return; }
  if (menu && (e.key === "ArrowDown" || e.key === "ArrowUp") && !e.target.matches("input[type=radio]")) {
    const stops = $$("summary, a, button:not([hidden]), input", menu);
    stops[(stops.indexOf(e.target) + (e.key === "ArrowDown" ? 1 : stops.length - 1)) % stops.length].focus();
    e.preventDefault();
    return;
  }
  if (typing || e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) { search.focus(); e.preventDefault(); }
  }
  if (e.key === "?") document.querySelector("a[data-help]")?.click();
});

/* Forms: filters send themselves; "not known" empties and locks its answer. */
document.addEventListener("change", (e) => {
  const form = e.target.closest("form[data-auto]");
  if (form) form.requestSubmit();
  if (e.target.dataset.unknown) lock(e.target);
});
function lock(box) {
  const field = document.getElementById(box.dataset.unknown);
  if (!field) return;
  if (box.checked) { field.dataset.was = field.value; field.value = ""; }
  else if (field.dataset.was) field.value = field.dataset.was;
  field.disabled = box.checked;
}

/* A browser shows a date as its own language has it; beside it stands the day in the page's. */
function dated(input) {
  if (!input.nextElementSibling?.matches(".date-said")) {
    input.insertAdjacentElement("afterend", Object.assign(document.createElement("span"), { className: "hint date-said" }));
  }
  const lang = document.documentElement.lang, [day, hour] = input.value.split("T");
  const at = new Date(`${day}T00:00:00Z`);
  const said = isNaN(at) ? "" : at.toLocaleDateString(lang === "ar" ? "ar-u-nu-latn" : lang === "en" ? "en-GB" : lang, { timeZone: "UTC", weekday: "short", day: "numeric", month: "long", year: "numeric" });
  put(input.nextElementSibling, [said, hour].filter(Boolean).join(" "));
}
const DATES = ":is(.field, .cell) :is(input[type=date], input[type=datetime-local])";
document.addEventListener("input", (e) => { if (e.target.matches?.(DATES)) dated(e.target); });

/* What belongs to one answer is shown only while that answer is chosen: data-only="name=value". */
function only(form) {
  for (const part of $$("[data-only]", form)) {
    const [name, value] = part.dataset.only.split("=");
    part.hidden = form.elements[name].value !== value;
  }
}
document.addEventListener("change", (e) => { if (e.target.form) only(e.target.form); });
addEventListener("pageshow", () => { $$("form").forEach(only); $$(DATES).forEach(dated); }); // going back restores answers late

/* The weeks: two handles over the bars move the two dates. */
function weeks(box) {
  const range = box.querySelector(".range"), days = range.dataset.days.split(",");
  const [left, right] = $$("input[type=range]", range), form = box.querySelector("form");
  const groups = $$(".bars > g", range);
  range.querySelector(".sliders").hidden = days.length < 2;
  const plus6 = (iso) => new Date(Date.parse(iso + "T00:00:00Z") + 6 * 864e5).toISOString().slice(0, 10);
  function moved(e) {
    if (+left.value > +right.value - 1) e.target === left ? (left.value = right.value - 1) : (right.value = +left.value + 1);
    form.elements.since.value = days[+left.value];
    form.elements.until.value = plus6(days[+right.value - 1]);
    left.setAttribute("aria-valuetext", form.elements.since.value);
    right.setAttribute("aria-valuetext", form.elements.until.value);
    const sel = range.querySelector("rect.sel"), step = 560 / days.length;
    if (sel) { sel.setAttribute("x", left.value * step); sel.setAttribute("width", (right.value - left.value) * step); }
  }
  for (const input of [left, right]) {
    input.addEventListener("input", moved);
    input.addEventListener("change", () => form.requestSubmit());
  }
}

function begin(root) {
  for (const b of $$("[data-theme-set]", root)) b.hidden = false;
  for (const box of $$("[data-weeks]", root)) if (!box.dataset.ready) { box.dataset.ready = 1; weeks(box); }
  for (const box of $$("input[data-unknown]:checked", root)) lock(box);
  for (const form of $$("form", root)) only(form);
  $$(DATES, root).forEach(dated);
  root.querySelector?.("[data-focus]")?.focus();
  for (const form of $$("form[data-fold]", root)) if (!form.querySelector(".fold")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn fold", textContent: form.dataset.fold });
    button.setAttribute("aria-expanded", "false");
    button.onclick = () => button.setAttribute("aria-expanded", form.classList.toggle("open"));
    form.classList.add("folds");
    const after = [...form.children].filter((c) => c.classList.contains("set")).pop();
    after ? after.after(button) : form.prepend(button);
  }
  tick();
}
begin(document);
live();
$$("[data-desk]").forEach((box) => desk(box, put));
if (document.querySelector("[data-says]")) { news(); floods(); }
setInterval(tick, 1000);
document.addEventListener("htmx:afterSwap", (e) => begin(e.target));
