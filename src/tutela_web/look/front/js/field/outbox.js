/* The outbox of one person: open while it may be edited, sealed for the server from then on. Nothing
   leaves it before a receipt but by the rule of expiry, a wipe, or the person's own hand. */
import * as seal from "./seal.js";
import * as store from "./store.js";

export const EDITABLE = 30 * 60_000; // so long a report may be edited, then it is sealed
export const WRONG = 10; // so many wrong PINs, then a person's part of the telephone is erased
export const FEWEST_DIGITS = 6;
const HOUR = 3_600_000, MOST_IN_FILE = 19_000_000;

const SECRETS = "secrets", DURESS = "duress", PLACES = "places", FORMS = "forms", TASKINGS = "taskings", NUMBERS = "numbers";
export const longEnough = (pin) => /^\d+$/.test(pin) && pin.length >= FEWEST_DIGITS;
/* What somebody tries first: few digits, a row of them, a part said again, a year. */
export function guessable(pin) {
  const digits = [...pin].map(Number), steps = digits.slice(1).map((digit, n) => (digit - digits[n] + 10) % 10);
  return new Set(digits).size < 3 || (new Set(steps).size === 1 && [1, 9].includes(steps[0]))
    || /^(\d+)\1+$/.test(pin) || /^(19|20)\d\d|(19|20)\d\d$/.test(pin);
}

/* --- people */
export async function enrol(given, pin, duress, signer) {
  const salt = seal.random(16), key = await seal.keyOfPin(pin, salt);
  const under = duress ? await seal.keyOfPin(duress, salt) : await seal.keyOfPin(seal.hex(seal.random(16)), salt, 1);
  const secrets = { token: given.token, signer };
  return store.add({
    id: seal.newId(), salt, rounds: seal.ROUNDS, wrong: 0, sequence: 0, expired: 0,
    handset: given.handset, contact: given.contact, mission: given.mission, key: given.key,
    expiry: given.expiry_hours, stamp: given.places.stamp, media: given.media ?? [],
    [SECRETS]: await seal.shut(key, secrets, SECRETS),
    [DURESS]: await seal.shut(under, {}, DURESS), // stands there whether one was chosen or not
    [PLACES]: await seal.shut(key, given.places.places, PLACES),
    formStamp: given.forms?.stamp ?? "", [FORMS]: await seal.shut(key, given.forms?.forms ?? [], FORMS),
    taskingStamp: given.taskings?.stamp ?? "", [TASKINGS]: await seal.shut(key, given.taskings?.taskings ?? [], TASKINGS),
    numberStamp: given.numbers?.stamp ?? "", [NUMBERS]: await seal.shut(key, given.numbers?.numbers ?? {}, NUMBERS),
  });
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
  if (await seal.open(key, row[DURESS], DURESS)) {
    const bare = {
      ...row, wrong: 0, sequence: 0, expired: 0, handset: seal.newId(), contact: "", stamp: "", formStamp: "", taskingStamp: "", numberStamp: "",
      [SECRETS]: await seal.shut(key, {}, SECRETS),
      [DURESS]: seal.random(row[DURESS].length),
      [PLACES]: await seal.shut(key, [], PLACES),
      [FORMS]: await seal.shut(key, [], FORMS),
      [TASKINGS]: await seal.shut(key, [], TASKINGS),
      [NUMBERS]: await seal.shut(key, {}, NUMBERS),
    };
    await store.wipe(id, bare);
    return { session: { id, key, secrets: {}, media: row.media ?? [], places: [], forms: [], taskings: [], numbers: {} } };
  }
  if (row.wrong >= WRONG) await store.wipe(id);
  return { left: Math.max(0, WRONG - row.wrong) };
}

/* --- entries */
/* Of a message to an adviser the head says that somebody is to be called, never of what. */
const headOf = (report) => ({ kind: report.marked && report.kind !== "danger" ? "call" : report.form || report.kind, at: report.captured_at, corrects: report.corrects || null, danger: report.kind === "danger" });
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
export const setPlaces = async (session, told) => {
  const sealed = await seal.shut(session.key, told.places, PLACES);
  await store.change(session.id, (r) => { r[PLACES] = sealed; r.stamp = told.stamp; });
  session.places = told.places;
};
export const setForms = async (session, told) => {
  const sealed = await seal.shut(session.key, told.forms, FORMS);
  await store.change(session.id, (r) => { r[FORMS] = sealed; r.formStamp = told.stamp; });
  session.forms = told.forms;
};
export const setNumbers = async (session, told) => {
  const sealed = await seal.shut(session.key, told.numbers, NUMBERS);
  await store.change(session.id, (r) => { r[NUMBERS] = sealed; r.numberStamp = told.stamp; });
  session.numbers = told.numbers;
};
export const setTaskings = async (session, told) => {
  const sealed = await seal.shut(session.key, told.taskings, TASKINGS);
  await store.change(session.id, (r) => { r[TASKINGS] = sealed; r.taskingStamp = told.stamp; });
  session.taskings = told.taskings;
};
