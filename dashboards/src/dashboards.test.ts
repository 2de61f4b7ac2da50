import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DATA_SOURCE } from './clickhouseQuery.ts';
import { GENERATED_DIR, generated } from './generate.ts';
import { leadResponseDashboard } from './lead-response.ts';

const GRID_COLUMNS = 24;
const dashboard = leadResponseDashboard();
const panels = dashboard.panels ?? [];
const withQueries = panels.filter((panel) => panel.type !== 'row') as {
  id?: number;
  title?: string;
  description?: string;
  targets?: unknown[];
}[];
const targets = withQueries.flatMap((panel) => (panel.targets ?? []) as { rawSql: string; datasource: unknown; refId: string }[]);

test('the committed files are fresh', () => {
  const files = generated();
  expect(readdirSync(GENERATED_DIR).sort()).toEqual([...files.keys()].sort());
  for (const [file, text] of files) {
    expect(readFileSync(path.join(GENERATED_DIR, file), 'utf8'), `${file} is stale: run npm run dashboards`).toBe(text);
  }
});

test('two runs give the same bytes', () => {
  expect([...generated()]).toEqual([...generated()]);
});

test('every panel has an id of its own', () => {
  const ids = panels.map((panel) => panel.id);
  expect(ids.every((id) => Number.isInteger(id))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});

test('panels lie on the grid and on no other panel', () => {
  const taken = new Map<string, string>();
  for (const { gridPos, title } of panels) {
    if (!gridPos) throw new Error(`${title} has no place`);
    expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(GRID_COLUMNS);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        expect(taken.get(`${x},${y}`), `${title} lies on another panel`).toBeUndefined();
        taken.set(`${x},${y}`, title ?? '');
      }
    }
  }
});

test('every panel is named in Chinese, explained in English, and asks the provisioned data source', () => {
  for (const panel of withQueries) {
    expect(panel.title).toMatch(/\p{Script=Han}/u);
    expect(panel.description).toMatch(/[a-z]{4}/);
    expect(panel.targets).not.toHaveLength(0);
  }
  for (const target of targets) {
    expect(target.datasource).toEqual(DATA_SOURCE);
    expect(target.rawSql).toMatch(/^WITH /);
    expect(target.refId).toBe('A');
  }
});

test('every variable that a query speaks of is one of the dashboard', () => {
  const known = new Set((dashboard.templating?.list ?? []).map((variable) => variable.name));
  const spoken = targets.flatMap((target) => [...target.rawSql.matchAll(/\$\{(\w+)/g)].map((match) => match[1] as string));
  expect(spoken.length).toBeGreaterThan(0);
  expect([...new Set(spoken)].filter((name) => !known.has(name))).toEqual([]);
});

test('a figure over answered leads only says so', () => {
  const flattering = withQueries.filter((panel) => JSON.stringify(panel.targets).includes('(total)'));
  expect(flattering.length).toBeGreaterThan(0);
  for (const panel of flattering) expect(panel.description, panel.title).toMatch(/answered leads only/i);
});
