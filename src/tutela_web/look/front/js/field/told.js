/* Whether words may tell of what a form must not ask: who writes them is asked, before anything is
   sealed. Few stems in three languages; the server looks again, with many. */
const SEXUAL = [
  /\brap(e|ed|es|ing|ist|ists)\b/, /\bsexu/, /\b(s?gbv|vbg|crsv|vslc)\b/, /\bnud(ity|ite)\b/, /\b(molest|sodom|prostitut)/, /\bdefil(ed|ement)\b/,
  /\bforced (marriage|themselves|himself)/, /\bviol(s|e|ee|es|ees|er|eur|eurs|ait|aient)?\b/, /\battouchement/, /\bmariages? forces?\b/,
  /اغتصا?ب/, /تحرش/, /جنسي/, /هتك/, /زواج قسري/,
];
const CHILD = /\b(child(ren)?|kids?|boys?|girls?|minors?|enfants?|garcons?|filles?|mineure?s?)\b|[اأ]?طفال|طفل|قاصر/;
/* The words of tutela/intake/data/child_alone.csv, which the page brings. */
const listed = (name) => (document.querySelector(`[data-${name}]`)?.textContent ?? "").split("|").filter(Boolean);
const JOINED = ["", "ال", "و", "وال"];
const standsIn = (said, word, end) => JOINED.some((before) => said.includes(` ${before}${word}${end}`));
function tellsOfChildAlone(plain) {
  const said = ` ${(plain.match(/[\p{L}\p{N}]+/gu) ?? []).join(" ")} `.replace(/ة/g, "ه").replace(/ى/g, "ي");
  return listed("child-words").some((word) => standsIn(said, word, " ")) && listed("alone-words").some((word) => standsIn(said, word, ""));
}
const TAKEN = /\b(recruit|enlist|soldiers? (took|take)|to (fight|carry arms)|recrut|enrol|married|mari[ea])|تجنيد|جند|زوج/;

export function markTold(words) {
  const plain = words.normalize("NFD").replace(/[\u0300-\u036f\u064b-\u0655]/g, "").toLowerCase();
  if (SEXUAL.some((stem) => stem.test(plain))) return CHILD.test(plain) ? "child" : "crsv";
  return (CHILD.test(plain) && TAKEN.test(plain)) || tellsOfChildAlone(plain) ? "child" : "";
}
