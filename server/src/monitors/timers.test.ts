import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TimerQueue } from './timers.ts';

test('entries come out by time, then name, whatever order they went in', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.string({ maxLength: 3 }))), (entries) => {
      const queue = new TimerQueue();
      for (const [atMs, name] of entries) queue.push(atMs, { name });
      const out: [number, string][] = [];
      for (let due = queue.popDue(20); due; due = queue.popDue(20)) out.push([due.atMs, due.item.name]);
      expect(out).toEqual([...entries].sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0)));
    }),
  );
});

test('nothing comes out before it is due', () => {
  const queue = new TimerQueue();
  queue.push(90, { name: 'deadline' });
  expect(queue.popDue(89)).toBeUndefined();
  expect(queue.nextMs()).toBe(90);
  expect(queue.popDue(90)?.item.name).toBe('deadline');
  expect(queue.nextMs()).toBe(Infinity);
});
