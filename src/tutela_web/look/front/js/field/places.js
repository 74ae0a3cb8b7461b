/* A place by its name as written or as heard, offered where no network is. The rules of hearing are
   the platform's own (sounds.js); which place is meant the platform says when the report arrives. */
import { DROPPED, JOINTS, LETTERS, LITTLE, LOOSE, SAME, SOUNDS, VOICED } from "./sounds.js";

const dropped = new RegExp(DROPPED, "gu"), joints = new RegExp(JOINTS, "gu");
const compiled = (rules) => rules.map(([from, to]) => [new RegExp(from, "gu"), to]);
const sounds = compiled(SOUNDS), loose = compiled(LOOSE);
const respell = (words, rules) => rules.reduce((said, [from, to]) => said.replace(from, to), words);
const translate = (words, letters) => Array.from(words, (letter) => letters[letter] ?? letter).join("");

export function fold(words) {
  const plain = translate(words.replace(dropped, ""), LETTERS).normalize("NFKD").replace(/\p{Mn}/gu, "");
  return plain.toLowerCase().replace(joints, " ").trim();
}
export function ear(words) {
  const apart = fold(words.replace(/(?<![\p{L}\p{N}_])[ldLD]['’ʼ](?=\p{L})/gu, "")).split(/\s+/u);
  const whole = apart.filter((word) => !LITTLE.includes(word)).join("") || apart.join("");
  const said = /[\u0600-\u06ff]/u.test(whole)
    ? translate(whole.replace(/^ال(?=..)/u, "").replaceAll("تش", "ش"), VOICED)
    : respell(SAME[whole] ?? whole, sounds);
  return respell(said, loose).replace(/[^\p{L}\p{N}]/gu, "");
}
/* Whether two ears differ by one sound at most, left out, put in or exchanged. */
function near(said, name) {
  const [short, long] = said.length < name.length ? [said, name] : [name, said];
  if (long.length - short.length > 1 || short.length < 4) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  const rest = short.length === long.length ? at + 1 : at;
  return short.slice(rest) === long.slice(at + 1);
}
/* Each listed name is folded and heard once: a list is the same at every letter that is typed. */
const heardOf = new WeakMap();
function spelled(place) {
  if (!heardOf.has(place)) heardOf.set(place, [place.name, ...place.others].map((name) => [fold(name), ear(name)]));
  return heardOf.get(place);
}
const bones = (heard) => heard.replace(/[aiu]/g, "");
/* The best few: those that begin so, those that hold it, those that sound so; else what a part of the
   words names, as a town beside the word for a site. */
export function find(places, words, most = 6) {
  const best = among(places, words, most);
  const apart = fold(words).split(" ");
  if (best.length || apart.length < 2) return best;
  for (const length of [3, 2, 1]) {
    for (let at = 0; at + length <= apart.length; at += 1) {
      const run = apart.slice(at, at + length).join(" ");
      if (length < apart.length && run.length > 2) best.push(...among(places, run, most));
    }
    if (best.length) break;
  }
  return [...new Set(best)].slice(0, most);
}
function among(places, words, most) {
  const typed = fold(words), heard = ear(words), bare = bones(heard);
  if (!typed) return [];
  const scored = [];
  for (const place of places) {
    let score = 0;
    for (const [plain, sound] of spelled(place)) {
      score = Math.max(score, plain === typed ? 7 : plain.startsWith(typed) ? 6 : plain.includes(typed) ? 5
        : heard.length > 1 && sound === heard ? 4 : near(heard, sound) ? 3
          : bare.length > 2 && bones(sound) === bare ? 2 : heard.length > 2 && sound.startsWith(heard) ? 1 : 0);
    }
    if (score) scored.push([score, place]);
  }
  return scored.sort((a, b) => b[0] - a[0]).slice(0, most).map(([, place]) => place);
}
