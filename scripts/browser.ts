/** A Chromium for the browser tests: the one named, the system's, Debian's by apt where that may be installed, else Playwright's own. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

/** @returns its path. Ends the process with one clear line where there is none to be had. */
export async function ensureBrowser(): Promise<string> {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (existsSync(named)) return named;
    return fail(`CHROME_PATH names ${named}, which is not there.`);
  }
  const found = [...SYSTEM, chromium.executablePath()].find((file) => existsSync(file));
  if (found) return found;
  console.error('warroom: installing Chromium for the browser tests (once) …');
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    // The screens are Chinese first: without a CJK font of the system the fall-backs would be boxes.
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } else {
    spawnSync(process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium'], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const installed = [...SYSTEM, chromium.executablePath()].find((file) => existsSync(file));
  return installed ?? fail('no Chromium could be installed. Install one and name it: CHROME_PATH=/path/to/chromium npm test');
}

function fail(line: string): never {
  console.error(`warroom: ${line}`);
  process.exit(1);
}
