// Small comforts on a page that works without them. Nothing is stored, nothing is fetched.

const LEAVE = "[data-leave]";
const TWICE = 1500; // milliseconds within which a second Escape means: leave
const HELD = 10000; // after so long without an answer, a button may be pressed again

// Letters left: shown only near the limit, so that nobody writes against a counter.
function count(box) {
  const note = document.getElementById(`${box.id}-count`);
  if (!note) return;
  const maximum = Number(box.dataset.maximum);
  const left = maximum - [...box.value].length; // as the server counts: an emoji is one
  note.hidden = left > Math.max(30, maximum / 10);
  if (note.hidden) return;
  const words = (left < 0 ? note.dataset.over : note.dataset.left).replace("{n}", Math.abs(left));
  if (note.textContent !== words) note.textContent = words;
}

for (const box of document.querySelectorAll("[data-maximum]")) {
  count(box);
  box.addEventListener("input", () => count(box));
}

// A second press of a button changes nothing. The button stays enabled: a disabled one is not sent along.
// Leave always goes through, and blanks the page before the answer comes.
let held = 0;
document.addEventListener("submit", (event) => {
  if (event.submitter?.matches(LEAVE)) {
    blank(true);
  } else if (Date.now() - held < HELD) {
    event.preventDefault();
  } else {
    held = Date.now();
  }
});

window.addEventListener("pageshow", () => {
  held = 0;
  blank(false);
});

function blank(yes) {
  document.body.hidden = yes;
}

// Escape pressed twice leaves. Once does nothing, as it also ends dictation and word suggestions.
let escaped = 0;
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.repeat) return;
  const again = Date.now() - escaped < TWICE;
  escaped = Date.now();
  if (again) leave(document.querySelector(LEAVE));
});

function leave(way) {
  if (!way) return;
  if (way.form) {
    way.form.requestSubmit(way);
  } else {
    blank(true);
    location.replace(way.href);
  }
}

// What opens over the page closes when something else is pressed.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details[data-close][open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
