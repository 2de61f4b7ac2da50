/** Writes every dashboard as JSON into generated/: `npm run dashboards`. Its test fails while a file is stale. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { leadResponseDashboard } from './lead-response.ts';

export const GENERATED_DIR = fileURLToPath(new URL('../generated', import.meta.url));

const DASHBOARDS = { 'lead-response': leadResponseDashboard };

/** File name → text. The same code gives the same bytes. */
export function generated(): Map<string, string> {
  return new Map(Object.entries(DASHBOARDS).map(([name, build]) => [`${name}.json`, `${JSON.stringify(build(), null, 2)}\n`]));
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  mkdirSync(GENERATED_DIR, { recursive: true });
  for (const [file, text] of generated()) writeFileSync(path.join(GENERATED_DIR, file), text);
}
