/* The mission's own forms: a blank form of the shell with further questions, made when the PIN is given
   and gone when it is locked. */
const text = (said) => said[document.documentElement.lang] || said.en;
const element = (name, about = {}, children = []) => {
  const made = Object.assign(document.createElement(name), about);
  made.append(...children);
  return made;
};
const word = (name) => document.querySelector(`[data-word="${name}"]`)?.textContent ?? "";

function control(form, question) {
  const id = `${form}-${question.name}`, about = { id, name: question.name };
  let field;
  if (question.answer === "words" && !question.private) field = element("textarea", { ...about, rows: 2, maxLength: 1500 });
  else if (question.answer === "number") field = element("input", { ...about, type: "number", min: 0, max: 999999, inputMode: "numeric" });
  else if (question.answer === "moment") field = element("input", { ...about, type: "datetime-local" });
  else field = element("input", { ...about, maxLength: 200 });
  field.dataset.question = "";
  if (question.needed) { field.dataset.needed = ""; field.required = true; }
  return element("p", { className: "field" }, [element("label", { htmlFor: id }, asked(question)), field, ...hints(question)]);
}
const asked = (question) => [text(question.ask), ...(question.needed ? [" ", element("small", { textContent: word("is_needed") })] : [])];
const hints = (question) => [question.hint, question.private ? word("vault") : ""].filter(Boolean).map((said) => element("small", { textContent: said }));

function picks(question) {
  const yesno = question.answer === "yesno";
  const choices = yesno ? ["yes", "no", "unknown"].map((value) => [value, word(`says_${value}`)]) : question.choices.map(([value, said]) => [value, text(said)]);
  const labels = choices.map(([value, said]) => {
    const field = element("input", { type: question.answer === "many" ? "checkbox" : "radio", name: question.name, value });
    field.dataset.question = "";
    return element("label", {}, [field, said]);
  });
  const set = element("fieldset", { className: "field" }, [element("legend", {}, asked(question)), element("div", { className: "picks" }, labels), ...hints(question)]);
  if (question.needed) set.dataset.needed = "";
  return set;
}

function section(own) {
  const base = document.querySelector(`form[data-kind="${own.kind}"]`)?.closest("[data-screen]");
  if (!base) return null; // a kind that this shell does not know yet
  const made = base.cloneNode(true), form = made.querySelector("form");
  made.dataset.screen = form.dataset.kind = own.form;
  made.dataset.own = form.dataset.base = own.kind;
  made.hidden = true;
  form.dataset.title = made.querySelector("h1").textContent = own.title;
  for (const at of made.querySelectorAll("[id]")) at.id = `${own.form}-${at.id}`;
  for (const label of made.querySelectorAll("label[for]")) label.htmlFor = `${own.form}-${label.htmlFor}`;
  if (!own.with_base) for (const field of made.querySelectorAll("[data-question]")) field.closest(".field")?.remove();
  for (const more of made.querySelectorAll("details")) if (!more.querySelector("[data-question], button")) more.remove();
  const asked = own.questions.map((question) => (["choice", "many", "yesno"].includes(question.answer) ? picks(question) : control(own.form, question)));
  (form.querySelector("details") ?? form.querySelector(".actions")).before(...asked);
  return made;
}

/* Put the forms on the page; gives their sections, each with a button on the first screen. */
export function showOwn(forms, open) {
  hideOwn();
  const list = document.querySelector("[data-own-list]"), made = [];
  for (const own of forms) {
    const part = section(own);
    if (!part) continue;
    document.querySelector("main").append(part);
    const button = element("button", { type: "button", className: "btn", textContent: own.title });
    button.addEventListener("click", () => open(own.form));
    list.append(button);
    made.push(part);
  }
  return made;
}
export function hideOwn() {
  document.querySelector("[data-own-list]").replaceChildren();
  for (const part of document.querySelectorAll("[data-own]")) part.remove();
}
