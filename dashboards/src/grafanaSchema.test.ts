/** The generated JSON against Grafana's own types: the dashboard, and the options and field settings of every kind of panel in it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';
import { expect, test } from 'vitest';
import { GENERATED_DIR } from './generate.ts';

const rawTypes = path.join(path.dirname(createRequire(import.meta.url).resolve('@grafana/schema/package.json')), 'dist/types/raw');

/** Without it TypeScript would load the types of the whole workspace, ten times the work. */
const tsconfig = fileURLToPath(new URL('./schema.tsconfig.json', import.meta.url));

interface Panel {
  id: number;
  type: string;
  options?: unknown;
  fieldConfig?: { defaults: { custom?: unknown } };
}
const read = () => JSON.parse(readFileSync(path.join(GENERATED_DIR, 'lead-response.json'), 'utf8')) as { panels: Panel[] };

function validator(file: string, type: string): ValidateFunction {
  const generator = createGenerator({ path: path.join(rawTypes, file), type, tsconfig, skipTypeCheck: true, additionalProperties: true });
  return new Ajv({ strict: false, allErrors: true }).compile(generator.createSchema(type) as object);
}
const faults = (validate: ValidateFunction, value: unknown) =>
  validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);

test('the dashboard is one of Grafana’s schema, and a broken one would not be', () => {
  const validate = validator('dashboard/x/types.gen.d.ts', 'Dashboard');
  const dashboard = read();
  expect(faults(validate, dashboard)).toEqual([]);
  const broken = { ...dashboard, graphTooltip: 7 };
  expect(faults(validate, broken)).toEqual(['/graphTooltip must be equal to one of the allowed values']);
}, 60_000);

test.each([
  ['timeseries', ['Options', 'FieldConfig']],
  ['stat', ['Options']],
  ['table', ['Options', 'FieldConfig']],
])(
  '%s panels have the options that their kind knows',
  (kind, types) => {
    const panels = read().panels.filter((panel) => panel.type === kind);
    expect(panels.length).toBeGreaterThan(0);
    for (const type of types) {
      const validate = validator(`composable/${kind}/panelcfg/x/types.gen.d.ts`, type);
      for (const panel of panels) {
        const value = type === 'Options' ? panel.options : (panel.fieldConfig?.defaults.custom ?? {});
        expect(faults(validate, value), `panel ${panel.id}, ${type}`).toEqual([]);
      }
    }
  },
  60_000,
);

test('no kind of panel goes unchecked', () => {
  expect([...new Set(read().panels.map((panel) => panel.type))].sort()).toEqual(['row', 'stat', 'table', 'timeseries']);
});
