/* What is sealed on a telephone: by the PIN for its holder, and by the server's public key for the
   server alone. The server's half of envelopes is field/envelopes.py. */
const subtle = globalThis.crypto?.subtle;
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const SIGN = { name: "ECDSA", namedCurve: "P-256" };
export const ROUNDS = 600_000;
const INFO = "tutela field envelope 1", PAD = 512;

const text = new TextEncoder(), read = new TextDecoder();
export const random = (n) => crypto.getRandomValues(new Uint8Array(n));
export const to64 = (bytes) => { let s = ""; for (const b of new Uint8Array(bytes)) s += String.fromCharCode(b); return btoa(s); };
export const from64 = (s) => Uint8Array.from(atob(s), (c) => c.charCodeAt(0));
export const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
const join = (...parts) => {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
};

/* An id of version 7: it sorts by when it was made, and nobody makes it twice. */
export function newId(now = Date.now()) {
  const b = random(16);
  for (let n = 0; n < 6; n++) b[n] = Math.floor(now / 2 ** (8 * (5 - n))) % 256;
  b[6] = (b[6] & 15) | 112;
  b[8] = (b[8] & 63) | 128;
  const s = hex(b);
  return `${s.slice(0, 8)}-${s.slice(8, 12)}-${s.slice(12, 16)}-${s.slice(16, 20)}-${s.slice(20)}`;
}

/* --- by the PIN */
/* A PIN or a passphrase, however a keyboard wrote it: digits of any script, great letters, blanks. */
export const asTyped = (pin) => pin.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ")
  .replace(/[\u0660-\u0669]/g, (d) => d.charCodeAt(0) - 0x660).replace(/[\u06f0-\u06f9]/g, (d) => d.charCodeAt(0) - 0x6f0);
export async function keyOfPin(pin, salt, rounds = ROUNDS) {
  const raw = await subtle.importKey("raw", text.encode(asTyped(pin)), "PBKDF2", false, ["deriveKey"]);
  return subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
export async function shut(key, value, about) {
  const nonce = random(12);
  const words = text.encode(JSON.stringify(value));
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: text.encode(about) }, key, words);
  return join(nonce, new Uint8Array(sealed));
}
/* The value again; nothing where the key is another one. */
export async function open(key, sealed, about) {
  try {
    const words = await subtle.decrypt({ name: "AES-GCM", iv: sealed.slice(0, 12), additionalData: text.encode(about) }, key, sealed.slice(12));
    return JSON.parse(read.decode(words));
  } catch { return null; }
}

/* Half a picture sign, cut off by a field's length, is no text: the server would refuse the report. */
const wholeLetters = (_name, value) => (typeof value === "string" ? read.decode(text.encode(value)) : value);

/* --- for the server alone: version, key id, ephemeral point, nonce, ciphertext; padded, so that the
       length does not tell a danger from a visit */
export async function sealFor(server, address, value, bytes = null) {
  const { point, key } = await keyTo(from64(server.public));
  const line = text.encode(JSON.stringify(value, wholeLetters)), words = bytes ? join(line, text.encode("\n"), bytes) : line;
  const padded = new Uint8Array(Math.ceil((words.length + 1) / PAD) * PAD).fill(32);
  padded.set(words);
  const nonce = random(12);
  const about = text.encode(`${address.mission} ${address.handset} ${address.envelope}`);
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: about }, key, padded);
  const id = Uint8Array.from(server.id.replaceAll("-", "").match(/../g), (b) => parseInt(b, 16));
  return join(new Uint8Array([1]), id, point, nonce, new Uint8Array(sealed));
}
/* A key that whoever holds the private half of `theirs` comes to as well, by a point made for it. */
async function keyTo(theirs) {
  const mine = await subtle.generateKey(CURVE, false, ["deriveBits"]);
  const point = new Uint8Array(await subtle.exportKey("raw", mine.publicKey));
  const other = await subtle.importKey("raw", theirs, CURVE, false, []);
  return { point, key: await agreedKey(mine.privateKey, other, join(point, theirs), "encrypt") };
}
async function agreedKey(mine, other, salt, use) {
  const shared = await subtle.deriveBits({ name: "ECDH", public: other }, mine, 256);
  const base = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  return subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info: text.encode(INFO) }, base, { name: "AES-GCM", length: 256 }, false, [use]);
}

/* --- for the second PIN alone: what the first one cannot open, it can still put there */
export async function newPair() {
  const pair = await subtle.generateKey(CURVE, true, ["deriveBits"]);
  return {
    open: new Uint8Array(await subtle.exportKey("raw", pair.publicKey)),
    closed: to64(await subtle.exportKey("pkcs8", pair.privateKey)),
  };
}
export async function shutTo(theirs, value, about) {
  const { point, key } = await keyTo(theirs);
  return join(point, await shut(key, value, about));
}
export async function openBy(closed, theirs, sealed, about) {
  const point = sealed.slice(0, 65);
  const mine = await subtle.importKey("pkcs8", from64(closed), CURVE, false, ["deriveBits"]);
  const other = await subtle.importKey("raw", point, CURVE, false, []);
  return open(await agreedKey(mine, other, join(point, theirs), "decrypt"), sealed.slice(65), about);
}

/* --- the key a file of reports is signed by */
export async function newSigner() {
  const pair = await subtle.generateKey(SIGN, true, ["sign", "verify"]);
  return {
    open: to64(await subtle.exportKey("raw", pair.publicKey)),
    closed: to64(await subtle.exportKey("pkcs8", pair.privateKey)),
  };
}
export async function sign(closed, bytes) {
  const key = await subtle.importKey("pkcs8", from64(closed), SIGN, false, ["sign"]);
  return new Uint8Array(await subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, bytes));
}
export const bytesOf = (s) => text.encode(s);
