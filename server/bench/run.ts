/**
 * `npm run bench -- [name …] [--option value …]`: benchmarks by name, each printed with its machine, seed and ratios; all of them without a
 * name. Options go to each, and say what they mean there.
 */
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts' && existsSync(path.join(import.meta.dirname, file)))
  .map((file) => file.slice(0, -3))
  .sort();
const given = process.argv.slice(2);
const optionsFrom = given.findIndex((argument) => argument.startsWith('-'));
const wanted = optionsFrom === -1 ? given : given.slice(0, optionsFrom);
const options = optionsFrom === -1 ? [] : given.slice(optionsFrom);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`bench: no such benchmark: ${unknown.join(', ')}; there are ${names.join(', ')}`);
  process.exit(2);
}
console.log(
  `machine: ${os.cpus().length} × ${os.cpus()[0]?.model.trim()}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${os.platform()} ${os.release()}`,
);
for (const name of wanted.length > 0 ? wanted : names) {
  console.log(`\n— ${name} —`);
  const { run } = (await import(path.join(import.meta.dirname, `${name}.ts`))) as { run: (options: string[]) => Promise<void> | void };
  await run(options);
}
process.exit(process.exitCode ?? 0);
