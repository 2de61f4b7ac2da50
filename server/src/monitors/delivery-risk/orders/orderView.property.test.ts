import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FactMaker, T0 } from '../deliveryRisk.fixture.ts';
import { HOUR_MS } from '../instants.ts';
import { applyOrderFact, newOrder, viewOrder } from './order.ts';
import type { OrderFact } from './orderFacts.ts';
import type { OrderStep, OrderView } from './orderView.ts';
import { positionOf } from './position.ts';
import { stepEndsOf } from './stepEnds.ts';

const maker = new FactMaker();
const step = fc.constantFrom('make', 'test', 'ship', 'elsewhere');
const fact: fc.Arbitrary<OrderFact> = fc
  .tuple(
    fc.integer({ min: 0, max: 30 }),
    fc.constantFrom('order.step', 'order.step', 'order.step', 'order.placed', 'order.delivered'),
    step,
    fc.constantFrom('planned', 'started', 'progressed', 'blocked', 'completed'),
    fc.constantFrom('east', 'west', null),
    fc.subarray(['make', 'test', 'ship', 'make']),
  )
  .map(([hour, kind, name, state, region, route]) => {
    const data = kind === 'order.step' ? { step: name, state, progress: 0.5, site: region } : kind === 'order.placed' ? { route } : {};
    return maker.make(kind as 'order.step', T0 + hour * HOUR_MS, 'O', data as never, { region, customerId: region }) as OrderFact;
  });

/** All that a view says; what a record remembers of its own reading is no part of it. */
function saidBy(view: OrderView) {
  const bare = (step: OrderStep) => ({ ...step, record: step.record && { ...step.record, view: null } });
  const { active, overtaken, ahead, later, readyMs, lastEnded } = positionOf(view);
  return {
    view: { ...view, memo: null, steps: view.steps.map(bare) },
    position: [active, overtaken, ahead, later].map((steps) => steps.map(bare)),
    ends: [stepEndsOf(view), readyMs, lastEnded],
  };
}

test('DELIVERY-1, DELIVERY-6: what an order is, is the same whether it is looked at after every fact or only at the end', () => {
  fc.assert(
    fc.property(fc.array(fact, { minLength: 1, maxLength: 30 }), fc.infiniteStream(fc.boolean()), (facts, looks) => {
      const looked = newOrder('O');
      const unseen = newOrder('O');
      for (const one of facts) {
        applyOrderFact(looked, one, one.atMs);
        applyOrderFact(unseen, one, one.atMs);
        if (looks.next().value) {
          const view = viewOrder(looked);
          positionOf(view);
          stepEndsOf(view);
        }
      }
      expect(saidBy(viewOrder(looked))).toEqual(saidBy(viewOrder(unseen)));
    }),
    { numRuns: 300 },
  );
});
