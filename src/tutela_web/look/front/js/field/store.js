/* What lies on the telephone: people (each by a number alone) and their entries. Every word is sealed
   before it comes here. */
const NAME = "notes";
let opened = null;

function base() {
  opened ??= new Promise((done, failed) => {
    const ask = indexedDB.open(NAME, 1);
    ask.onupgradeneeded = () => {
      ask.result.createObjectStore("people", { keyPath: "id" });
      ask.result.createObjectStore("entries", { keyPath: "id" }).createIndex("person", "person");
    };
    ask.onsuccess = () => { ask.result.onversionchange = () => { ask.result.close(); opened = null; }; done(ask.result); };
    ask.onerror = () => { opened = null; failed(ask.error); };
  });
  return opened;
}
const answer = (ask) => new Promise((done, failed) => { ask.onsuccess = () => done(ask.result); ask.onerror = () => failed(ask.error); });

/* One transaction: all of it is on the disk when this ends, or none of it. */
async function inOne(stores, mode, act) {
  const whole = (await base()).transaction(stores, mode, mode === "readwrite" ? { durability: "strict" } : {});
  const ended = new Promise((done, failed) => {
    whole.oncomplete = () => done();
    whole.onabort = whole.onerror = () => failed(whole.error || new Error("storage"));
  });
  ended.catch(() => {});
  const told = await act(...stores.map((name) => whole.objectStore(name)));
  await ended;
  return told;
}

export const people = () => inOne(["people"], "readonly", async (p) => (await answer(p.getAll())).sort((a, b) => a.order - b.order));
export const person = (id) => inOne(["people"], "readonly", (p) => answer(p.get(id)));
export const entriesOf = (id) => inOne(["entries"], "readonly", async (e) => (await answer(e.index("person").getAll(id))).sort((a, b) => a.sequence - b.sequence));
/* Put an entry as it is now; gives whether it is still there: what was erased meanwhile stays erased. */
export const updateEntry = (entry) => inOne(["entries"], "readwrite", async (e) => {
  const there = (await answer(e.getKey(entry.id))) !== undefined;
  if (there) await answer(e.put(entry));
  return there;
});
export const putEntries = (entries) => inOne(["entries"], "readwrite", async (e) => { for (const entry of entries) await answer(e.put(entry)); });
export const dropEntry = (id) => inOne(["entries"], "readwrite", (e) => answer(e.delete(id)));

/* Change a person's row as it is now; nothing where it is gone meanwhile. */
export const change = (id, act) => inOne(["people"], "readwrite", async (p) => {
  const row = await answer(p.get(id));
  if (!row) return null;
  act(row);
  await answer(p.put(row));
  return row;
});
export const add = (row) => inOne(["people"], "readwrite", async (p) => {
  const all = await answer(p.getAll());
  row.order = all.reduce((most, one) => Math.max(most, one.order), 0) + 1;
  await answer(p.put(row));
  return row;
});
/* Change entries of a person: `act` gives the entry as it shall be, null to erase it, or undefined. */
export const changeEntries = (id, act) => inOne(["entries"], "readwrite", async (e) => {
  for (const entry of await answer(id ? e.index("person").getAll(id) : e.getAll())) {
    const next = act(entry);
    if (next === null) e.delete(entry.id);
    else if (next !== undefined) e.put(next);
  }
});
/* Erase a person with all of theirs; nobody else's. `instead`, a row to stand in its place. */
export const wipe = (id, instead = null) => inOne(["people", "entries"], "readwrite", async (p, e) => {
  for (const key of await answer(e.index("person").getAllKeys(id))) e.delete(key);
  p.delete(id);
  if (instead) p.put(instead);
});
