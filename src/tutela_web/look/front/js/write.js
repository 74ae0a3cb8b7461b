/* Writing a section: a small toolbar for the text's own marks, the text as it would read, and what
   is typed saved as it is typed. Without this the form is sent by its button, as any other. */
const form = document.querySelector("form[data-typed]");
if (form) write(form);

function write(form) {
  const text = form.elements.text, tools = form.querySelector("[role=toolbar]");
  const state = form.querySelector("[data-typed-state]"), shown = form.querySelector("#preview");
  const say = (words, tone = "") => { state.textContent = words; state.dataset.tone = tone; };

  /* what is said of saving stays below the frame's head, or where a phone's keyboard moved the view to */
  const head = document.querySelector(".top"), view = window.visualViewport;
  const settle = () => form.style.setProperty("--saved-at", `${Math.max(head?.offsetHeight ?? 0, view?.offsetTop ?? 0)}px`);
  settle();
  for (const kind of ["resize", "scroll"]) view?.addEventListener(kind, settle);

  /* --- the marks: ## heading, **bold**, - point, 1. number */
  const put = (start, end, words) => {
    text.focus();
    text.setSelectionRange(start, end);
    // so that undo takes it back; where a browser cannot, without
    if (!document.execCommand("insertText", false, words)) {
      text.setRangeText(words, start, end, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const PREFIX = /^(## |- |\d{1,3}[.)] )/;
  const begins = { heading: () => "## ", list: () => "- ", numbers: (n) => `${n + 1}. ` };
  function lines(kind) {
    const whole = text.value, from = whole.lastIndexOf("\n", text.selectionStart - 1) + 1;
    const after = whole.indexOf("\n", Math.max(text.selectionEnd - 1, from)), to = after < 0 ? whole.length : after;
    const some = whole.slice(from, to).split("\n"), mark = begins[kind];
    const all = some.every((one, n) => kind === "numbers" ? /^\d{1,3}[.)] /.test(one) : one.startsWith(mark(n)));
    const made = some.map((one, n) => (all ? "" : mark(n)) + one.replace(PREFIX, "")).join("\n");
    put(from, to, made);
    text.setSelectionRange(from, from + made.length);
  }
  function bold() {
    const { selectionStart: from, selectionEnd: to } = text, picked = text.value.slice(from, to);
    const bare = /^\*\*(.*)\*\*$/s.exec(picked);
    const made = bare ? bare[1] : `**${picked}**`;
    put(from, to, made);
    picked ? text.setSelectionRange(from, from + made.length) : text.setSelectionRange(from + 2, from + 2);
  }
  tools.hidden = false;
  tools.addEventListener("click", (e) => {
    const kind = e.target.closest("[data-mark]")?.dataset.mark;
    if (kind) kind === "bold" ? bold() : lines(kind);
  });
  /* one stop for the tab key; arrows walk in the toolbar */
  const stops = [...tools.querySelectorAll("[data-mark]")];
  stops.forEach((one, n) => { one.tabIndex = n ? -1 : 0; });
  tools.addEventListener("keydown", (e) => {
    const turn = { ArrowRight: 1, ArrowLeft: -1 }[e.key] * (document.dir === "rtl" ? -1 : 1);
    const at = stops.indexOf(document.activeElement);
    if (!turn || at < 0) return;
    e.preventDefault();
    const to = stops[(at + turn + stops.length) % stops.length];
    stops.forEach((one) => { one.tabIndex = one === to ? 0 : -1; });
    to.focus();
  });
  text.addEventListener("keydown", (e) => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && e.key.toLowerCase() === "b") { e.preventDefault(); bold(); }
  });

  /* --- as it would read */
  const look = form.querySelector("[data-preview]"), field = text.closest(".field");
  look.addEventListener("click", async (e) => {
    e.preventDefault();
    if (look.getAttribute("aria-pressed") === "true") return edit();
    await window.htmx.ajax("POST", look.formAction, { target: shown, source: form, swap: "innerHTML" });
    look.setAttribute("aria-pressed", "true");
    field.hidden = tools.hidden = true;
    shown.hidden = false;
    shown.focus();
  });
  function edit() {
    look.setAttribute("aria-pressed", "false");
    field.hidden = tools.hidden = false;
    shown.hidden = true;
    text.focus();
  }

  /* --- saved as typed: after a pause, at most every twenty seconds, and when one leaves the text */
  let kept = text.defaultValue, saving = null, last = 0, timer = 0, over = !!form.dataset.conflict;
  let unanswered = null; // sent, and no answer came: sent again as it was, or it would conflict with itself
  let again = false; // saved once more as soon as this save is over
  const changed = () => unanswered !== null || text.value !== kept;
  const csrf = form.elements.csrfmiddlewaretoken.value;
  function save(leaving = false) {
    clearTimeout(timer);
    if (saving) again = true; // one at a time: the next is written on the version this one gives
    if (over || saving || !changed()) return;
    again = unanswered !== null;
    saving = send(unanswered ?? text.value, leaving).finally(() => {
      saving = null;
      if (changed()) again && unanswered === null ? save() : later();
    });
  }
  async function send(sent, leaving) {
    const body = new FormData();
    body.set("text", sent);
    body.set("version", form.elements.version.value);
    body.set("csrfmiddlewaretoken", csrf);
    unanswered = sent;
    const answer = await fetch(form.dataset.typed, { method: "POST", body, redirect: "manual", keepalive: leaving && sent.length < 20000 }).catch(() => null);
    last = Date.now();
    const told = answer?.headers.get("Content-Type")?.includes("json") ? await answer.json().catch(() => null) : null;
    if (told) unanswered = null;
    if (answer?.ok && told) {
      form.elements.version.value = told.version;
      kept = sent;
      say(told.said, "ok");
      const lease = document.querySelector("[data-lease]");
      if (lease) lease.textContent = told.holds;
    } else if (answer?.status === 409 && told) {
      over = true; // set aside already: sending the form shows both texts
      say(`${told.said} ${form.dataset.wordConflict}`, "danger");
    } else say(told?.said || form.dataset.wordFailed, "danger");
  }
  function later() {
    clearTimeout(timer);
    if (!over) timer = setTimeout(save, Math.max(4000, last + 20000 - Date.now()));
  }
  text.addEventListener("input", () => { if (!over) say(form.dataset.wordTyping); later(); });
  text.addEventListener("change", () => save());
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
  form.addEventListener("submit", (e) => {
    if (saving) { // its version is not here yet
      e.preventDefault();
      e.stopImmediatePropagation();
      saving.then(() => form.requestSubmit(e.submitter));
      return;
    }
    kept = text.value;
    unanswered = null;
    clearTimeout(timer);
  }, true);
  addEventListener("beforeunload", (e) => { if (changed()) e.preventDefault(); });
}
