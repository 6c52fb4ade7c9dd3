"""What of a page's words is cut off, sticks out, or lies on other words: measured in the browser."""

# Every piece of text, as the lines it makes; then what cuts a line off, and which lines of others lie on it.
CLIPPED = """() => {
  const faults = [], lines = [];
  const shown = one => one.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const aside = ".vh, .first, .skip, script, option, textarea, svg";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const owner = node.parentElement;
    if (!node.data.trim() || !shown(owner) || owner.closest(aside)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) lines.push({node, owner, box});
  }
  const words = line => line.node.data.trim().slice(0, 40);
  const over = (line, box) => line.box.left < box.left - 1 || line.box.right > box.right + 1;
  const page = {left: 0, right: document.documentElement.clientWidth};
  for (const line of lines) {
    if (over(line, page)) faults.push(`sticks out of the page: ${words(line)}`);
    for (let up = line.owner; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up), box = up.getBoundingClientRect();
      const cuts = style.overflowX !== "visible" && up.scrollHeight <= up.clientHeight + 1;
      if (cuts && over(line, box)) faults.push(`cut off: ${words(line)}`);
      if (!up.matches("button, .go, .plain, .tile, label, summary")) continue;
      if (over(line, box)) faults.push(`wider than its button: ${words(line)}`);
      break;
    }
  }
  // What lies above the page on purpose: a menu, the strip at the bottom.
  const floats = one => {
    for (let up = one; up; up = up.parentElement) {
      if (["fixed", "sticky"].includes(getComputedStyle(up).position) || up.matches(".menu ul")) return true;
    }
    return false;
  };
  // The ink of a line is at most its middle two thirds: the rest of its box is room between lines.
  const ink = ({left, right, top, bottom}) =>
    ({left, right, top: top + (bottom - top) / 6, bottom: bottom - (bottom - top) / 6});
  const flat = lines.filter(line => !floats(line.owner)).sort((a, b) => a.box.top - b.box.top);
  flat.forEach((one, index) => {
    const a = ink(one.box);
    for (const other of flat.slice(index + 1)) {
      const b = ink(other.box);
      if (b.top > a.bottom + 60) break;
      if (other.node === one.node || one.owner.contains(other.owner) || other.owner.contains(one.owner)) continue;
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 3 && high > 3) faults.push(`“${words(one)}” and “${words(other)}” lie on each other`);
    }
  });
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) faults.push("scrolls sideways");
  return [...new Set(faults)];
}"""


def clipped(page) -> list[str]:
    """Words of the page in the browser that are cut off, stick out, or lie on other words."""
    return page.evaluate(CLIPPED)
