/** Where k6 comes from: named, installed, or built from the pinned Go module beside this file. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
export const K6_MODULE_DIR = path.join(here, 'k6');
export const BUILT_K6 = path.join(here, 'bin', 'k6');

/** The oldest Go that builds k6 v2 is 1.25. */
const MIN_GO_MINOR = 25;
const ADVICE = 'install k6 v2 (https://grafana.com/docs/k6/latest/set-up/install-k6/) or Go 1.25 or newer, or name a binary in K6_PATH';

/** What finding k6 needs of the machine; tests pass their own. */
export interface Machine {
  environment: Record<string, string | undefined>;
  exists(file: string): boolean;
  /** Standard output of a command, or null where it cannot be run or fails. */
  output(command: string, args: readonly string[]): string | null;
  /** Runs `go build` in the pinned module; says whether it worked. */
  build(target: string): boolean;
  say(line: string): void;
}

/** `k6 v2.0.0 (go1.26, linux/amd64)` → 2; null where the text names no version. */
export function k6Major(versionText: string | null): number | null {
  const major = versionText?.match(/k6(?:\.exe)? v(\d+)\./)?.[1];
  return major === undefined ? null : Number(major);
}

/** `go version go1.26.8 linux/amd64` → whether it can build k6 v2. */
export function canBuildK6(goVersionText: string | null): boolean {
  const [, major, minor] = goVersionText?.match(/go(\d+)\.(\d+)/) ?? [];
  return major !== undefined && (Number(major) > 1 || Number(minor) >= MIN_GO_MINOR);
}

/** @throws Error with one line that says what to do. */
export function findK6(machine: Machine): string {
  const named = machine.environment.K6_PATH;
  if (named) {
    if (machine.exists(named)) return named;
    throw new Error(`K6_PATH names ${named}, which is not there`);
  }
  // An older k6 has no k6/websockets: it is passed over, not tried.
  if ((k6Major(machine.output('k6', ['version'])) ?? 0) >= 2) return 'k6';
  if (machine.exists(BUILT_K6)) return BUILT_K6;
  if (!canBuildK6(machine.output('go', ['version']))) throw new Error(`k6 is not on this machine: ${ADVICE}`);
  machine.say('loadtest: building k6 with Go (once; some minutes) …');
  if (!machine.build(BUILT_K6)) throw new Error(`building k6 failed, its messages stand above: ${ADVICE}`);
  return BUILT_K6;
}
