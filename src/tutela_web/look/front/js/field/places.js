/* A place by its name as written or as heard: few letters are enough, and spelling matters little. */
const PLAIN = [[/ph/g, "f"], [/(ou|oo|w)/g, "u"], [/(ck|q|kh|gh|k)/g, "c"], [/(sh|ch|z|s)/g, "s"], [/[vb]/g, "b"], [/dj|j|dh/g, "g"], [/th/g, "t"], [/[yie]+/g, "i"], [/h/g, ""], [/(.)\1+/g, "$1"]];
const ARABIC = [[/[أإآٱ]/g, "ا"], [/ى/g, "ي"], [/ة/g, "ه"], [/[\u064B-\u0652ـ]/g, ""]];

export function fold(words) {
  let s = words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  for (const [from, to] of ARABIC) s = s.replace(from, to);
  return s;
}
export function sound(words) {
  let s = fold(words).replaceAll(" ", "");
  for (const [from, to] of PLAIN) s = s.replace(from, to);
  return s.slice(0, 1) + s.slice(1).replace(/[aou]/g, "");
}
/* The best few: those that begin so, those that hold it, those that sound so. */
export function find(places, words, most = 6) {
  const typed = fold(words), heard = sound(words);
  if (!typed) return [];
  const scored = [];
  for (const place of places) {
    let score = 0;
    for (const name of [place.name, ...place.others]) {
      const plain = fold(name);
      score = Math.max(score, plain === typed ? 5 : plain.startsWith(typed) ? 4 : plain.includes(typed) ? 3
        : heard.length > 1 && sound(name) === heard ? 2 : heard.length > 1 && sound(name).startsWith(heard) ? 1 : 0);
    }
    if (score) scored.push([score, place]);
  }
  return scored.sort((a, b) => b[0] - a[0]).slice(0, most).map(([, place]) => place);
}
