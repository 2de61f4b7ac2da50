/** A scratch copy of the working tree, with the packages of this one, to change and to check as a person would. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const LEFT_OUT = new Set(['node_modules', 'dist', '.git', 'data', '.vite']);

export interface Outcome {
  passed: boolean;
  output: string;
}

export class ScratchCopy {
  readonly root = mkdtempSync(path.join(os.tmpdir(), 'warroom-scratch-'));

  constructor() {
    for (const entry of readdirSync(ROOT)) {
      if (LEFT_OUT.has(entry)) continue;
      cpSync(path.join(ROOT, entry), path.join(this.root, entry), {
        recursive: true,
        filter: (file) => !LEFT_OUT.has(path.basename(file)),
      });
    }
    this.#linkPackages('node_modules');
    // Workspaces may have packages of their own version.
    for (const workspace of ['protocol', 'server', 'display', 'loadtest', 'dashboards']) this.#linkPackages(`${workspace}/node_modules`);
  }

  /** Packages by links; the workspaces' own are those of the copy. */
  #linkPackages(folder: string): void {
    let names: string[];
    try {
      names = readdirSync(path.join(ROOT, folder));
    } catch {
      return;
    }
    const target = path.join(this.root, folder);
    mkdirSync(target);
    for (const name of names) {
      if (name !== '@warroom') symlinkSync(path.join(ROOT, folder, name), path.join(target, name));
    }
    if (!names.includes('@warroom')) return;
    mkdirSync(path.join(target, '@warroom'));
    for (const name of readdirSync(path.join(ROOT, folder, '@warroom')))
      symlinkSync(path.join(this.root, name), path.join(target, '@warroom', name));
  }

  add(folder: string): void {
    cpSync(folder, this.root, { recursive: true });
  }

  read(file: string): string {
    return readFileSync(path.join(this.root, file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.root, file), text);
  }

  /** Types of server, protocol and tools. */
  types(): Outcome {
    return this.#node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--incremental', '--tsBuildInfoFile', '.types');
  }

  displayTypes(): Outcome {
    const args = ['--noEmit', '-p', 'display/tsconfig.json', '--incremental', '--tsBuildInfoFile', '.display-types'];
    return this.#node('node_modules/vue-tsc/bin/vue-tsc.js', ...args);
  }

  tests(project: string, ...files: string[]): Outcome {
    return this.#node('node_modules/vitest/vitest.mjs', 'run', '--project', project, ...files);
  }

  run(script: string, ...args: string[]): Outcome {
    return this.#node(script, ...args);
  }

  #node(script: string, ...args: string[]): Outcome {
    const environment: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
    // A run within a run would take itself for a worker.
    for (const name of Object.keys(environment)) if (name.startsWith('VITEST')) delete environment[name];
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
      cwd: this.root,
      encoding: 'utf8',
      env: environment,
      maxBuffer: 64 * 1024 * 1024,
    });
    return { passed: status === 0, output: `${stdout}\n${stderr}` };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
