/* Photos and voice notes, where the mission switched them on. A photo is drawn anew: its pixels alone
   go on, so that place, time, make and thumbnail stay behind. Both are in memory until the report is saved. */
import { hex } from "./seal.js";

export const MOST = 3, SECONDS = 60, BYTES = 400_000;
const TRIES = [[1600, 0.8], [1600, 0.6], [1200, 0.6], [800, 0.5]]; // longest side, quality
const SOUND = "audio/webm;codecs=opus", BITS = 24_000;

const digest = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
const taken = async (kind, blob) => {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return { kind, bytes, at: new Date().toISOString(), sha256: await digest(bytes) };
};

/* A photo as it goes on; throws where it is none, or nothing makes it small enough. */
export async function shrink(file) {
  const picture = await createImageBitmap(file), canvas = document.createElement("canvas");
  try {
    for (const [side, quality] of TRIES) {
      const scale = Math.min(1, side / Math.max(picture.width, picture.height));
      canvas.width = Math.max(1, Math.round(picture.width * scale));
      canvas.height = Math.max(1, Math.round(picture.height * scale));
      canvas.getContext("2d", { alpha: false }).drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (blob?.type === "image/jpeg" && blob.size <= BYTES) return await taken("photo", blob);
    }
  } finally {
    picture.close();
    canvas.width = canvas.height = 0;
  }
  throw new Error("large");
}

export const records = () => !!globalThis.MediaRecorder?.isTypeSupported(SOUND) && !!navigator.mediaDevices;

/* Begin to record. Gives what ends it, and the voice note once it has ended: by that, after a minute, or
   when it is large enough; null where it was thrown away. */
export async function record(told) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { mimeType: SOUND, audioBitsPerSecond: BITS });
  const parts = [];
  let size = 0, seconds = 0, thrown = false;
  const end = () => { if (recorder.state !== "inactive") recorder.stop(); };
  const ended = new Promise((done, failed) => {
    recorder.ondataavailable = ({ data }) => {
      if (size + data.size > BYTES) return end(); // what does not fit is not kept
      parts.push(data);
      size += data.size;
    };
    recorder.onerror = () => failed(new Error("sound"));
    recorder.onstop = () => {
      clearInterval(ticks);
      for (const track of stream.getTracks()) track.stop();
      done(thrown || !size ? null : taken("voice", new Blob(parts)));
    };
  });
  const ticks = setInterval(() => { seconds += 1; told(seconds); if (seconds >= SECONDS) end(); }, 1000);
  recorder.start(1000);
  return { end, ended, throwAway: () => { thrown = true; end(); } };
}
