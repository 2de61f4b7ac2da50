import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ENVIRONMENT } from '../server/src/config/schema.ts';
import { CONFIGURATION_PAGE, configurationPage, settingsBySection } from './configDocs.ts';

test('docs/configuration.md is fresh', () => {
  expect(readFileSync(CONFIGURATION_PAGE, 'utf8'), 'run npm run docs').toBe(configurationPage());
});

test('every setting says what it is for, and every environment variable names a setting', () => {
  const settings = [...settingsBySection().values()].flat();
  const mute = settings.filter((s) => !s.node.description).map((s) => s.path);
  expect(mute).toEqual([]);
  const paths = new Set(settings.map((s) => s.path));
  expect(Object.values(ENVIRONMENT).filter((p) => !paths.has(p))).toEqual([]);
});

test('a setting shows its type, bounds, default and variable', () => {
  const page = configurationPage();
  expect(page).toContain(
    '| `server.port` | integer, ≥ 0, ≤ 65535 | `8080` | Port to listen on; 0 takes a free one. Environment: `WARROOM_PORT`. |',
  );
  expect(page).toContain('| `access.tokens[].name` | string | required | Who holds it');
  expect(page).toContain('| `display.language` | zh-CN or en |');
});
