// Pictures and sound: kept as soon as they are there, with progress, and refused in words. Every word comes from the
// page (templates/parts/files.html), which works without this script: it then has a plain file input.
import { Drawing } from "./draw.js";
import { Recording } from "./record.js";

const BOX = "[data-files]:not([data-live])";
const LEAVE = "[data-leave]";
const AT_ONCE = "[data-leave], [data-lock], [data-tell]";
const MAKERS = { drawing: Drawing, voice: Recording };
const LONGEST_SIDE = 1600; // of a photo that leaves the phone; drawing it anew also drops the place it was taken at
const QUALITY = 0.85;

const SILENCE = 45000; // milliseconds without any sign of an upload: the line is dead

const places = [];
let queue = Promise.resolve(); // one upload at a time: a phone's line is narrow
let settling = false;

// Bring the questions in `root` to life. `api` is the page's own keeping: save(formData, onProgress), which says which
// page and which turn it is, and changed(). See respond.js.
export function enhance(root, api) {
  const boxes = root.matches?.(BOX) ? [root] : root.querySelectorAll(BOX);
  if (!places.length) listen();
  for (const box of boxes) places.push(new Place(box, api));
}

function listen() {
  window.addEventListener("submit", hold, true); // before every other listener
  window.addEventListener("pagehide", () => places.forEach((place) => place.maker?.silence()));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && !isGone()) places.forEach((place) => place.maker?.pause());
  });
}

// A page that is being left is blank, and so are its fields: nothing may be kept from there on.
function isGone() {
  return document.body.hidden;
}

// What is not kept yet is kept before the page goes on. Nothing holds up who leaves, hides the page or calls for help.
function hold(event) {
  const { target, submitter } = event;
  if (submitter?.matches(AT_ONCE)) {
    for (const place of places) place.maker?.[submitter.matches(LEAVE) ? "silence" : "pause"]();
    return;
  }
  const open = places.filter((place) => place.form === target && place.isOpen());
  if (!settling && !open.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!settling) settle(open).then((settled) => settled && target.requestSubmit(submitter));
}

async function settle(open) {
  settling = true;
  let settled = true;
  for (const place of open) {
    if (!(await place.finish())) {
      if (settled) place.point();
      settled = false;
    }
  }
  settling = false;
  return settled;
}

// One question that takes files: what is kept, what is going, and what is said about it.
class Place {
  constructor(box, api) {
    this.box = box;
    this.api = api;
    this.form = box.closest("form");
    this.name = box.dataset.name;
    this.most = Number(box.dataset.most);
    this.input = this.find("taking").querySelector("input");
    this.waiting = null; // what was chosen and is not kept: the line broke
    this.going = 0;
    this.warned = false;
    box.dataset.live = "";
    this.state = this.find("note");
    this.state.tabIndex = -1;
    this.input.addEventListener("change", () => {
      this.choosing = this.choose();
    });
    this.find("again").addEventListener("click", () => this.tryAgain());
    this.find("forget").addEventListener("click", () => this.wait(null));
    this.find("kept").addEventListener("click", (event) => this.takeAway(event));
    this.offerWords();
    const Maker = MAKERS[box.dataset.files];
    this.maker = Maker ? new Maker(this, this.find("make")) : null;
    this.showRoom();
  }

  find(name) {
    return this.box.querySelector(`[data-${name}]`);
  }

  words(key) {
    return this.box.dataset[`say${key[0].toUpperCase()}${key.slice(1)}`] ?? "";
  }

  say(key) {
    const words = key && this.words(key);
    if (this.state.textContent !== words) this.state.textContent = words;
  }

  refuse(words) {
    const problem = this.find("problem");
    problem.textContent = words;
    problem.hidden = !words;
    const id = problem.id;
    // Both are told to whoever comes to the input.
    const others = (this.input.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
    this.input.setAttribute("aria-describedby", [...others, ...(words ? [id] : [])].join(" "));
    if (words) {
      this.input.setAttribute("aria-invalid", "true");
      this.say("");
    } else {
      this.input.removeAttribute("aria-invalid");
    }
  }

  // Where to look, when a button did not go on.
  point() {
    for (let fold = this.box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    this.find("problem").scrollIntoView({ block: "center" });
  }

  // --- keeping --------------------------------------------------------------------------------------
  get files() {
    return [...this.find("kept").children].map((item) => item.querySelector("button").value.slice(5));
  }

  get room() {
    return this.most - this.files.length;
  }

  // Keep one file, in place of the kept one `instead` if there is one: "kept", "refused" or "failed".
  async keep(blob, name, instead = "") {
    if (blob.size > Number(this.box.dataset.largest)) {
      this.refuse(this.words("large"));
      return "refused";
    }
    return this.post((data) => {
      data.set(this.name, blob, name);
      if (instead) data.set(`${this.name}-instead`, instead);
    });
  }

  post(change) {
    this.going += 1;
    const work = queue.then(() => this.send(change)).finally(() => {
      this.going -= 1;
    });
    queue = work.catch(() => {});
    return work;
  }

  // The whole page goes along as it is now: what is not sent along would be blanked. No other file does.
  async send(change) {
    if (isGone()) return "failed";
    const data = new FormData(this.form);
    for (const input of this.form.querySelectorAll("input[type=file]")) data.delete(input.name);
    change(data);
    const bar = this.find("going");
    bar.value = 0;
    bar.hidden = false;
    this.refuse("");
    this.say("keeping");
    const answer = await answered((heard) => this.api.save(data, (part) => {
      bar.value = 100 * part;
      heard();
    }));
    bar.hidden = true;
    return this.read(answer);
  }

  read(answer) {
    const problem = answer?.problems?.[this.name];
    if (answer?.files) this.show(answer.files[this.name] ?? []);
    if (!problem && answer?.saved) {
      this.say("kept");
      return "kept";
    }
    this.refuse(problem ?? this.words("failed"));
    return problem ? "refused" : "failed";
  }

  show(files) {
    const list = this.find("kept");
    const known = new Map([...list.children].map((item) => [item.querySelector("button").value, item]));
    list.replaceChildren(...files.map((file, place) => {
      const item = known.get(`drop:${file.id}`) ?? newItem(file);
      const [shown, button] = item.children;
      const words = list.dataset.alt.replace("{n}", place + 1);
      shown.setAttribute(file.is_sound ? "aria-label" : "alt", words);
      button.textContent = list.dataset.away.replace("{n}", place + 1);
      return item;
    }));
    this.showRoom();
  }

  showRoom() {
    const none = this.room < 1;
    this.find("taking").hidden = none;
    this.find("full").hidden = !none;
    this.input.multiple = this.room > 1;
    this.maker?.fit(this.room);
  }

  async takeAway(event) {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    const id = button.value.slice(5);
    if ((await this.post((data) => data.set("drop", id))) === "kept") {
      this.maker?.forget(id);
      this.say("gone");
      this.state.focus();
    }
  }

  // --- choosing -------------------------------------------------------------------------------------
  async choose() {
    const chosen = [...this.input.files];
    this.input.value = ""; // or the page's own form would send them a second time
    this.going += 1;
    for (const file of chosen.slice(0, this.room)) {
      const blob = this.input.accept.startsWith("image") ? await smaller(file) : file;
      this.preview(blob);
      const how = await this.keep(blob, "chosen");
      this.wait(how === "failed" ? blob : null);
      if (how !== "kept") break;
    }
    this.going -= 1;
    if (chosen.length > 1 && this.room < 1 && !this.waiting) this.refuse(this.words("room"));
  }

  async tryAgain() {
    if (this.waiting && (await this.keep(this.waiting, "chosen")) !== "failed") this.wait(null);
  }

  preview(blob) {
    const shown = this.find("preview");
    if (shown.src) URL.revokeObjectURL(shown.src);
    shown.removeAttribute("src");
    shown.hidden = !blob || !this.input.accept.startsWith("image");
    if (!shown.hidden) shown.src = URL.createObjectURL(blob);
    this.find("waiting").hidden = shown.hidden;
  }

  wait(blob) {
    this.waiting = blob;
    this.preview(blob);
    this.find("waiting").hidden = !blob;
    this.find("again").hidden = this.find("forget").hidden = !blob;
    if (!blob && this.find("problem").textContent === this.words("failed")) this.refuse("");
  }

  // --- before the page goes ---------------------------------------------------------------------------
  isOpen() {
    return !this.warned && Boolean(this.going || this.waiting || this.maker?.isOpen());
  }

  // Keep what is not kept yet; when that does not work, say so once, and let them go on without it the next time.
  async finish() {
    await this.choosing;
    await queue;
    if (this.waiting) await this.tryAgain();
    if (!this.waiting && (!this.maker?.isOpen() || (await this.maker.finish()))) return true;
    this.refuse(`${this.find("problem").textContent || this.words("open")} ${this.words("stuck")}`);
    this.warned = true;
    return false;
  }

  changed() {
    this.warned = false;
    this.say("open");
    this.api.changed?.();
  }

  // --- words instead ----------------------------------------------------------------------------------
  offerWords() {
    const boxes = [...this.form.querySelectorAll("main [data-maximum]")].filter((box) => !box.closest(".by-helper"));
    const after = (box) => this.box.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING;
    const box = boxes.find(after) ?? boxes[boxes.length - 1];
    const way = this.find("words");
    way.hidden = !box;
    way.addEventListener("click", () => {
      for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      box.focus();
    });
  }
}

// What `send` comes back with; null when it breaks, or is not heard of any more.
function answered(send) {
  return new Promise((done) => {
    let timer = 0;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => done(null), SILENCE);
    };
    heard();
    send(heard).then(done, () => done(null)).finally(() => clearTimeout(timer));
  });
}

function newItem(file) {
  const item = document.createElement("li");
  const shown = document.createElement(file.is_sound ? "audio" : "img");
  const button = document.createElement("button");
  if (file.is_sound) {
    shown.controls = true;
    shown.preload = "none";
  }
  shown.src = file.url;
  button.className = "plain small";
  button.name = "go";
  button.value = `drop:${file.id}`;
  item.append(shown, button);
  return item;
}

// The picture drawn anew, no longer than LONGEST_SIDE; as it is when this browser cannot read it, and the server may.
async function smaller(file) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return file;
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; // what is transparent would turn black
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return blob ?? file;
}
