// Keeps a long staff form while somebody writes, so that no session's end takes their words. Without it, Keep does.
const form = document.querySelector("[data-keep]"), line = form.querySelector("[data-kept]");
let timer = 0, changed = false;

async function keep() {
  if (!changed) return;
  changed = false;
  const body = new FormData(form);
  body.set("go", "keep");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
    if (!answer.ok) throw new Error(answer.status);
    line.textContent = `Kept at ${(await answer.json()).saved}`;
  } catch {
    changed = true;
    line.textContent = "Not kept: copy what you wrote before you leave this page.";
  }
}

form.addEventListener("input", () => {
  changed = true;
  clearTimeout(timer);
  timer = setTimeout(keep, 3000);
});
form.addEventListener("submit", () => clearTimeout(timer));
document.addEventListener("visibilitychange", () => document.hidden && keep());
