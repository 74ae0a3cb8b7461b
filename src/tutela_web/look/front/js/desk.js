/* A desk that rings: which alerts ring the server says; this sounds, and repeats, while they do. It
   sounds only where somebody pressed the test in this browser; else it says SILENT across its top. */
const FLAG = "desk-sound";
const TONES = [880, 660, 880];

const armed = () => { try { return localStorage.getItem(FLAG) === "on"; } catch { return false; } };
const arm = (on) => { try { on ? localStorage.setItem(FLAG, "on") : localStorage.removeItem(FLAG); } catch { /* for this page alone */ } };

export function desk(box, put) {
  const part = box.querySelector("[data-desk-part]"), silent = box.querySelector("[data-silent]");
  const words = silent.querySelector("[data-silent-why]"), tested = box.querySelector("[data-tested]");
  const tests = box.querySelectorAll("[data-test-sound]"), sounds = box.querySelector("[data-sounds]");
  const title = document.title;
  let on = armed(), context = null, heard = "", next = 0, answered = Date.now(), out = false, turn = 0;

  function waken() {
    if (!on || !window.AudioContext) return Promise.resolve();
    context ||= new AudioContext();
    return context.state === "running" ? Promise.resolve() : context.resume();
  }
  function sound() {
    TONES.forEach((tone, order) => {
      const at = context.currentTime + order * 0.3, of = context.createOscillator(), loud = context.createGain();
      of.frequency.value = tone;
      loud.gain.setValueAtTime(0, at);
      loud.gain.linearRampToValueAtTime(0.5, at + 0.02);
      loud.gain.setValueAtTime(0.5, at + 0.2);
      loud.gain.linearRampToValueAtTime(0, at + 0.25);
      of.connect(loud).connect(context.destination);
      of.start(at);
      of.stop(at + 0.25);
    });
  }
  function why() {
    if (!window.AudioContext) return "none";
    if (out) return "out";
    if (!navigator.onLine || Date.now() - answered > 70000) return "lost";
    if (!on) return "off";
    return context?.state === "running" ? "" : "held";
  }
  function look() {
    if (!box.isConnected) return clearInterval(timer);
    const said = part.querySelector("[data-keys]"), keys = said?.dataset.keys || "", reason = why();
    if (silent.hidden !== !reason) silent.hidden = !reason;
    if (reason) put(words, words.dataset[reason]);
    tests[0].hidden = !window.AudioContext;
    sounds.hidden = reason !== "";
    if ("elsewhere" in box.dataset) box.hidden = !keys;
    const waits = keys && (turn = !turn);
    if (document.title !== (waits ? said.dataset.title : title)) document.title = waits ? said.dataset.title : title;
    if (!keys) { heard = ""; return; }
    if (reason && reason !== "lost" && reason !== "out" || "kept" in said.dataset) return;
    if (context?.state !== "running") return;
    const fresh = keys.split(" ").some((key) => !heard.split(" ").includes(key));
    if (!fresh && Date.now() < next) return;
    heard = keys;
    next = Date.now() + said.dataset.every * 1000;
    sound();
  }
  for (const test of tests) test.onclick = async () => {
    arm(on = true);
    await waken();
    sound();
    put(tested, tested.dataset.words);
    look();
  };
  box.querySelector("[data-sound-off]").onclick = () => { arm(on = false); context?.suspend(); put(tested, ""); look(); };
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => waken().then(look), true);
  document.addEventListener("htmx:afterRequest", (e) => {
    if (!box.contains(e.target)) return;
    out = e.detail.xhr.status === 401;
    if (e.detail.successful) answered = Date.now();
    look();
  });
  const timer = setInterval(look, 1000);
  waken();
  look();
}
