/* Sending: in pieces, danger first, else in order; gone from the telephone by a receipt alone. */
import * as outbox from "./outbox.js";
import * as store from "./store.js";

const PIECE = 4096, OF_MEDIA = 8192, WAIT = 30_000;
const APART = ["closed", "misconduct", "apart"]; // no report there: nothing stands beside it
const FIRST_PAUSE = 4_000, LONGEST_PAUSE = 300_000;

export class Trouble extends Error {
  /* why: network, busy, ended, post, refused */
  constructor(why, words = "") { super(why); this.why = why; this.words = words; }
}

async function ask(path, { method = "POST", token, body, headers = {} } = {}) {
  let answer;
  try {
    answer = await fetch(`/notes/${path}`, {
      method, body, cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer",
      headers: { ...headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      signal: AbortSignal.timeout(WAIT),
    });
  } catch { throw new Trouble("network"); }
  const told = await answer.json().catch(() => null);
  if (answer.ok && told) return told;
  const words = told?.error ? [told.error.what, told.error.next].filter(Boolean).join(". ") : "";
  if (answer.status === 401) throw new Trouble("ended", words);
  if (answer.status === 403) throw new Trouble("post", words);
  if (answer.status === 422 || answer.status === 413) throw new Trouble("refused", words);
  throw new Trouble(answer.ok ? "network" : "busy"); // half an answer is none
}
const asJson = (value) => ({ body: JSON.stringify(value), headers: { "Content-Type": "application/json" } });

/* Ask for every person on the telephone, locked or not, whether their part is to be wiped. */
export async function askWipe() {
  let wiped = [];
  for (const row of await store.people()) {
    if (!row.contact) continue;
    const who = { handset: row.handset, contact: row.contact };
    if (!(await ask("contact/", asJson(who))).wipe) continue;
    await store.wipe(row.id);
    wiped.push(row.id);
    await ask("contact/", asJson({ ...who, wiped: true })).catch(() => {});
  }
  return wiped;
}

/* A contact, then what is sealed, one after another. `told` hears of each step. */
export async function send(session, told) {
  const token = session.secrets.token;
  if (!token) throw new Trouble("network");
  const row = await store.person(session.id);
  if (!row) return;
  const rows = await outbox.queue(session);
  const state = await ask("sync/", { token, ...asJson({
    clock: new Date().toISOString(), waiting: rows.length, ids: rows.slice(0, 500).map((r) => r.entry.id),
  }) });
  for (const receipt of state.receipts) await received(session, rows, receipt, told);
  session.media = state.media ?? [];
  await store.change(session.id, (r) => { r.key = state.key; r.expiry = state.expiry_hours; r.media = session.media; });
  let first = null;
  for (const { entry } of rows) {
    if (entry.state !== "sealed" || entry.refused || entry.gone) continue;
    if (entry.of && rows.some((r) => r.entry.id === entry.of && !r.entry.gone)) continue; // after its report alone
    try {
      if (await sendEntry(session, rows, entry, token, told) === "later") return send(session, told);
    } catch (trouble) {
      if (!(trouble instanceof Trouble) || trouble.why !== "refused") throw trouble;
      entry.refused = trouble.words || "?"; // it holds up no other
      await store.updateEntry(entry);
      first ??= trouble;
    }
  }
  if (state.places !== row.stamp) await outbox.setPlaces(session, await ask("places/", { method: "GET", token }));
  if (state.forms !== undefined && state.forms !== (row.formStamp ?? "")) await outbox.setForms(session, await ask("forms/", { method: "GET", token }));
  const ended = session.taskings.length && rows.some(({ entry }) => entry.gone); // one of these may be over
  if (ended || (state.taskings !== undefined && state.taskings !== (row.taskingStamp ?? ""))) await outbox.setTaskings(session, await ask("taskings/", { method: "GET", token }));
  if (state.numbers !== undefined && state.numbers !== (row.numberStamp ?? "")) await outbox.setNumbers(session, await ask("numbers/", { method: "GET", token }));
  if (first) throw first;
}

async function sendEntry(session, rows, entry, token, told) {
  const path = `pieces/${entry.id}/`;
  let here = 0;
  if (entry.tries) { // some of it may be there already, or all of it
    const state = await ask(path, { method: "GET", token });
    if (state.receipt) return received(session, rows, state.receipt, told);
    here = state.here;
  }
  entry.tries += 1;
  if (!(await store.updateEntry(entry))) return; // its holder removed it meanwhile
  const piece = entry.of ? OF_MEDIA : PIECE;
  for (let turns = 0; turns < 1000; turns++) {
    if (entry.of && (await reportWaits(session))) return "later"; // a picture holds up no report
    const state = await ask(path, { token, body: entry.sealed.slice(here, here + piece), headers: {
      "Content-Type": "application/octet-stream", "Piece-Begins": `${here}`,
      "Piece-Whole": `${entry.sealed.length}`, "Piece-Clock": new Date().toISOString(),
    } });
    if (state.receipt) return received(session, rows, state.receipt, told);
    if (!(state.here >= 0 && state.here < entry.sealed.length)) throw new Trouble("busy");
    here = state.here;
  }
  throw new Trouble("busy");
}

const reportWaits = async (session) => (await store.entriesOf(session.id)).some((e) => !e.of && e.state === "sealed" && !e.refused);

async function received(session, rows, receipt, told) {
  const row = rows.find((r) => r.entry.id === receipt.id);
  if (!row) return; // a receipt of something else erases nothing
  await store.dropEntry(row.entry.id);
  row.entry.gone = true;
  if (APART.includes(receipt.outcome)) {
    await store.changeEntries(session.id, (e) => (e.of === row.entry.id ? null : undefined));
    for (const { entry } of rows) if (entry.of === row.entry.id) entry.gone = true;
  }
  told?.(row.head, receipt);
}

export const pauseAfter = (failures) => Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures, 8)) * (0.75 + Math.random() / 2);
