/** The machine's Chromium, and a visitor in it who notices whatever goes wrong in the page. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

export interface Visitor {
  readonly page: Page;
  /** What the page complained about: an error in its console, or one that nobody caught. */
  readonly faults: string[];
  close(): Promise<void>;
}

/** A call that is answered with one of these is told in the console by the browser itself, whatever the page makes of it. */
const TOLD_BY_BROWSER = "Failed to load resource";

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** @param answers  also those that the browser complains about by itself: a test that expects a 409 leaves them out */
export async function visit(
  browser: Browser,
  options: BrowserContextOptions & { readonly answers?: boolean } = {},
): Promise<Visitor> {
  const { answers = true, ...others } = options;
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/Madrid",
    reducedMotion: "reduce",
    ...others,
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  page.on("console", (line) => {
    if (line.type() !== "error" && line.type() !== "warning") return;
    if (answers || !line.text().startsWith(TOLD_BY_BROWSER)) faults.push(line.text());
  });
  return { page, faults, close: () => context.close() };
}

function chromiumPath(): string {
  const named = process.env["CHROMIUM_PATH"];
  if (named) return named;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  if (found === undefined)
    throw new Error("The tests need a Chromium: type 'node scripts/setup.mjs test', or set CHROMIUM_PATH.");
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
