/* Switches this browser on to be woken: only where its holder presses the button. */
const form = document.querySelector("form[data-push]");
const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

form?.addEventListener("submit", async (e) => {
  if (form.elements.endpoint.value) return;
  e.preventDefault();
  const said = form.querySelector("[data-push-said]");
  const tell = (why) => { said.textContent = said.dataset[why]; };
  if (!("serviceWorker" in navigator && "PushManager" in window)) return tell("none");
  if ((await Notification.requestPermission()) !== "granted") return tell("denied");
  try {
    const worker = await navigator.serviceWorker.register(form.dataset.worker);
    const before = await worker.pushManager.getSubscription();
    await before?.unsubscribe();
    const { endpoint, keys } = (
      await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: toBytes(form.dataset.key) })
    ).toJSON();
    Object.assign(form.elements.endpoint, { value: endpoint });
    Object.assign(form.elements.p256dh, { value: keys.p256dh });
    Object.assign(form.elements.auth, { value: keys.auth });
    form.submit();
  } catch {
    tell("failed");
  }
});
