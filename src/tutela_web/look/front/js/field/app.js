/* The one page: a PIN, a button for danger, blank forms, and what waits and why. */
import * as outbox from "./outbox.js";
import * as media from "./media.js";
import * as store from "./store.js";
import { hideOwn, showOwn } from "./own.js";
import { find } from "./places.js";
import { Trouble, askWipe, pauseAfter, send } from "./sync.js";
import { markTold } from "./told.js";

const HIDDEN_FOR = 120_000, TICK = 15_000, MEDIA = ["photo", "voice"];
const all = (css, within = document) => [...within.querySelectorAll(css)];
const one = (css, within = document) => within.querySelector(css);

let session = null, busy = false, failures = 0, nextTry = 0, hiddenAt = 0, leaving = null;
let editing = null; // { id } of an open entry, or { corrects } of a sealed one
const lately = []; // what was received since the PIN was given: kind and time alone, in memory alone
let trouble = null, last = null;
let taken = [], recording = null, working = null; // photos and voice notes of the open form, in memory alone

const word = (name) => one(`[data-word="${name}"]`)?.textContent ?? "";
/* Hours are the mission's, whatever zone the telephone is set to, and say so. */
const zone = () => session?.numbers?.zone || undefined;
const clock = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone(), timeZoneName: "short" }).format(new Date(at));
const zoneName = () => new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: zone(), timeZoneName: "short" }).formatToParts(new Date()).find((part) => part.type === "timeZoneName").value;
const localNow = () => new Intl.DateTimeFormat("sv-SE", { timeZone: zone(), dateStyle: "short", timeStyle: "short" }).format(new Date()).replace(" ", "T");
const titleOf = (kind) => (kind === "call" ? word("call") : MEDIA.includes(kind) ? word(kind) : one(`form[data-kind="${kind}"]`)?.dataset.title ?? word("empty"));

function show(name) {
  for (const screen of all("[data-screen]")) screen.hidden = screen.dataset.screen !== name;
  one(`[data-screen="${name}"] :is(h1, [autofocus])`)?.focus();
  scrollTo(0, 0);
}
function say(words, tone = "") {
  const line = one("[data-status]");
  line.textContent = words;
  line.dataset.tone = tone;
}

export async function run() {
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle || !globalThis.indexedDB) return show("unsafe");
  navigator.serviceWorker?.register(one("[data-field-app]").dataset.worker).catch(() => {});
  await outbox.sealOpen(null, true); // the app was left: nothing stays readable
  await outbox.expire();
  wire();
  await begin();
  await wipeWhereTold();
  setInterval(tick, TICK);
}

/* --- who holds it */
async function begin() {
  session = null;
  lately.length = 0;
  hideOwn();
  const rows = await store.people();
  if (!rows.length) return show("nobody");
  const choose = one("[data-people]"), held = rows.some((row) => row.id === last) && last;
  choose.replaceChildren(...rows.map((row, n) => {
    const label = document.createElement("label"), pick = document.createElement("input");
    Object.assign(pick, { type: "radio", name: "person", value: row.id, checked: held ? row.id === held : n === rows.length - 1 });
    label.className = "pick-one";
    label.append(pick, `${word("person")} ${row.order}`);
    return label;
  }));
  choose.closest("fieldset").hidden = rows.length < 2;
  setKeyboard(rows);
  show("lock");
}
/* Who chose a passphrase is given a keyboard with letters. */
function setKeyboard(rows) {
  const chosen = rows.find((row) => row.id === one("[name=person]:checked")?.value);
  one("[data-lock-form]").elements.pin.inputMode = chosen?.words ? "text" : "numeric";
}
async function unlockWith(pin) {
  const id = one("[name=person]:checked")?.value;
  say(word("opening"));
  const told = await outbox.unlock(id, pin);
  if (!told.session) {
    say(told.left ? word("wrong").replace("{n}", told.left) : word("erased"), "danger");
    if (!told.left) await begin();
    return;
  }
  session = told.session;
  last = id;
  say("");
  const row = await store.person(session.id);
  if (row.expired) {
    say(word("expired").replace("{n}", row.expired).replace("{h}", row.expiry), "danger");
    await store.change(session.id, (r) => { r.expired = 0; });
  }
  await home();
  sync();
}
async function lock() {
  const form = shown(), id = session?.id;
  if (form && session && (hasWords(form) || taken.length || recording)) {
    await settleMedia();
    await outbox.save(session, fillNeeded(form, read(form)), { id: editing?.id, media: taken }).catch(() => {});
  }
  clearForms();
  session = null;
  showUnsent([]); // a locked telephone tells nobody of it
  if (id) await outbox.sealOpen(id, true);
  await begin();
}
async function wipeWhereTold() {
  const wiped = await askWipe().catch(() => []);
  if (!wiped.length) return;
  if (session && wiped.includes(session.id)) { session = null; showUnsent([]); clearForms(); say(word("wiped"), "danger"); }
  if (!session) await begin();
}

/* --- the first screen, and what waits on it */
async function home() {
  if (!session) return;
  editing = null;
  putOwn();
  await showQueue();
  show("home");
}
/* The mission's own forms, where they changed; never under the hand of who fills one in. */
let put = null;
function putOwn() {
  if (put === session.forms && document.querySelector("[data-own]")) return;
  put = session.forms;
  for (const part of showOwn(put ?? [], openForm)) wireForm(one("form", part));
}
const row = (title, under, buttons = [], tone = "", alarm = "") => {
  const line = document.createElement("li"), head = document.createElement("b"), small = document.createElement("small");
  head.textContent = title;
  small.textContent = under;
  const acts = document.createElement("span");
  acts.className = "with";
  acts.append(...buttons);
  if (alarm) line.append(Object.assign(document.createElement("strong"), { textContent: alarm }));
  line.append(head, small, acts);
  if (tone) line.dataset.tone = tone;
  return line;
};
function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn small";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}
function whyWaits(entry) {
  if (entry.state === "open") return word("waits_open").replace("{t}", clock(entry.made + outbox.EDITABLE));
  if (entry.refused) return `${word("waits_refused")} ${entry.refused}`;
  if (!navigator.onLine) return word("waits_network");
  if (busy) return word("waits_now");
  return word(trouble ? `waits_${trouble.why}` : "waits_turn");
}
/* A number that is called by a touch; where none is on file, that it is so. */
const digitsOf = (number) => number.replace(/[^+\d]/g, "");
function callLink({ name, number }) {
  const link = document.createElement("a");
  Object.assign(link, { className: "btn danger wide", href: `tel:${digitsOf(number)}`, textContent: `${word("call_to")} ${name} ` });
  link.append(Object.assign(document.createElement("bdi"), { dir: "ltr", textContent: number }));
  return link;
}
const callDuty = () => {
  const duty = session?.numbers?.duty ?? [];
  return duty.length ? duty.map(callLink) : [Object.assign(document.createElement("p"), { textContent: word("no_duty") })];
};
/* Who cares: never a duty officer. Whom a message of that kind is for, and who stands in for them. */
const advisersOf = (marked) => (session?.numbers?.advisers ?? []).filter((one) => one.serves === marked);
/* In the list nothing tells whom it is about: numbers alone, of every adviser. */
const callAdvisers = () => {
  const numbers = new Set((session?.numbers?.advisers ?? []).map(({ number }) => number));
  return numbers.size ? [...numbers].map((number) => callLink({ name: "", number })) : [Object.assign(document.createElement("p"), { textContent: word("no_duty") })];
};
/* Red as long as one danger has no receipt, whatever else was sealed, with whom to call. */
function showUnsent(rows) {
  const banner = one("[data-unsent]"), unsent = !!session && rows.some(({ head }) => outbox.isDanger(head));
  if (unsent && banner.hidden) banner.replaceChildren(Object.assign(document.createElement("strong"), { textContent: word("danger_waits") }), ...callDuty());
  banner.hidden = !unsent;
}
/* Where the mission allows it: the telephone's own composer, with two words and nothing else. */
function textLink() {
  const [first] = session?.numbers?.duty ?? [];
  if (!session?.numbers?.texts || !first) return [];
  const link = Object.assign(document.createElement("a"), { className: "btn wide", href: `sms:${digitsOf(first.number)}?body=${encodeURIComponent(word("call_me"))}`, textContent: word("text_call_me") });
  return [link, Object.assign(document.createElement("small"), { textContent: word("text_stays") })];
}
/* Who has it: by a receipt alone, and a function that somebody holds. */
function receivedWords(head, receipt) {
  if (receipt.outcome === "not_kept") return `${word("not_kept")} ${clock(receipt.received_at)}`;
  const by = outbox.isDanger(head) ? "joc" : head.kind === "call" ? "adviser" : "", told = `${word("received")} ${clock(receipt.received_at)}`;
  if (!by || !receipt.by) return told;
  return receipt.by.includes(by) ? `${told} ${word(`received_by_${by}`)}` : `${told}. ${word("received_by_nobody")}`;
}
async function showQueue() {
  if (!session) return;
  const rows = await outbox.queue(session), list = one("[data-queue]");
  showUnsent(rows);
  const titled = (head) => (head.kind === "call" || MEDIA.includes(head.kind) || !head.number ? titleOf(head.kind) : `${titleOf(head.kind)} ${head.number}`);
  const about = (id, head) => ({ corrects: id, at: head.at, number: head.number });
  list.replaceChildren(
    ...rows.map(({ entry, head }) => {
      const acts = entry.of ? [button(word("remove"), () => removeMedia(entry.id))] : entry.state === "open"
        ? [button(word("edit"), () => edit(entry)), button(word("send"), async () => { await outbox.sealEntry(entry.id); await showQueue(); sync(true); })]
        : head.kind === "call" ? [] : [button(word("correct"), () => openForm(head.kind, about(entry.id, head)))];
      if (outbox.isDanger(head)) acts.unshift(...callDuty());
      if (head.kind === "call") acts.unshift(...callAdvisers());
      if (outbox.isDanger(head)) acts.push(...textLink());
      const corrects = head.corrects ? `${word("correction")}${head.of ? ` ${head.of}` : ""} · ` : "";
      const unsent = outbox.isDanger(head) ? word("danger_waits") : "";
      return row(titled(head), `${corrects}${clock(head.at ?? entry.made)} · ${whyWaits(entry)}`, acts, entry.refused || unsent ? "danger" : "", unsent);
    }),
    ...lately.map(({ head, receipt }) => row(titled(head), receivedWords(head, receipt),
      [...MEDIA, "call"].includes(head.kind) ? [] : [button(word("correct"), () => openForm(head.kind, about(receipt.id, head)))], "ok")),
  );
  one("[data-none]").hidden = rows.length + lately.length > 0;
  one("[data-count]").textContent = rows.length ? `(${rows.length})` : "";
}

async function removeMedia(id) {
  await store.dropEntry(id); // by its holder's own hand
  await showQueue();
}

/* --- sending */
async function sync(soon = false) {
  if (busy || !session || (!soon && Date.now() < nextTry)) return;
  busy = true;
  const mine = session;
  await showQueue();
  try {
    await send(mine, (head, receipt) => {
      if (session === mine) lately.unshift({ head, receipt });
      if (outbox.isDanger(head) || one("[data-status]").textContent === word("saved_sealed")) say(receivedWords(head, receipt), "ok");
      if ((receipt.steps?.length && !outbox.isDanger(head) && head.kind !== "call") || receipt.outcome === "misconduct") showSteps(receipt);
      if (receipt.asks && session === mine) showCare(receipt.asks, receipt.id);
    });
    trouble = null;
    failures = 0;
    nextTry = 0;
  } catch (fault) {
    trouble = fault instanceof Trouble ? fault : new Trouble("busy");
    if (trouble.why === "refused") trouble = null;
    failures += 1;
    nextTry = Date.now() + pauseAfter(failures);
  } finally {
    busy = false;
    if (session && !one("[data-screen=home]").hidden) putOwn();
    await showQueue().catch(() => {});
  }
}
async function tick() {
  await outbox.sealOpen(null, false);
  await outbox.expire();
  if (hiddenAt && Date.now() - hiddenAt > HIDDEN_FOR && session) await lock();
  if (navigator.onLine) {
    if (Date.now() >= nextTry) await wipeWhereTold();
    const waits = session && (await store.entriesOf(session.id)).some((e) => e.state === "sealed" && !e.refused);
    if (waits) sync();
  }
  if (session && !one("[data-screen=home]").hidden) await showQueue();
}

/* --- a form */
const shown = () => all("form[data-kind]").find((f) => !f.closest("[data-screen]").hidden);
function clearForms() {
  recording?.throwAway();
  taken = [];
  recording = working = null;
  for (const part of all("[data-media-part]", document.querySelector("main"))) part.remove();
  for (const form of all("form[data-kind]")) {
    form.reset();
    form.dataset.point = "";
    form.dataset.place = "";
    for (const list of all("[data-places]", form)) list.replaceChildren();
    for (const more of all("details", form)) more.open = false;
    for (const said of all("[data-point-said]", form)) said.textContent = "";
    for (const asked of all("[data-words-ask]", form)) asked.hidden = true;
  }
  for (const field of all("input[type=password]")) field.value = "";
}
/* The taskings a patrol report may end; nothing of it stands there where there is none. */
function offerTaskings(form) {
  const part = one("[data-taskings]", form), choose = part && one("select", part);
  if (!part) return;
  const [none] = choose.options, given = session?.taskings ?? [];
  choose.replaceChildren(none, ...given.map(({ id, name }) => Object.assign(document.createElement("option"), { value: id, textContent: name })));
  part.hidden = !given.length;
}
function openForm(kind, about = {}) {
  clearForms();
  editing = about;
  const form = one(`form[data-kind="${kind}"]`);
  if (!form) return home(); // it was withdrawn meanwhile
  offerTaskings(form);
  one("[data-correcting]", form).hidden = !about.corrects;
  for (const named of all("[data-zone]", form)) named.textContent = zoneName();
  putMedia(form, about.id);
  say("");
  show(kind);
}
async function edit(entry) {
  const report = await outbox.readable(session, entry);
  if (!report) return showQueue();
  openForm(report.form || report.kind, { id: entry.id, corrects: report.corrects, captured: report.captured_at });
  const form = shown();
  if (!form) return;
  for (const [name, value] of Object.entries(report.answers)) {
    for (const field of all(`[name="${name}"]`, form)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = [value].flat().includes(field.value);
      else field.value = value;
    }
  }
  form.elements.place_said.value = report.place_said;
  if (form.elements._tasking) form.elements._tasking.value = report.tasking || "";
  form.dataset.place = report.place || "";
  form.dataset.point = report.point ? JSON.stringify(report.point) : "";
}
function read(form) {
  const answers = {};
  for (const field of all("[data-question]", form)) {
    const { name, value, type, checked } = field;
    if (type === "checkbox") { if (checked) (answers[name] ??= []).push(value); }
    else if (type === "radio") { if (checked && value) answers[name] = value; }
    else if (value.trim()) answers[name] = value.trim();
  }
  if (editing?.corrects && editing.at) {
    const first = one("textarea[data-question]", form)?.name;
    if (first) answers[first] = `${word("correction_of").replace("{t}", [editing.number, clock(editing.at)].filter(Boolean).join(", "))} ${answers[first] ?? ""}`.trim();
  }
  if (form.dataset.kind === "danger" && !answers.what) answers.what = form.dataset.title;
  return {
    kind: form.dataset.base ?? form.dataset.kind, form: form.dataset.base ? form.dataset.kind : "", captured_at: editing?.captured ?? new Date().toISOString(),
    answers,
    place: form.dataset.place || null, place_said: form.elements.place_said.value.trim(),
    point: form.dataset.point ? JSON.parse(form.dataset.point) : null,
    ...(form.elements._tasking ? { tasking: form.elements._tasking.value || null } : {}),
    marked: "", misconduct: "", language: document.documentElement.lang, corrects: editing?.corrects ?? null,
    corrects_number: editing?.number ?? null,
  };
}
const hasWords = (form) => all("textarea, input:not([type=radio], [type=checkbox])", form).some((f) => f.value.trim());
/* What is left half written goes as it is: what a form cannot do without is marked as not said. */
function fillNeeded(form, report) {
  for (const field of all("[data-question][data-needed], [data-needed] [data-question]", form)) {
    if (field.name in report.answers) continue;
    if (field.type === "radio") { if (field.value === "other") report.answers[field.name] = "other"; }
    else report.answers[field.name] = field.type === "datetime-local" ? report.captured_at.slice(0, 10) : "…";
  }
  return report;
}
/* The form stops: nothing that was written stays, and nothing is sent but a danger, by its place
   alone. What to do and whom to call stand there at once; a message to the adviser is asked for. */
async function stop(form, marked) {
  if (!session) return;
  const bare = { ...read(form), form: "", answers: { agreed: "no" }, marked, tasking: null }, danger = bare.kind === "danger";
  try {
    if (danger) await outbox.save(session, bare, { id: editing?.id, now: true });
    else if (editing?.id) await outbox.drop(session, editing.id);
  } catch { say(word("unsaved"), "danger"); return; }
  clearForms();
  editing = null;
  say("");
  showSteps({ steps: all(`[data-mark-steps="${marked}"] li`).map((l) => l.textContent) });
  showCare(marked);
  await showQueue();
  if (danger) sync(true);
}
/* Care, and whether the person agrees: of what was not kept, or of what came before anybody asked. */
function showCare(marked, corrects = "") {
  const part = one("[data-care]"), given = (session.numbers?.care ?? []).filter((c) => [marked, "both"].includes(c.serves));
  one("[data-care-list]").replaceChildren(...given.map((c) => row(c.name, [c.hours, c.cleared].filter(Boolean).join(" · "), [callLink(c)])));
  one("[data-care-none]").hidden = given.length > 0;
  const advisers = advisersOf(marked);
  one("[data-care-advisers]").replaceChildren(...advisers.map((adviser, at) => row(adviser.name, word(at ? "alternate" : "adviser"), [callLink(adviser)])));
  one("[data-care-no-adviser]").hidden = advisers.length > 0;
  const form = one("[data-ask-adviser]");
  form.reset();
  form.dataset.marked = marked;
  form.dataset.corrects = corrects;
  for (const said of all("[data-care-kept]", form)) said.hidden = (said.dataset.careKept === "yes") !== !!corrects;
  for (const ask of all("[data-agreed]", form)) ask.hidden = ask.dataset.agreed !== marked;
  one("datalist", form).replaceChildren(...(session.places ?? []).map(({ name }) => Object.assign(document.createElement("option"), { value: name })));
  part.hidden = false;
}
async function askAdviser(form) {
  if (!session) return;
  const said = new FormData(form), place_said = said.get("place_said").trim();
  const { marked, corrects } = form.dataset, agreed = said.get("agreed");
  if (agreed !== "yes" && !(corrects && agreed === "no")) return say(word("not_agreed"));
  const answers = { agreed };
  for (const name of ["call_back", "care_now"]) if (said.get(name)) answers[name] = said.get(name);
  const place = (session.places ?? []).find((p) => p.name === place_said);
  try {
    await outbox.save(session, {
      kind: "report", form: "", captured_at: new Date().toISOString(), answers, place: place?.id ?? null, place_said,
      point: null, marked, misconduct: "", language: document.documentElement.lang, corrects: corrects || null,
    }, { now: true });
  } catch { return say(word("unsaved"), "danger"); }
  form.reset();
  say(word("saved_sealed"));
  await home();
  sync(true);
}

/* Words that may tell of what is not asked here: asked about before anything is sealed. A danger waits
   for no question. */
function asksFirst(form, again) {
  const part = one("[data-words-ask]", form);
  const marked = markTold(all("textarea[data-question]", form).map((field) => field.value).join("\n"));
  part.hidden = !marked;
  if (!marked) return false;
  one("[data-words-stop]", part).onclick = () => { part.hidden = true; stop(form, marked); };
  one("[data-words-on]", part).onclick = () => { part.hidden = true; again(); };
  part.focus();
  return true;
}
async function keep(form, { now = false, sure = false } = {}) {
  if (!session || !form.reportValidity()) return;
  if (all("fieldset[data-needed]", form).some((set) => !one(":checked", set))) return say(word("needed"), "danger");
  const danger = (form.dataset.base ?? form.dataset.kind) === "danger";
  if (!danger && !sure && asksFirst(form, () => keep(form, { now, sure: true }))) return;
  now ||= danger;
  await settleMedia();
  try {
    await outbox.save(session, read(form), { id: editing?.id, now, media: taken });
  } catch (fault) { // the words stay on the screen
    say(word(fault?.name === "QuotaExceededError" ? "full" : fault?.message === "sealed" ? "too_late" : "unsaved"), "danger");
    return;
  }
  clearForms();
  say(danger ? "" : word(now ? "saved_sealed" : "saved_open"), danger ? "" : "ok"); // of a danger the banner tells
  await home();
  if (now) sync(true);
}
function showSteps({ steps = [], number = "", outcome = "" }) {
  const list = one("[data-steps]");
  const words = outcome === "misconduct" ? all("[data-misconduct] li").map((l) => l.textContent) : steps;
  list.replaceChildren(...words.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
  one("[data-receipt-number]").textContent = number;
  one("[data-care]").hidden = true;
  show("steps");
}

/* --- settings: the same whether a second PIN was chosen or not */
async function chooseSecond(form) {
  const pin = form.elements.second.value;
  form.reset();
  if (!session) return;
  const { words } = await store.person(session.id);
  if (!outbox.longEnough(pin) || outbox.ofWords(pin) !== !!words) return say(word(words ? "second_words" : "second_short"), "danger");
  if (outbox.guessable(pin)) return say(word("second_guessable"), "danger");
  say(word("opening"));
  const chosen = await outbox.setSecond(session, pin);
  say(word(chosen ? "second_saved" : "second_same"), chosen ? "ok" : "danger");
  if (chosen) await home();
}

/* --- photos and voice notes: no control where the mission did not switch them on */
async function settleMedia() {
  recording?.end();
  await working?.catch(() => {});
}
async function putMedia(form, id) {
  const allowed = session?.media ?? [], photo = allowed.includes("photo"), voice = allowed.includes("voice") && media.records();
  if ((!photo && !voice) || form.dataset.kind === "danger") return; // who is in danger takes no pictures
  const part = one("template[data-media]").content.firstElementChild.cloneNode(true);
  one(".actions", form).before(part);
  const before = id ? await outbox.mediaOf(session, id) : 0, field = one("[data-media-photo]", part), mic = one("[data-media-voice]", part);
  field.closest(".field").hidden = !photo;
  mic.hidden = !voice;
  const tell = (name, seconds = "") => { one("[data-media-said]", part).textContent = name && word(name).replace("{n}", seconds); };
  const list = () => {
    one("[data-media-list]", part).replaceChildren(...taken.map((thing) => row(titleOf(thing.kind), `${Math.ceil(thing.bytes.length / 1000)} kB`,
      [button(word("remove"), () => { taken = taken.filter((other) => other !== thing); list(); })])));
    field.disabled = before + taken.length >= media.MOST || !!recording;
    mic.disabled = before + taken.length >= media.MOST && !recording;
  };
  const take = async (making, wrong) => {
    working = making;
    try {
      const thing = await making;
      if (working !== making) return; // the form was left meanwhile
      if (thing) taken.push(thing);
      tell(thing ? "media_added" : "");
    } catch { tell(wrong); }
    if (working === making) working = null;
    list();
  };
  field.addEventListener("change", () => {
    const [file] = field.files;
    field.value = "";
    if (!file) return;
    tell("media_working");
    take(media.shrink(file), "media_no_photo");
  });
  mic.addEventListener("click", async () => {
    if (recording) return recording.end();
    try {
      const begun = await media.record((seconds) => tell("media_recording", seconds));
      if (!part.isConnected) return begun.throwAway();
      recording = begun;
      tell("media_recording", 0);
      mic.textContent = word("media_stop");
      list();
      await take(begun.ended.finally(() => { if (recording === begun) recording = null; mic.textContent = word("media_record"); }), "media_no_sound");
    } catch { tell("media_no_sound"); }
  });
  list();
}

function wireForm(form) {
  form.addEventListener("submit", (e) => { e.preventDefault(); keep(form, { now: e.submitter?.dataset.now !== undefined }); });
  for (const b of all("[data-marked]", form)) b.addEventListener("click", () => stop(form, b.dataset.marked));
  one("[data-personnel]", form)?.addEventListener("click", () => { clearForms(); showSteps({ outcome: "misconduct" }); });
  for (const now of all("[data-set-now]", form)) now.addEventListener("click", (e) => {
    one(`[name="${e.target.dataset.setNow}"]`, form).value = localNow();
  });
  const where = form.elements.place_said, list = one("[data-places]", form);
  where.addEventListener("input", () => {
    form.dataset.place = "";
    list.replaceChildren(...find(session?.places ?? [], where.value).map((place) => {
      const made = button(place.name, () => { where.value = place.name; form.dataset.place = place.id; list.replaceChildren(); });
      return Object.assign(document.createElement("li"), {}).appendChild(made).parentNode;
    }));
  });
  one("[data-point-ask]", form).addEventListener("click", () => {
    const said = one("[data-point-said]", form);
    said.textContent = word("gps_asking");
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      form.dataset.point = JSON.stringify({ latitude: +coords.latitude.toFixed(5), longitude: +coords.longitude.toFixed(5) });
      said.textContent = word("gps_done");
    }, () => { said.textContent = word("gps_none"); }, { timeout: 20_000, maximumAge: 60_000 });
  });
}
function wire() {
  one("[data-lock-form]").addEventListener("submit", (e) => {
    e.preventDefault();
    const field = e.target.elements.pin, pin = field.value;
    field.value = "";
    unlockWith(pin);
  });
  for (const b of all("[data-open]")) b.addEventListener("click", () => openForm(b.dataset.open));
  document.addEventListener("click", (e) => { if (e.target.closest?.("[data-home]")) { clearForms(); say(""); home(); } });
  for (const b of all("[data-lock]")) b.addEventListener("click", lock);
  one("[data-people]").addEventListener("change", async () => setKeyboard(await store.people()));
  one("[data-settings]").addEventListener("click", () => { say(""); one("[data-second-form]").reset(); show("settings"); });
  one("[data-second-form]").addEventListener("submit", (e) => { e.preventDefault(); chooseSecond(e.target); });
  one("[data-save-file]").addEventListener("click", async () => {
    const { count, file } = await outbox.bundle(session);
    if (!count) return say(word("none"));
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: "notes.bin" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    say(word("file_saved").replace("{n}", count), "ok");
    await showQueue();
  });
  one("[data-ask-adviser]").addEventListener("submit", (e) => { e.preventDefault(); askAdviser(e.target); });
  for (const form of all("form[data-kind]")) wireForm(form);
  addEventListener("online", () => { nextTry = 0; trouble = null; sync(); });
  addEventListener("offline", () => showQueue());
  document.addEventListener("visibilitychange", () => {
    clearTimeout(leaving);
    hiddenAt = document.hidden ? Date.now() : 0;
    if (document.hidden) leaving = setTimeout(() => { if (document.hidden && session) lock(); }, HIDDEN_FOR);
  });
  addEventListener("pagehide", () => { outbox.sealOpen(null, true); });
}
