// Keeps what is typed on a page that works without this script. Nothing is stored in the browser: what is typed
// goes to the page’s own address, and stays on the page until the server has said that it has it.
// Order: the packet, saving, buttons, tell someone now, leaving, locking, listening, drawing, small comforts.

const one = (what, where = document) => where.querySelector(what);
const all = (what, where = document) => [...where.querySelectorAll(what)];

const PAUSE = 3000; // after the last change, then it is saved
const RETRY = [2000, 4000, 8000, 15000, 30000];
const PATIENCE = 30000; // so long may an answer take; a dead network says nothing at all
const SMALL = 60000; // bytes: what a browser sends on after its page has gone (the limit is 64 kB)
const HELD = 10000; // so long does a second press of a button mean nothing
const TWICE = 1500; // within which a second Escape means: leave
const WARN = 8 * 60000;
const LOCK = 10 * 60000;

const form = one("form.sheet"); // a page of a journey is one form; other pages have none
const line = one("[data-state]");
const saves = Boolean(form && line?.dataset.saved); // the welcome and the check page hold nothing to save by itself
const address = form?.getAttribute("action") || location.href;

// --- The packet: everything on the page but files, which go by themselves ---------------------------------------
let seq = 0; // grows with every packet: the server never lets a late one replace a newer one
let over = false; // the page is being left, its fields are wiped: nothing may be read from them any more

function fields(of) {
  return new URLSearchParams([...new FormData(of)].filter(([, value]) => typeof value === "string"));
}

function typed() {
  const pairs = fields(form);
  pairs.delete("ticket");
  return String(pairs);
}

function packet(name, value) {
  const pairs = fields(form);
  pairs.append("seq", ++seq);
  pairs.append(name, value);
  return pairs;
}

function post(to, body, keepalive = false) {
  return fetch(to, {
    method: "POST", body, keepalive: keepalive && isSmall(body), headers: { Accept: "application/json" },
    signal: AbortSignal.timeout?.(PATIENCE),
  });
}

const isSmall = (body) => String(body).length < SMALL;
const retryAfter = (failures) => RETRY[Math.min(failures, RETRY.length) - 1];

// --- Saving -------------------------------------------------------------------------------------------------------
const cameTyped = form && all("input, textarea", form).some((field) => field.checked !== field.defaultChecked
  || (field.type !== "file" && field.value !== field.defaultValue)); // before this script had come
let kept = form && !cameTyped ? typed() : null; // what the server has
let saving = false;
let failures = 0;
let timer = 0;

function saveIn(pause) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

function changed() {
  if (!failures) saveIn(PAUSE); // else the next try is on its way
}

async function save() {
  if (!saves || over || saving || typed() === kept) return;
  saving = true;
  await keep();
  saving = false;
  if (!over && typed() !== kept) saveIn(failures ? retryAfter(failures) : PAUSE);
}

async function keep(keepalive = false) {
  const now = typed();
  try {
    const response = await post(address, packet("go", "keep"), keepalive);
    took(response.ok && await response.json(), now);
  } catch {
    failures += 1;
    show("failed");
  }
}

// What the server answered to a packet that held `now`. Only this may say that it is saved.
function took(answer, now) {
  if (!answer?.saved) throw new Error("not saved");
  if (answer.ticket) one("[name=ticket]", form).value = answer.ticket; // the rest belongs to an addition
  kept = now;
  failures = 0;
  show("saved", answer.saved);
  return answer;
}

// A screen reader hears that it is saved, or is not; not every minute that it still is, nor that it is on its way.
let heard = "";
function show(state, time = "") {
  if (!line || over) return;
  const { saved, saving: now, failed, unsent } = line.dataset;
  const words = { saved: `${saved?.replace("{time}", time)} · ${unsent}`, saving: now, failed }[state];
  if (!words) return;
  line.setAttribute("aria-live", state === heard || state === "saving" ? "off" : "polite");
  if (words !== line.textContent) line.textContent = words;
  line.classList.toggle("failed", state === "failed");
  if (state !== "saving") heard = state;
}

// The page may never run again after this: what is not saved is sent at once.
function hurry() {
  if (saves && !over && typed() !== kept) keep(true);
}

if (saves) {
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("focusout", save);
  window.addEventListener("online", () => {
    save();
    wake();
  });
  document.addEventListener("visibilitychange", () => document.hidden && hurry());
  if (cameTyped) changed();
}

// --- Buttons: the page goes on once the server has it --------------------------------------------------------------
let wanted = null; // the button pressed last
let going = false;
let isNative = false; // the browser itself submits, as without a script
let held = 0;
let wake = () => {};

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (isNative) return;
  if (button?.matches("[data-leave]")) {
    event.preventDefault();
    leave();
  } else if (button?.matches("[data-tell]")) {
    event.preventDefault();
    tell(button);
  } else if (isOurs(event.target, button)) {
    typed(); // what breaks here breaks before the browser is kept from its own way
    event.preventDefault();
    press(button);
  } else if (Date.now() - held < HELD) {
    event.preventDefault();
  } else {
    held = Date.now();
  }
});

function isOurs(sent, button) {
  return sent === form && button && !button.hasAttribute("formaction") && Boolean(form.requestSubmit)
    && !all("input[type=file]", form).some((field) => field.files.length);
}

async function press(button) {
  wanted = button;
  wake();
  if (going) return;
  going = true;
  for (let tries = 1; !over; tries += 1) {
    const taken = wanted;
    taken.setAttribute("aria-busy", "true");
    if (tries === 1) show("saving");
    try {
      await goOn(taken);
      break;
    } catch {
      taken.removeAttribute("aria-busy");
      show("failed");
    }
    await new Promise((resolve) => {
      wake = resolve;
      setTimeout(resolve, retryAfter(tries));
    });
  }
  setTimeout(() => { going = false; }, HELD);
}

async function goOn(button) {
  const now = typed();
  const response = await post(address, packet(button.name, button.value));
  const { to } = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
  // A page instead: mistakes to mend (422), an end (410), or a session that is over.
  if (!to && !response.ok && response.status !== 422 && response.status !== 410) throw new Error("not taken");
  if (over) return;
  kept = now;
  if (!to) submit(button);
  else if (button.matches("[data-cover-open]")) location.replace(to);
  else location.assign(to);
}

function submit(button) {
  const number = document.createElement("input");
  Object.assign(number, { type: "hidden", name: "seq", value: ++seq });
  form.append(number);
  isNative = true;
  form.requestSubmit(button);
}

// --- Tell someone now: sent, or the plain word that it was not; the numbers stay in sight --------------------------
async function tell(button) {
  const sorry = one("[data-tell-failed]");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  if (sorry) sorry.hidden = true;
  try {
    const body = button.form === form ? packet(button.name, button.value) : fields(button.form); // in its order
    const own = button.getAttribute("formaction") || button.form.getAttribute("action") || location.href;
    const { to } = await (await post(own, body)).json();
    if (!to) throw new Error("not sent");
    location.assign(to);
  } catch {
    if (sorry) sorry.hidden = false;
    button.removeAttribute("aria-busy");
  }
}

// --- Leaving: blank at once, saved on the way, and this page is not in the history ---------------------------------
function leave() {
  const way = one("[data-leave]");
  if (!way || over) return;
  document.body.hidden = true;
  const away = () => location.replace(way.dataset.left || way.href);
  const body = form ? packet("go", "leave") : "";
  const sent = form && post(address, body, true).catch(() => {});
  wipe();
  if (isSmall(body)) away();
  else sent.then(away); // a browser drops what is larger together with its page
}

function wipe() {
  over = true;
  for (const field of all("input:not([type=hidden]), textarea")) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = field.defaultChecked = false;
    else if (field.type === "file") field.value = "";
    else field.value = field.defaultValue = "";
  }
}

// Escape pressed twice leaves. Once does nothing, as it also ends dictation and word suggestions.
let escaped = 0;
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.repeat) return;
  const again = Date.now() - escaped < TWICE;
  escaped = Date.now();
  if (again) leave();
});

// A public page has a link there.
one("a[data-leave]")?.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

// Back must not bring the words back, and no-store alone does not see to that.
window.addEventListener("pagehide", () => {
  stop();
  hurry();
  wipe();
  document.body.hidden = true;
});
window.addEventListener("pageshow", () => over && location.reload());

// --- Locking: ten minutes without a sign of life --------------------------------------------------------------------
const cover = one("[data-cover]");
const warning = one("[data-warning]");
let touched = Date.now();
let watching = 0;

function watch() {
  clearTimeout(watching);
  if (over || !cover.hidden) return;
  const idle = Date.now() - touched;
  if (idle >= LOCK) return void lock();
  warning.hidden = idle < WARN;
  watching = setTimeout(watch, (idle < WARN ? WARN : LOCK) - idle);
}

function touch() {
  const isLate = Date.now() - touched >= LOCK; // a phone that slept runs no timers
  if (!isLate) touched = Date.now();
  if (isLate || !warning.hidden) watch();
}

function lock() {
  for (let shown = cover; shown !== document.body; shown = shown.parentElement) {
    for (const other of shown.parentElement.children) {
      if (other !== shown && !other.matches(".help")) other.hidden = other.inert = true;
    }
  }
  cover.hidden = one("[data-cover-waiting]", cover).hidden = false;
  cover.focus();
  form.requestSubmit(one("[data-cover-open]", cover)); // saves as well, and is tried until it has
}

if (form && cover && warning) {
  for (const sign of ["pointerdown", "keydown", "touchstart", "scroll", "input"]) {
    window.addEventListener(sign, touch, { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", watch);
  watch();
}

// --- Listening: a recording of ours, else a voice that speaks on this device. No word goes to a stranger ------------
const speech = window.speechSynthesis;
const spoken = (tag) => tag.toLowerCase().split(/[-_]/)[0];
let stop = () => {};

function voice() {
  const own = (found) => found.localService === true && spoken(found.lang) === spoken(document.documentElement.lang);
  return speech?.getVoices().find(own);
}

function listen(button) {
  const again = button.getAttribute("aria-pressed") === "true";
  stop();
  if (again) return;
  const parts = all("[data-say]", button.closest("[data-say]")).filter((part) => !one("[data-say]", part));
  const mark = (...now) => parts.forEach((part) => part.classList.toggle("saying", now.includes(part)));
  const label = one(".word", button);
  const words = label.textContent;
  const hush = button.dataset.sound ? play(button.dataset.sound, parts, mark) : read(parts, mark);
  button.setAttribute("aria-pressed", "true");
  label.textContent = button.dataset.stop;
  stop = () => {
    stop = () => {};
    hush();
    mark();
    button.setAttribute("aria-pressed", "false");
    label.textContent = words;
  };
}

function play(recording, parts, mark) {
  const sound = new Audio(recording);
  sound.onended = sound.onerror = () => stop();
  sound.play().catch(() => {});
  mark(...parts);
  return () => {
    sound.onended = sound.onerror = null;
    sound.pause();
  };
}

function read(parts, mark) {
  let isHushed = false;
  const next = ([part, ...rest]) => {
    const own = voice();
    if (isHushed) return;
    if (!part || !own) return void stop();
    const words = new SpeechSynthesisUtterance(part.dataset.say || part.textContent.trim());
    Object.assign(words, { voice: own, lang: own.lang, onend: () => next(rest), onerror: () => next([]) });
    mark(part);
    speech.speak(words);
  };
  setTimeout(next, 0, parts);
  return () => {
    isHushed = true;
    speech.cancel();
  };
}

function offer() {
  for (const button of all("button[data-listen]")) button.hidden = !button.dataset.sound && !voice();
}

for (const button of all("button[data-listen]")) button.addEventListener("click", () => listen(button));
speech?.addEventListener?.("voiceschanged", offer);
offer();

// --- Drawing, photos and recordings: another script, only where there are any ---------------------------------------
function upload(files, onProgress) {
  if (over) return Promise.reject(new Error("left")); // its fields are wiped: they must not go out as the newest
  const now = typed();
  const sent = packet("go", "keep");
  for (const name of ["ticket", "go", "seq"]) files.set(name, sent.get(name));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not say how far an upload is
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress?.(event.loaded / event.total);
    request.onerror = request.onabort = reject;
    request.onload = () => resolve(request.status === 200 && request.response);
    request.send(files);
  }).then((answer) => took(answer, now));
}

if (form && one("[data-files]")) {
  import("./files.js").then(({ enhance }) => enhance(document, { save: upload, changed }))
    .catch(() => {}); // without it a plain file input does the same
}

// --- Small comforts ---------------------------------------------------------------------------------------------------
// Letters left: shown only near the limit, so that nobody writes against a counter.
function count(box) {
  const note = document.getElementById(`${box.id}-count`);
  if (!note) return;
  const maximum = Number(box.dataset.maximum);
  const left = maximum - [...box.value].length; // as the server counts: an emoji is one
  note.hidden = left > Math.max(30, maximum / 10);
  const words = (left < 0 ? note.dataset.over : note.dataset.left).replace("{n}", Math.abs(left));
  if (!note.hidden && note.textContent !== words) note.textContent = words;
}

for (const box of all("[data-maximum]")) {
  count(box);
  box.addEventListener("input", () => count(box));
}

for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Tab and Space alone reach every answer, as a switch sends them: a browser lets Tab pass a group of radio buttons
// after one of them. Arrows work as before.
let tabbed = 0; // 1 onwards, -1 back

function group(radio) {
  const same = `input[type=radio][name="${CSS.escape(radio.name)}"]`;
  return all(same, radio.form ?? document).filter((other) => !other.closest("details:not([open])"));
}

document.addEventListener("keydown", (event) => {
  tabbed = event.key === "Tab" ? (event.shiftKey ? -1 : 1) : 0;
  if (!tabbed || event.target.type !== "radio") return;
  const others = group(event.target);
  const next = others[others.indexOf(event.target) + tabbed];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
document.addEventListener("pointerdown", () => { tabbed = 0; });
document.addEventListener("focusin", ({ target, relatedTarget }) => {
  if (!tabbed || target.type !== "radio" || relatedTarget?.name === target.name) return;
  group(target).at(tabbed > 0 ? 0 : -1)?.focus();
});

// What opens over the page closes when something else is pressed.
document.addEventListener("click", (event) => {
  for (const open of all("details[data-close][open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

// A phone without Ethiopic letters draws the same box for each of them: then, and only then, ours are fetched.
const pen = document.createElement("canvas").getContext("2d");
const widths = (letters) => new Set([...letters].map((letter) => pen.measureText(letter).width)).size;
if (["am", "ti"].includes(document.documentElement.lang) && widths("ሀመፀጨ") === 1) {
  document.documentElement.dataset.late = "ethiopic";
}
