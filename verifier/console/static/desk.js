// At the desk, on top of console.js: seconds that run down, values that go when their time is over, a sound for the
// verdict, one asking again by itself, and at a door the way back to the next person. Without script the pages say the
// same; they are then loaded again every few seconds, and asking again takes a press.

const NOTES = {
  valid: [659, 988], // up
  "not-valid": [330, 208], // down
  "not-checked": [440, 440], // level
  "no-answer": [440, 440],
}; // hertz
const NOTE_S = 0.22;
const KEY = "salus-sound";

const audio = window.AudioContext ? new AudioContext() : null;

function isSoundOn() {
  return localStorage.getItem(KEY) !== "off";
}

function play(look) {
  if (!isSoundOn() || audio?.state !== "running") return; // later would be about another patient
  NOTES[look].forEach((hertz, at) => {
    const start = audio.currentTime + 0.02 + at * NOTE_S;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.3, start + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + NOTE_S);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + NOTE_S);
  });
}

function showSound(button) {
  const words = audio.state === "running" ? "Sound is on" : "Sound is on after a press on this page";
  button.textContent = isSoundOn() ? words : "Sound is off";
}

function offerSound(button) {
  button.hidden = false;
  showSound(button);
  audio.addEventListener("statechange", () => showSound(button));
  addEventListener("pointerdown", () => audio.resume());
  addEventListener("keydown", () => audio.resume());
  button.addEventListener("click", () => {
    localStorage.setItem(KEY, isSoundOn() && audio.state === "running" ? "off" : "on");
    showSound(button);
    audio.resume().then(() => play("valid"));
  });
}

function inWords(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")} min`;
}

function removePersonal() {
  for (const each of document.querySelectorAll("[data-personal]")) each.remove();
}

let since = Date.now(); // goes on while a tablet sleeps

function runDown() {
  const passed = (Date.now() - since) / 1000;
  for (const each of document.querySelectorAll("[data-left]")) {
    const left = Number(each.dataset.left) - passed;
    each.textContent = inWords(left);
    if (left > 0) continue;
    each.removeAttribute("data-left");
    removePersonal();
    if (each.dataset.then === "look") document.dispatchEvent(new Event("look-now"));
    else location.assign(document.getElementById("live").dataset.home);
  }
}

function show() {
  since = Date.now();
  const copy = document.querySelector("[data-copy]");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).textContent);
      copy.textContent = "Copied";
    });
  }
}

document.addEventListener("read-again", (event) => {
  show();
  const { look } = document.getElementById("live").dataset;
  if (!look || event.detail.dataset.look) return; // not the moment of the verdict
  const again = document.querySelector("form[data-send]");
  if (again) again.requestSubmit();
  else play(look);
  scrollTo(0, 0);
});

if (document.getElementById("live")) {
  show();
  setInterval(runDown, 500);
  addEventListener("pagehide", removePersonal);
  if (audio) offerSound(document.getElementById("sound"));
}
