// Recording a voice: record, stop, listen, then keep or delete. The microphone is off whenever nothing is recorded.
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const BITS = 48000; // a second
const TICK = 200; // milliseconds

export class Recording {
  constructor(place, box) {
    this.place = place;
    this.box = box;
    this.longest = Number(box.dataset.longest);
    this.stream = this.recorder = this.take = null;
    this.asked = 0; // counts the times the microphone was asked for: an answer that comes too late is not used
    this.can = Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);
    this.find("record").addEventListener("click", () => this.start());
    this.find("stop").addEventListener("click", () => this.stop());
    this.find("keep").addEventListener("click", () => this.finishTake());
    this.find("delete").addEventListener("click", () => this.drop());
    if (!this.can) place.say("refused");
  }

  find(name) {
    return this.box.querySelector(`[data-${name}]`);
  }

  // Which of the buttons are there: "ready", "recording" or "taken".
  show(state) {
    const hadFocus = this.box.contains(document.activeElement);
    this.find("record").hidden = state !== "ready";
    this.find("stop").hidden = this.find("clock").hidden = state !== "recording";
    this.find("hear").hidden = this.find("decide").hidden = state !== "taken";
    const next = { ready: "record", recording: "stop", taken: "keep" }[state];
    if (hadFocus) this.find(next).focus(); // the button that had it is gone
  }

  // --- the microphone ---------------------------------------------------------------------------------
  async start() {
    const mine = (this.asked += 1);
    this.place.refuse("");
    this.place.say("asking");
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      if (mine === this.asked) this.place.refuse(this.place.words("refused"));
      return;
    }
    if (mine !== this.asked || document.hidden) {
      stop(stream);
      if (document.hidden) this.place.say("");
      return;
    }
    this.stream = stream;
    try {
      this.record();
    } catch {
      this.silence();
      this.place.refuse(this.place.words("refused"));
    }
  }

  record() {
    const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
    const recorder = new MediaRecorder(this.stream, { ...(kind && { mimeType: kind }), audioBitsPerSecond: BITS });
    const parts = [];
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", () => this.taken(recorder, new Blob(parts, { type: recorder.mimeType })));
    recorder.addEventListener("error", () => this.stop());
    recorder.start();
    this.recorder = recorder;
    this.since = performance.now();
    this.timer = setInterval(() => this.tick(), TICK);
    this.tick();
    this.show("recording");
    this.place.changed();
    this.place.say("recording");
  }

  tick() {
    const seconds = (performance.now() - this.since) / 1000;
    const clock = this.find("clock");
    const words = clock.dataset.time.replace("{now}", minutes(seconds)).replace("{most}", minutes(this.longest));
    if (clock.textContent !== words) clock.textContent = words;
    if (seconds < this.longest) return;
    this.atLongest = true;
    this.stop();
  }

  stop() {
    clearInterval(this.timer);
    if (this.recorder?.state === "recording") this.recorder.stop();
    if (this.stream) stop(this.stream);
    this.stream = null;
  }

  taken(recorder, blob) {
    if (recorder !== this.recorder) return; // it was thrown away meanwhile
    this.recorder = null;
    if (!blob.size) {
      this.show("ready");
      this.place.say("nothing");
      return;
    }
    this.take = blob;
    this.find("hear").src = URL.createObjectURL(blob);
    this.show("taken");
    this.place.say(this.atLongest ? "longest" : "open");
    this.atLongest = false;
  }

  // --- keep or delete ---------------------------------------------------------------------------------
  async finishTake() {
    const take = this.take;
    if (!take || this.place.going) return;
    this.find("hear").pause();
    if ((await this.place.keep(take, "recording")) === "kept") {
      this.reset();
      this.place.state.focus();
    }
  }

  drop() {
    this.reset();
    this.place.refuse("");
    this.place.say("deleted");
  }

  reset() {
    const listen = this.find("hear");
    listen.pause();
    URL.revokeObjectURL(listen.src);
    listen.removeAttribute("src");
    this.take = null;
    this.show("ready");
    this.fit(this.place.room);
  }

  isOpen() {
    return Boolean(this.recorder || this.take);
  }

  // The page is to go on: whether to keep a recording is for who spoke to say.
  async finish() {
    this.stop();
    return false;
  }

  forget() {}

  fit(room) {
    this.box.hidden = !this.can || (room < 1 && !this.isOpen());
  }

  // The page is out of sight: nothing is recorded that nobody sees. What was said stays.
  pause() {
    this.asked += 1;
    this.stop();
  }

  // The page goes: the microphone stops, and what was not kept is gone.
  silence() {
    this.asked += 1;
    const recorder = this.recorder;
    this.recorder = null;
    clearInterval(this.timer);
    if (recorder?.state === "recording") recorder.stop();
    if (this.stream) stop(this.stream);
    this.stream = null;
    this.find("hear").pause();
  }
}

function stop(stream) {
  for (const track of stream.getTracks()) track.stop();
}

function minutes(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
