/** The gateway's copy of the engine's board, whatever happens on the way. */
import { TOPIC_NAMES, type Topic } from '@warroom/protocol/board';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Board } from '../board/board.ts';
import { BoardInbox } from './boardInbox.ts';
import { BoardOutbox } from './boardOutbox.ts';
import type { BoardChanges } from './messages.ts';

const TOPICS = ['alerts', 'lead-response.open', 'delivery-risk.orders', 'system'] as const satisfies readonly Topic[];

const contents = (board: Board) => Object.fromEntries(TOPIC_NAMES.map((topic) => [topic, Object.fromEntries(board.rows(topic))]));
const row = (n: number) => ({ n }) as never;

/** An engine's end and the gateway's; pieces wait until they are let through. */
function ends(copy = new Board({ epoch: 'gateway' })) {
  const board = new Board({ epoch: 'engine' });
  const urgent: (readonly Topic[])[] = [];
  const inbox = new BoardInbox(copy, (topics) => urgent.push(topics));
  const waiting: { changes: BoardChanges; done: () => void }[] = [];
  const outbox = new BoardOutbox(board, (changes) => new Promise<void>((done) => waiting.push({ changes, done })));
  const letOne = async () => {
    const next = waiting.shift();
    if (!next) return false;
    inbox.take(structuredClone(next.changes));
    next.done();
    await new Promise((resolve) => setImmediate(resolve));
    return true;
  };
  const letAll = async () => {
    while (await letOne());
  };
  return { board, copy, outbox, waiting, urgent, letOne, letAll };
}

const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), topic: fc.constantFrom(...TOPICS), key: fc.constantFrom('a', 'b', 'c', 'd'), n: fc.nat(3) }),
  fc.record({ do: fc.constant('delete' as const), topic: fc.constantFrom(...TOPICS), key: fc.constantFrom('a', 'b', 'c', 'd') }),
  fc.record({ do: fc.constantFrom('flush' as const, 'urgent' as const, 'let' as const, 'open' as const) }),
);

test('the copy comes to what the board is, whatever changes while pieces are on their way, and whoever filled it before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.array(step, { maxLength: 20 }), async (steps, before) => {
      const end = ends();
      // What another engine left there.
      for (const one of before) if (one.do === 'set') end.copy.set(one.topic, `${one.key}${one.n % 2}`, row(one.n));
      for (const one of steps) {
        if (one.do === 'set') end.board.set(one.topic, one.key, row(one.n));
        else if (one.do === 'delete') end.board.delete(one.topic, one.key);
        else if (one.do === 'flush') end.outbox.flush();
        else if (one.do === 'urgent') end.outbox.flush(['alerts']);
        else if (one.do === 'open') end.outbox.open();
        else await end.letOne();
      }
      end.outbox.open();
      end.outbox.flush();
      await end.letAll();
      await end.outbox.idle();
      expect(contents(end.copy)).toEqual(contents(end.board));
    }),
    { numRuns: 300 },
  );
});

test('before it is open nothing is said but of the server itself', async () => {
  const end = ends();
  end.board.set('lead-response.open', 'L1', row(1));
  end.board.set('system', 's1', row(2));
  end.outbox.flush();
  await end.letAll();
  expect([...end.copy.rows('lead-response.open')]).toEqual([]);
  expect([...end.copy.rows('system')]).toEqual([['s1', row(2)]]);
});

test('a large board goes in pieces, alerts with the first, and an urgent row does not wait for the rest', async () => {
  const end = ends();
  for (let n = 0; n < 10_000; n += 1) end.board.set('lead-response.open', `L${n}`, row(n));
  end.board.set('alerts', 'A1', row(1));
  end.outbox.open();
  expect(end.waiting[0]?.changes.topics.map(({ topic }) => topic)).toEqual(['alerts', 'lead-response.open']);
  await end.letOne();
  end.board.set('alerts', 'A2', row(2));
  end.outbox.flush(['alerts']);
  await end.letOne();
  await end.letOne();
  expect(end.copy.rows('alerts').get('A2')).toEqual(row(2));
  expect(end.urgent).toEqual([['alerts']]);
  expect(end.copy.rows('lead-response.open').size).toBeLessThan(5_000);
  await end.letAll();
  expect(contents(end.copy)).toEqual(contents(end.board));
});

test('that the server is up is said when its board is whole', async () => {
  const end = ends();
  end.board.set('system', 's1', row(0));
  end.outbox.flush();
  await end.letAll();
  for (let n = 0; n < 3_000; n += 1) end.board.set('lead-response.open', `L${n}`, row(n));
  end.board.set('system', 's1', row(1));
  end.outbox.open();
  while (await end.letOne()) if (end.copy.rows('system').get('s1')) break;
  while (end.copy.rows('lead-response.open').size < 3_000) {
    expect(end.copy.rows('system').get('s1')).toEqual(row(0));
    if (!(await end.letOne())) break;
  }
  await end.letAll();
  expect(end.copy.rows('lead-response.open').size).toBe(3_000);
  expect(end.copy.rows('system').get('s1')).toEqual(row(1));
});

test('rows that come out alike are no change for anybody', async () => {
  const copy = new Board({ epoch: 'gateway' });
  for (let n = 0; n < 10; n += 1) copy.set('lead-response.open', `L${n}`, row(n));
  copy.flush();
  const end = ends(copy);
  for (let n = 1; n < 10; n += 1) end.board.set('lead-response.open', `L${n}`, row(n === 5 ? 50 : n));
  end.outbox.open();
  await end.letAll();
  expect(copy.flush()).toEqual([{ topic: 'lead-response.open', p: 1, s: 2, up: [['L5', row(50)]], rm: ['L0'] }]);
});
