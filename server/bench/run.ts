/** `npm run bench -- [name …]`: benchmarks by name, each printed with its machine, seed and ratios; all of them without a name. */
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts' && existsSync(path.join(import.meta.dirname, file)))
  .map((file) => file.slice(0, -3))
  .sort();
const wanted = process.argv.slice(2);
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
  const { run } = (await import(path.join(import.meta.dirname, `${name}.ts`))) as { run: () => Promise<void> | void };
  await run();
}
process.exit(process.exitCode ?? 0);
