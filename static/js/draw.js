// Drawing with a finger, a mouse, single taps or the arrow keys. What is drawn is a list of marks, so that each can be
// undone. The paper is always 1200 by 900, whatever the size of the window.
const WIDTH = 1200;
const HEIGHT = 900;
const THIN = 10;
const THICK = 28;
const RUBBER = 70;
const STAMP = 190;
const STEP = 30; // of an arrow key; four times as much with Shift
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const REST = 10000; // milliseconds without a new mark until the drawing is kept by itself
const PAPER = "#fff";

export class Drawing {
  constructor(place, box) {
    this.place = place;
    this.box = box;
    this.canvas = box.querySelector("[data-paper]");
    this.pen = this.canvas.getContext("2d");
    this.over = box.querySelector("[data-over]").getContext("2d");
    this.more = place.find("more");
    this.mode = "pen";
    this.ink = box.querySelector("[data-ink]").dataset.ink;
    this.thick = false;
    this.open = true; // the paper lies there; closed once the drawing is done
    this.begin();
    this.listen();
  }

  begin() {
    clearTimeout(this.timer);
    this.marks = [];
    this.keptAs = ""; // the id under which this drawing is kept
    this.version = this.keptVersion = 0;
    this.from = null; // where a line of two taps begins
    this.mark = null; // the mark that a finger is making
    this.cursor = { x: WIDTH / 2, y: HEIGHT / 2 };
    this.redraw();
    this.hint();
  }

  listen() {
    this.box.addEventListener("click", (event) => this.press(event.target.closest("button")));
    this.more.addEventListener("click", () => {
      this.open = true;
      this.fit(this.place.room);
      this.canvas.focus();
    });
    this.canvas.addEventListener("pointerdown", (event) => this.down(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    this.canvas.addEventListener("pointerup", (event) => this.up(event));
    this.canvas.addEventListener("pointercancel", () => this.lift());
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("blur", () => this.hint());
  }

  // --- tools ------------------------------------------------------------------------------------------
  press(button) {
    if (!button) return;
    const { ink, mode, stamp, thick } = button.dataset;
    if (ink) {
      this.ink = ink;
      if (this.mode !== "line") this.use("pen");
    } else if (mode) this.use(mode);
    else if (stamp) this.take(button);
    else if (thick) this.thick = !this.thick;
    else if ("undo" in button.dataset) this.undo();
    else if ("clear" in button.dataset) this.add({ clear: true });
    else if ("done" in button.dataset) this.done();
    for (const one of this.box.querySelectorAll("[aria-pressed]")) {
      const own = one.dataset;
      const on = own.ink ? own.ink === this.ink : own.thick ? this.thick : own.stamp
        ? this.mode === "stamp" && own.stamp === this.stampName : own.mode === this.mode;
      one.setAttribute("aria-pressed", String(on));
    }
  }

  use(mode) {
    this.mode = mode;
    this.from = null;
    this.hint();
  }

  // A picture of ours as a stamp: drawn from the one on its button, without the tile under it.
  async take(button) {
    const drawn = button.querySelector("svg").cloneNode(true);
    drawn.querySelector('rect[x="-4"]')?.remove();
    drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    drawn.setAttribute("width", STAMP);
    drawn.setAttribute("height", STAMP);
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(drawn))}`;
    this.use("stamp");
    this.stampName = button.dataset.stamp;
    this.stamp = image;
    await image.decode().catch(() => {});
    this.redraw(); // for one that was put down before it was ready
  }

  // --- marks ------------------------------------------------------------------------------------------
  get width() {
    return this.mode === "rubber" ? RUBBER : this.thick ? THICK : THIN;
  }

  get colour() {
    return this.mode === "rubber" ? PAPER : this.ink;
  }

  // A tap, a click, or the space bar: a dot, one end of a line, or a stamp.
  tap(point) {
    if (this.mode === "stamp") {
      this.add({ stamp: this.stamp, at: point });
    } else if (this.mode === "line" && !this.from) {
      this.from = point;
      this.place.say("line");
    } else {
      this.add({ ink: this.colour, width: this.width, points: [this.from ?? point, point] });
      this.from = null;
    }
    this.hint();
  }

  add(mark) {
    this.marks.push(mark);
    this.touch();
  }

  undo() {
    if (this.from) this.use(this.mode);
    else if (this.marks.pop()) this.touch();
  }

  touch() {
    this.version += 1;
    this.redraw();
    this.place.changed();
    if (!this.visible.length) this.place.say("");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), REST);
  }

  get visible() {
    return this.marks.slice(this.marks.map((mark) => Boolean(mark.clear)).lastIndexOf(true) + 1);
  }

  redraw() {
    this.pen.fillStyle = PAPER;
    this.pen.fillRect(0, 0, WIDTH, HEIGHT);
    this.pen.lineCap = this.pen.lineJoin = "round";
    for (const mark of this.visible) this.drawMark(mark);
  }

  drawMark({ stamp, at, ink, width, points }) {
    if (stamp) {
      if (stamp.complete && stamp.naturalWidth) {
        this.pen.drawImage(stamp, at.x - STAMP / 2, at.y - STAMP / 2, STAMP, STAMP);
      }
      return;
    }
    this.pen.strokeStyle = ink;
    this.pen.lineWidth = width;
    this.pen.beginPath();
    this.pen.moveTo(points[0].x, points[0].y);
    this.pen.lineTo(points[0].x + 0.1, points[0].y); // a line of no length would not be drawn: a tap is a dot
    for (const point of points) this.pen.lineTo(point.x, point.y);
    this.pen.stroke();
  }

  // --- fingers and mice -------------------------------------------------------------------------------
  at(event) {
    const shown = this.canvas.getBoundingClientRect();
    const [x, y] = [(event.clientX - shown.x) / shown.width, (event.clientY - shown.y) / shown.height];
    return { x: x * WIDTH, y: y * HEIGHT };
  }

  down(event) {
    if (!event.isPrimary || event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.hint();
    if (this.mode === "pen" || this.mode === "rubber") {
      this.mark = { ink: this.colour, width: this.width, points: [this.at(event)] };
      this.drawMark(this.mark);
    }
  }

  move(event) {
    if (!this.mark || !event.isPrimary) return;
    const before = this.mark.points[this.mark.points.length - 1];
    const seen = event.getCoalescedEvents?.() ?? [];
    const points = (seen.length ? seen : [event]).map((one) => this.at(one));
    this.mark.points.push(...points);
    this.drawMark({ ...this.mark, points: [before, ...points] });
  }

  up(event) {
    if (!event.isPrimary || event.button !== 0) return;
    if (this.mark) this.lift();
    else this.tap(this.at(event));
  }

  lift() {
    if (this.mark) this.add(this.mark);
    this.mark = null;
  }

  // --- keys -------------------------------------------------------------------------------------------
  key(event) {
    const arrow = ARROWS[event.key];
    if (!arrow && event.key !== " ") return;
    event.preventDefault(); // the page stays where it is
    if (arrow) {
      const step = event.shiftKey ? 4 * STEP : STEP;
      this.cursor.x = Math.min(WIDTH, Math.max(0, this.cursor.x + arrow[0] * step));
      this.cursor.y = Math.min(HEIGHT, Math.max(0, this.cursor.y + arrow[1] * step));
    } else {
      this.tap({ ...this.cursor });
    }
    this.hint(true);
  }

  // What is seen and not drawn: where a line begins, and where the keys are.
  hint(keys = false) {
    this.over.clearRect(0, 0, WIDTH, HEIGHT);
    if (this.from) this.ring(this.from, 14);
    if (keys) {
      this.ring(this.cursor, 30);
      this.ring(this.cursor, 4);
    }
  }

  ring({ x, y }, radius) {
    for (const [colour, width] of [["#fff", 12], ["#16252d", 6]]) {
      this.over.strokeStyle = colour;
      this.over.lineWidth = width;
      this.over.beginPath();
      this.over.arc(x, y, radius, 0, 2 * Math.PI);
      this.over.stroke();
    }
  }

  // --- keeping ----------------------------------------------------------------------------------------
  isOpen() {
    return this.open && this.version !== this.keptVersion && this.visible.length > 0;
  }

  // Keep it as it is now, in place of what was kept of it before.
  async keep() {
    clearTimeout(this.timer);
    while (this.keeping) await this.keeping; // or it would be kept twice
    if (!this.isOpen()) return true;
    this.keeping = this.upload();
    try {
      return await this.keeping;
    } finally {
      this.keeping = null;
    }
  }

  async upload() {
    const { version, place } = this;
    const blob = await new Promise((done) => this.canvas.toBlob(done, "image/png"));
    const before = new Set(place.files);
    before.delete(this.keptAs);
    if ((await place.keep(blob, "drawing.png", this.keptAs)) !== "kept") return false;
    this.keptAs = place.files.find((id) => !before.has(id)) ?? "";
    this.keptVersion = version;
    if (this.isOpen()) place.say("open"); // more was drawn meanwhile
    return true;
  }

  finish() {
    return this.keep();
  }

  async done() {
    if (!this.visible.length) {
      this.place.say("empty");
    } else if (await this.keep()) {
      this.open = false;
      this.begin();
      this.place.showRoom();
      this.place.state.focus();
    }
  }

  forget(id) {
    if (id !== this.keptAs) return;
    this.begin();
    this.place.showRoom();
  }

  fit(room) {
    const fits = room > 0 || Boolean(this.keptAs);
    this.box.hidden = !this.open || !fits;
    this.more.hidden = this.open || !fits;
  }

  pause() {
    this.keep();
  }

  silence() {
    clearTimeout(this.timer);
  }
}
