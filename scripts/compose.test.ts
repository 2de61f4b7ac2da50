import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../server/src/config/config.ts';
import { ENVIRONMENT, TOKEN_ENVIRONMENT } from '../server/src/config/schema.ts';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

interface Service {
  image?: string;
  build?: { context: string; dockerfile: string };
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
}
const compose = parse(read('docker-compose.yml')) as { services: Record<string, Service>; volumes: Record<string, unknown> };
const services = Object.entries(compose.services);
const service = (name: string): Service => compose.services[name] ?? {};
const requiredVariables = [...new Set([...read('docker-compose.yml').matchAll(/\$\{(\w+):\?/g)].map((match) => match[1] as string))];

test('ClickHouse, the server and Grafana, each with a pinned image and a health check', () => {
  expect(services.map(([name]) => name)).toEqual(['clickhouse', 'server', 'grafana']);
  for (const [name, { image, healthcheck }] of services) {
    expect(image, name).toMatch(/:\d+\.\d+/);
    expect(healthcheck?.test[0], name).toBe('CMD');
  }
});

test('the server and Grafana wait until ClickHouse is healthy', () => {
  for (const name of ['server', 'grafana']) expect(service(name).depends_on).toEqual({ clickhouse: { condition: 'service_healthy' } });
});

test('every port is bound to loopback', () => {
  const ports = services.flatMap(([, { ports = [] }]) => ports);
  expect(ports).toHaveLength(3);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
});

test('every mounted path exists, and every named volume is declared', () => {
  const sources = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] as string));
  for (const source of sources) {
    if (source.startsWith('./')) expect(existsSync(path.join(root, source)), source).toBe(true);
    else expect(compose.volumes, source).toHaveProperty(source);
  }
  const { build } = service('server');
  expect(existsSync(path.join(root, build?.context ?? '-', build?.dockerfile ?? '-'))).toBe(true);
});

test('the server knows every variable that it is given, and takes them', () => {
  const given = service('server').environment ?? {};
  const known = [...Object.keys(ENVIRONMENT), ...Object.keys(TOKEN_ENVIRONMENT)];
  expect(Object.keys(given).filter((name) => !known.includes(name))).toEqual([]);
  const filled = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      value.replace(/\$\{\w+:\?[^}]*\}/, 'a-secret-of-length').replace(/\$\{\w+:-(.*)\}/, '$1'),
    ]),
  );
  const config = loadConfig({ environment: filled });
  expect(config.server.host).toBe('0.0.0.0');
  expect(config.store).toMatchObject({ url: 'http://clickhouse:8123', user: 'warroom', password: 'a-secret-of-length' });
  expect(config.access.tokens.map((token) => token.roles)).toEqual([['view'], ['view', 'operate'], ['ingest']]);
  expect(config.demo.enabled).toBe(false);
});

test('every secret is required, and named in the example', () => {
  const example = read('deploy/example.env');
  expect(requiredVariables.length).toBeGreaterThanOrEqual(6);
  for (const name of requiredVariables) expect(example).toContain(`${name}=\n`);
});

test('users, passwords and the data source speak of one another', () => {
  const users = read('deploy/clickhouse/warroom-users.xml');
  const given = service('clickhouse').environment ?? {};
  const wanted = [...users.matchAll(/from_env="(\w+)"/g)].map((match) => match[1] as string);
  expect(wanted.sort()).toEqual(Object.keys(given).sort());
  const source = parse(read('deploy/grafana/provisioning/datasources/warroom.yaml')).datasources[0];
  expect(users).toContain(`<${source.jsonData.username}>`);
  expect(users).toMatch(/<warroom_reader>\s*<readonly>1<\/readonly>/);
  expect(service('grafana').environment).toHaveProperty(source.secureJsonData.password.slice(1));
  const dashboard = read('dashboards/generated/lead-response.json');
  expect(dashboard).toContain(`"uid": "${source.uid}"`);
  const provider = parse(read('deploy/grafana/provisioning/dashboards/warroom.yaml')).providers[0];
  expect(service('grafana').volumes).toContain(`./dashboards/generated:${provider.options.path}:ro`);
});

test('the image is built of files that exist and that the context lets through', () => {
  const copied = [...read('deploy/Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) => (match[1] as string).split(' '));
  expect(copied.length).toBeGreaterThan(8);
  const allowed = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  for (const source of copied) {
    expect(existsSync(path.join(root, source)), source).toBe(true);
    expect(
      allowed.some((prefix) => source === prefix || source.startsWith(`${prefix}/`)),
      `${source} is kept out by .dockerignore`,
    ).toBe(true);
  }
  const workspaces = (JSON.parse(read('package.json')) as { workspaces: string[] }).workspaces;
  for (const workspace of workspaces) expect(copied, 'npm ci wants the manifest of every workspace').toContain(`${workspace}/package.json`);
});

test('docker compose itself reads the file, where it is installed', () => {
  // Without the plugin what stands above has to do: it names the structure in full.
  const installed = spawnSync('docker', ['compose', 'version']).status === 0;
  const secrets = Object.fromEntries(requiredVariables.map((name) => [name, 'a-secret-of-length']));
  const run = (environment: Record<string, string>) =>
    spawnSync('docker', ['compose', '--env-file', '/dev/null', '-f', path.join(root, 'docker-compose.yml'), 'config', '--quiet'], {
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment },
      encoding: 'utf8',
    });
  if (installed) {
    const { status, stderr } = run(secrets);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(run({}).stderr).toMatch(/see deploy\/example\.env/);
  } else {
    expect(requiredVariables).toContain('WARROOM_VIEW_TOKEN');
  }
});
