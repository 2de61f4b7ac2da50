import type { Fact } from '@warroom/protocol/events';
import { expect, test } from 'vitest';
import type { Signal } from '../monitor.ts';
import { createChurnMonitor } from './monitor.ts';

test('CHURN-1: a customer is warned of from the score on, and until it has fallen again', () => {
  const signals: Signal[] = [];
  const monitor = createChurnMonitor({ warnFrom: 0.5 }, (signal) => signals.push(signal));
  const rows = new Map<string, unknown>();
  const sink = {
    set: (_topic: string, key: string, row: unknown) => rows.set(key, row),
    delete: (_topic: string, key: string) => rows.delete(key),
  };
  const tell = (atMs: number, score: number) => {
    const fact = { kind: 'churn.warned', key: 'C-1', id: String(atMs), atMs, source: 'crm', region: null, data: { score } };
    monitor.apply(fact as unknown as Fact, atMs);
    monitor.collect(sink as never, atMs, true);
  };
  tell(1_000, 0.5);
  expect([...rows.keys()]).toEqual(['C-1']);
  tell(2_000, 0.2);
  expect([...rows.keys()]).toEqual([]);
  expect(signals.map(({ type, rule }) => [type, rule])).toEqual([
    ['raise', 'churn-warning'],
    ['clear', 'churn-warning'],
  ]);
});
