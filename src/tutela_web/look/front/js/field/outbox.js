/* The outbox of one person: open while it may be edited, sealed for the server from then on. Nothing
   leaves it before a receipt but by the rule of expiry, a wipe, or the person's own hand. */
import * as seal from "./seal.js";
import * as store from "./store.js";

export const EDITABLE = 30 * 60_000; // so long a report may be edited, then it is sealed
export const WRONG = 10; // so many wrong PINs, then a person's part of the telephone is erased
export const FEWEST_DIGITS = 6, FEWEST_WORDS = 3, FEWEST_LETTERS = 12;
const HOUR = 3_600_000, MOST_IN_FILE = 19_000_000;

const SECRETS = "secrets", SECOND = "second", PLACES = "places", FORMS = "forms", TASKINGS = "taskings", NUMBERS = "numbers";
/* What a second PIN shows as well: sealed for it too, under names that say nothing of it. */
const COPIED = { [PLACES]: "places_2", [FORMS]: "forms_2", [NUMBERS]: "numbers_2" };

export const ofWords = (typed) => !isDigits(seal.asTyped(typed));
const isDigits = (pin) => /^\d+$/.test(pin), wordsOf = (pin) => pin.split(" ");
/* Six digits, or a passphrase of three words. */
export function longEnough(typed) {
  const pin = seal.asTyped(typed);
  return isDigits(pin) ? pin.length >= FEWEST_DIGITS : wordsOf(pin).length >= FEWEST_WORDS && pin.length >= FEWEST_LETTERS;
}
/* What somebody tries first: few digits, a row of them, a part said again, a year; words said again. */
export function guessable(typed) {
  const pin = seal.asTyped(typed);
  if (!isDigits(pin)) return new Set(wordsOf(pin)).size < FEWEST_WORDS || new Set(pin).size < 6;
  const digits = [...pin].map(Number), steps = digits.slice(1).map((digit, n) => (digit - digits[n] + 10) % 10);
  return new Set(digits).size < 3 || (new Set(steps).size === 1 && [1, 9].includes(steps[0]))
    || /^(\d+)\1+$/.test(pin) || /^(19|20)\d\d|(19|20)\d\d$/.test(pin);
}

/* --- people */
export async function enrol(given, pin, signer) {
  const salt = seal.random(16), key = await seal.keyOfPin(pin, salt);
  const secrets = { token: given.token, signer, second: given.second };
  const held = { [PLACES]: given.places.places, [FORMS]: given.forms?.forms ?? [], [NUMBERS]: given.numbers?.numbers ?? {} };
  const nobodys = await seal.keyOfPin(seal.hex(seal.random(16)), salt, 1); // until a second PIN is chosen
  return store.add({
    id: seal.newId(), salt, rounds: seal.ROUNDS, wrong: 0, sequence: 0, expired: 0, words: ofWords(pin),
    handset: given.handset, contact: given.contact, mission: given.mission, key: given.key,
    expiry: given.expiry_hours, stamp: given.places.stamp, media: given.media ?? [],
    [SECRETS]: await seal.shut(key, secrets, SECRETS),
    [PLACES]: await seal.shut(key, held[PLACES], PLACES),
    formStamp: given.forms?.stamp ?? "", [FORMS]: await seal.shut(key, held[FORMS], FORMS),
    taskingStamp: given.taskings?.stamp ?? "", [TASKINGS]: await seal.shut(key, given.taskings?.taskings ?? [], TASKINGS),
    numberStamp: given.numbers?.stamp ?? "", [NUMBERS]: await seal.shut(key, held[NUMBERS], NUMBERS),
    ...(await secondPart(nobodys, secrets, held)),
  });
}
/* What opens by the second PIN: a token of its own, and copies of what a telephone in daily use shows.
   It stands there, of the same sizes, whether a second PIN was chosen or not. */
async function secondPart(under, { second, signer }, held) {
  const pair = await seal.newPair();
  const part = { [SECOND]: await seal.shut(under, { private: pair.closed, token: second, signer }, SECOND), second_key: pair.open };
  for (const [name, copy] of Object.entries(COPIED)) part[copy] = await seal.shutTo(pair.open, held[name], name);
  return part;
}
/* Choose a second PIN, or another one. Gives whether it may be: it opens nothing else here. */
export async function setSecond(session, pin) {
  const row = await store.person(session.id);
  const under = await seal.keyOfPin(pin, row.salt, row.rounds);
  if (await seal.open(under, row[SECRETS], SECRETS)) return false;
  const part = await secondPart(under, session.secrets, { [PLACES]: session.places, [FORMS]: session.forms, [NUMBERS]: session.numbers });
  await store.change(session.id, (r) => { Object.assign(r, part); });
  return true;
}

/* Open one person's part by a PIN. Gives the session; or how many tries are left, 0 once erased. */
export async function unlock(id, pin) {
  const row = await store.change(id, (r) => { r.wrong += 1; }); // counted before it is tried
  if (!row) return { left: 0 };
  const key = await seal.keyOfPin(pin, row.salt, row.rounds);
  const secrets = await seal.open(key, row[SECRETS], SECRETS);
  if (secrets) {
    await store.change(id, (r) => { r.wrong = 0; });
    const held = async (name) => (row[name] && (await seal.open(key, row[name], name))) || [];
    return { session: { id, key, secrets, media: row.media ?? [], places: await held(PLACES), forms: await held(FORMS), taskings: await held(TASKINGS), numbers: await held(NUMBERS) } };
  }
  const second = await seal.open(key, row[SECOND], SECOND);
  if (second) return { session: await becomeSecond(row, key, second) };
  if (row.wrong >= WRONG) await store.wipe(id);
  return { left: Math.max(0, WRONG - row.wrong) };
}
/* The part becomes what the second PIN shows, and all that was written is erased. The row keeps its
   ids, names, kinds and sizes: a telephone in daily use from which everything was sent. */
async function becomeSecond(row, key, { private: closed, token, signer }) {
  const held = { [TASKINGS]: [] };
  for (const [name, copy] of Object.entries(COPIED)) held[name] = (await seal.openBy(closed, row.second_key, row[copy], name)) ?? [];
  const secrets = { token, signer, second: likeToken(token) };
  const now = { ...row, wrong: 0, taskingStamp: "", [SECRETS]: await seal.shut(key, secrets, SECRETS), [SECOND]: seal.random(row[SECOND].length) };
  for (const name of [PLACES, FORMS, TASKINGS, NUMBERS]) now[name] = await seal.shut(key, held[name], name);
  await store.wipe(row.id, now);
  return { id: row.id, key, secrets, media: row.media ?? [], places: held[PLACES], forms: held[FORMS], taskings: [], numbers: held[NUMBERS] };
}
/* Letters of the same number and kind: nobody's token. */
const likeToken = (token) => token.slice(0, 7) + seal.to64(seal.random(token.length)).replaceAll("+", "-").replaceAll("/", "_").slice(0, token.length - 7);

/* --- entries */
/* Of a message to an adviser the head says that somebody is to be called, never of what. */
const headOf = (report) => ({
  kind: report.marked && report.kind !== "danger" ? "call" : report.form || report.kind, at: report.captured_at,
  number: report.sequence, corrects: report.corrects || null, of: report.corrects_number || null, danger: report.kind === "danger",
});
export const isDanger = (head) => head.danger ?? head.kind === "danger";

/* Save a report: new, or edited while it is open. A danger, and whatever is sent now, is sealed at once:
   no key on the telephone opens it any more. Its photos and voice notes are sealed at once, always, and
   saved with it or not at all: none with what concerns a child, sexual violence or misconduct, and those
   saved before it was said to are erased. */
export async function save(session, report, { id = seal.newId(), now = false, media = [] } = {}) {
  const row = await store.person(session.id);
  const before = (await store.entriesOf(session.id)).find((e) => e.id === id);
  if (before && before.state !== "open") throw new Error("sealed");
  const sequence = before?.sequence ?? (await store.change(session.id, (r) => { r.sequence += 1; })).sequence;
  const whole = { ...report, sequence };
  const address = { mission: row.mission, handset: row.handset, envelope: id };
  const entry = {
    id, person: session.id, sequence, made: before?.made ?? Date.now(), tries: before?.tries ?? 0,
    state: now ? "sealed" : "open", refused: null,
    sealed: await seal.sealFor(row.key, address, whole),
    head: await seal.shut(session.key, headOf(whole), id),
    readable: now ? null : await seal.shut(session.key, whole, id),
  };
  const entries = [entry];
  const bare = report.marked || report.misconduct;
  for (const one of bare ? [] : media) entries.push(await sealMedia(session, row, entry, one));
  await store.putEntries(entries);
  if (bare) await store.changeEntries(session.id, (e) => (e.of === id ? null : undefined));
  return entry;
}
async function sealMedia(session, row, report, { kind, bytes, at, sha256 }) {
  const id = seal.newId(), { sequence } = await store.change(session.id, (r) => { r.sequence += 1; });
  const head = { kind, of: report.id, sequence, captured_at: at, sha256, size: bytes.length };
  return {
    id, of: report.id, person: session.id, sequence, made: report.made, tries: 0, state: report.state, refused: null, readable: null,
    sealed: await seal.sealFor(row.key, { mission: row.mission, handset: row.handset, envelope: id }, head, bytes),
    head: await seal.shut(session.key, { kind, at }, id),
  };
}
/* Erase an open report with its photos and voice notes: it turned out to be none for this form. */
export async function drop(session, id) {
  await store.changeEntries(session.id, (e) => ((e.id === id || e.of === id) && e.state === "open" ? null : undefined));
}
export const mediaOf = async (session, id) => (await store.entriesOf(session.id)).filter((e) => e.of === id).length;
export const readable = (session, entry) => entry.readable && seal.open(session.key, entry.readable, entry.id);

const shutNow = (entry) => ({ ...entry, state: "sealed", readable: null });
export const sealEntry = (id) => store.changeEntries(null, (e) => ((e.id === id || e.of === id) && e.state === "open" ? shutNow(e) : undefined));
/* Seal what is open: all of it on leaving, else what is older than half an hour. */
export const sealOpen = (person, all) => store.changeEntries(person, (e) => (e.state === "open" && (all || Math.abs(Date.now() - e.made) >= EDITABLE) ? shutNow(e) : undefined));

/* Erase what waited longer than the mission's rule; who wrote it is told how many they were. Time
   counts as the telephone is seen to pass it, a day at most at once: a clock set wrong erases nothing. */
export async function expire(now = Date.now()) {
  for (const { id, ticked, expiry } of await store.people()) {
    const passed = Math.min(Math.max(now - (ticked ?? now), 0), 24 * HOUR);
    if (ticked && passed < 10 * 60_000 && now >= ticked) continue;
    let gone = 0;
    await store.changeEntries(id, (e) => {
      const waited = (e.waited || 0) + passed;
      if (waited < expiry * HOUR) return { ...e, waited };
      gone += 1;
      return null;
    });
    await store.change(id, (r) => { r.ticked = now; r.expired += gone; });
  }
}

/* The queue as its holder sees it, without a word of what was written: danger first, then in order, and
   photos and voice notes after all reports. */
export async function queue(session) {
  const rows = [];
  for (const entry of await store.entriesOf(session.id)) rows.push({ entry, head: (await seal.open(session.key, entry.head, entry.id)) || {} });
  return rows.sort((a, b) => isDanger(b.head) - isDanger(a.head) || !!a.entry.of - !!b.entry.of || a.entry.sequence - b.entry.sequence);
}

/* The queue as a file: sealed, signed, and erased nowhere by being saved. Reports come first; photos and
   voice notes while the server takes a file so large, the others wait on the telephone. */
export async function bundle(session) {
  const row = await store.person(session.id);
  await sealOpen(session.id, true);
  const waiting = (await store.entriesOf(session.id)).sort((a, b) => !!a.of - !!b.of || a.sequence - b.sequence);
  let room = MOST_IN_FILE;
  const entries = [];
  for (const e of waiting) {
    const sealed = seal.to64(e.sealed);
    room -= sealed.length;
    if (!e.of || room > 0) entries.push([e.id, sealed]);
  }
  const body = seal.bytesOf(JSON.stringify({ mission: row.mission, handset: row.handset, entries }));
  const signed = seal.to64(await seal.sign(session.secrets.signer, body));
  return { count: entries.length, file: new Blob([signed, "\n", body], { type: "application/octet-stream" }) };
}
/* Put what the server sent anew, under the PIN, and a copy under the second one. */
async function put(session, name, value, stamp) {
  const sealed = await seal.shut(session.key, value, name), copy = COPIED[name], { second_key } = await store.person(session.id);
  const copied = copy && second_key ? await seal.shutTo(second_key, value, name) : null;
  await store.change(session.id, (r) => { r[name] = sealed; Object.assign(r, stamp); if (copied) r[copy] = copied; });
  session[name] = value;
}
export const setPlaces = (session, told) => put(session, PLACES, told.places, { stamp: told.stamp });
export const setForms = (session, told) => put(session, FORMS, told.forms, { formStamp: told.stamp });
export const setNumbers = (session, told) => put(session, NUMBERS, told.numbers, { numberStamp: told.stamp });
export const setTaskings = (session, told) => put(session, TASKINGS, told.taskings, { taskingStamp: told.stamp });
