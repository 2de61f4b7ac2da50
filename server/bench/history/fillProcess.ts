/** Fills the store of a directory in a process of its own. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

export interface Filled {
  events: number;
  alertRows: number;
  sizeBytes: number;
  seconds: number;
}

/** @param wish options of `fillCommand.ts` but for the directory */
export async function fill(dataDir: string, wish: string[]): Promise<Filled> {
  const command = path.join(import.meta.dirname, 'fillCommand.ts');
  const argv = ['--disable-warning=ExperimentalWarning', command, '--data', dataDir, ...wish];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { maxBuffer: 1 << 24 });
  return JSON.parse(stdout.trim().split('\n').at(-1) as string) as Filled;
}
