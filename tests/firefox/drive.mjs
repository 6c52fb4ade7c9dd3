// A child's form in Firefox: type, leave, then look for the words every way back. Prints what was seen, as JSON.
// Takes JSON: {firefox, profile, open, addresses, exit, canary, control}. Driven by tests/support/firefox.py.
import puppeteer from "puppeteer-core";

const told = JSON.parse(process.argv[2]);
const PATIENCE = 20000;
const PREFS = {
  // Pages are kept for Back, as in people’s Firefox. No door but ours is open, and the last page stays where it is.
  "fission.bfcacheInParent": true, "browser.sessionhistory.max_total_viewers": -1,
  "accessibility.blockautorefresh": true,
  "network.proxy.type": 1, "network.proxy.no_proxies_on": "localhost, 127.0.0.1",
  "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9,
  "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9,
};
const looks = [];

const launch = () => puppeteer.launch({
  browser: "firefox", executablePath: told.firefox, headless: true, userDataDir: told.profile || undefined,
  extraPrefsFirefox: PREFS, defaultViewport: { width: 360, height: 740 },
});

// Asks the page until it says yes: it may just be going away, or be loaded again.
async function until(page, asked, ...values) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await page.evaluate(asked, ...values).catch(() => false);
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`never came on ${page.url()}: ${asked}`);
    await new Promise((resolve) => { setTimeout(resolve, 30); });
  }
}

const at = (page, end) => until(page, (wanted) => location.pathname.endsWith(wanted)
  && document.readyState === "complete", end);

async function look(page, how) {
  const [where, times, persisted] = await until(page, (canary) => document.readyState === "complete" && [
    location.pathname, [
      document.documentElement.outerHTML,
      ...[...document.querySelectorAll("input, textarea")].map((field) => field.value),
    ].join(" ").split(canary).length - 1, Boolean(window.cameBack)], told.canary);
  looks.push({ how, where, times, persisted });
}

let steps = 0;
async function travel(page, by) {
  steps += 1;
  await page.evaluate((mark) => { window.mark = mark; }, steps);
  await page.evaluate((step) => { history.go(step); }, by);
  await until(page, (mark) => window.mark !== mark, steps);
}

async function press(page, selector, leadsTo) {
  await page.click(selector);
  await at(page, leadsTo);
}

async function boxes(page) {
  await open(page);
  await press(page, 'main [name="go"][value="next"]', "/way");
  await page.evaluate(() => { document.querySelector('[name="way"][value="short"]').checked = true; });
  await press(page, 'main [name="go"][value="next"]', "/short");
}

async function open(page) {
  await page.goto(told.open);
  await page.click("main form button");
  await until(page, () => location.pathname.startsWith("/answer/") && document.readyState === "complete");
}

const exits = {
  leave: (page) => page.click("[data-leave]"),
  escape: async (page) => { await page.keyboard.press("Escape"); await page.keyboard.press("Escape"); },
  send: async (page) => {
    await press(page, 'main [name="go"][value="end"]', "/check");
    await press(page, 'main [name="go"][value="send"]', "/done");
  },
};

async function waysBack(page, browser) {
  const length = await page.evaluate(() => history.length);
  for (const by of [-1, 1]) {
    for (let step = 1; step < length; step += 1) {
      await travel(page, by);
      await look(page, by < 0 ? "back" : "forward");
    }
  }
  for (const address of told.addresses) {
    const other = await browser.newPage();
    await other.goto(address);
    await look(other, "address");
  }
  await open(page);
  await look(page, "link");
}

async function leaving() {
  let browser = await launch();
  const page = await browser.newPage();
  await boxes(page);
  await page.type('[name="worries"]', told.canary);
  await page.evaluate(() => document.activeElement.blur());
  const saved = await until(page, () => /^Saved /.test(document.querySelector(".state").textContent)
    && document.querySelector(".state").textContent);
  await page.type('[name="well"]', `${told.canary} again`);
  await exits[told.exit](page);
  await until(page, () => !location.pathname.endsWith("/short"));
  await look(page, "here");
  await waysBack(page, browser);
  await browser.close();
  if (told.profile) {
    browser = await launch();
    await waysBack(await browser.newPage(), browser);
    await browser.close();
  }
  return saved;
}

// Whether this Firefox does keep pages and what was typed on them: else no look could find anything.
async function control() {
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(`${told.control}?1`);
  await page.type("textarea", told.canary);
  await page.goto(`${told.control}?2`);
  await travel(page, -1);
  await look(page, "back");
  await browser.close();
}

const saved = told.control ? await control() : await leaving();
console.log(JSON.stringify({ saved, looks }));
