import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The paths of Chromium in distributions; CHROMIUM_PATH is another one. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = [process.env.CHROMIUM_PATH, ...PLACES].find((path) => path && existsSync(path));
const NO_BROWSER = `no browser at ${PLACES.join(', ')}: install chromium, or set CHROMIUM_PATH`;

/** Describes what is seen in a real browser. Without one it is left out, and said so; on a build server it fails. */
export function describeInBrowser(name: string, body: () => void): void {
  if (!executablePath && !process.env.CI) process.stderr.write(`\nSKIPPED: ${name}. There is ${NO_BROWSER}\n\n`);
  (executablePath || process.env.CI ? describe : describe.skip)(name, body);
}

export async function launchBrowser(...args: string[]): Promise<Browser> {
  if (!executablePath) throw new Error(NO_BROWSER);
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...args] });
}
