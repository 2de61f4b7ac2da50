import type { Fact } from '@warroom/protocol/events';
import { expect, test } from 'vitest';
import { at, fact, found, iso, Rig, seen, settingsWith } from '../touchpoints.fixture.ts';

const complaint = (hours: number, place = {}) => seen('C-1', 'mail', hours, { sentiment: -0.3 }, { source: 'mail', ...place });
const question = (hours: number, place = {}) =>
  seen('C-1', 'chat', hours, { topic: 'technical question', direction: 'inbound' }, { source: 'im', ...place });
const answer = (hours: number, channel = 'call', place = {}) => seen('C-1', channel, hours, { direction: 'outbound' }, place);

test('TOUCH-26, TOUCH-28, TOUCH-29, TOUCH-30: opens at once, is due in 24 h, is answered by an outbound personal touchpoint', () => {
  const rig = new Rig().feed(complaint(0), question(10));
  expect(rig.row('touchpoints.resonance', 'C-1')).toMatchObject({
    negativeChannel: 'mail',
    inquiryChannel: 'chat',
    openedAt: iso(10),
    dueAt: iso(34),
    state: 'open',
  });
  rig.feed(answer(20, 'newsletter'), answer(30));
  expect(rig.row('touchpoints.resonance', 'C-1')).toMatchObject({ state: 'answered', answeredAt: iso(30) });
  expect(rig.story()).toEqual(['raise resonance customer:C-1 @10 warning', 'clear resonance customer:C-1 @30 handled']);
  expect(rig.signals[0]).toMatchObject({
    feeds: ['im', 'mail'],
    facts: { negativeChannel: 'mail', inquiryChannel: 'chat', dueAt: iso(34) },
  });
  rig.until(34 + 72);
  expect(rig.row('touchpoints.resonance', 'C-1')).toBeUndefined();
});

test('TOUCH-28, TOUCH-29, TOUCH-30: missed by the clock alone, critical then, expired three days later', () => {
  const rig = new Rig().feed(complaint(0), question(10)).until(34);
  expect(rig.row('touchpoints.resonance', 'C-1')?.state).toBe('missed');
  rig.until(34 + 72);
  expect(rig.row('touchpoints.resonance', 'C-1')).toBeUndefined();
  expect(rig.story()).toEqual([
    'raise resonance customer:C-1 @10 warning',
    'escalate resonance customer:C-1 @34 critical',
    'clear resonance customer:C-1 @106 expired',
  ]);
});

test('TOUCH-30: an answer that comes too late ends the alert and leaves it missed; one that was only reported late disproves the breach', () => {
  const late = new Rig().feed(complaint(0), question(10), answer(40));
  expect(late.row('touchpoints.resonance', 'C-1')?.state).toBe('missed');
  expect(late.story().at(-1)).toBe('clear resonance customer:C-1 @40 recovered');
  const reported = new Rig().feed(complaint(0), question(10), answer(30, 'visit', { arrivesHours: 45 }));
  expect(reported.row('touchpoints.resonance', 'C-1')).toMatchObject({ state: 'answered', answeredAt: iso(30) });
  expect(reported.story().at(-1)).toBe('clear resonance customer:C-1 @45 disproved');
});

test('TOUCH-30: a late row that moves the resonance ends the first alert as disproved and raises the true one', () => {
  const rig = new Rig().feed(complaint(0), question(10), question(5, { arrivesHours: 12 }));
  expect(rig.row('touchpoints.resonance', 'C-1')?.openedAt).toBe(iso(5));
  expect(rig.story()).toEqual([
    'raise resonance customer:C-1 @10 warning',
    'clear resonance customer:C-1 @12 disproved',
    'raise resonance customer:C-1 @12 warning',
  ]);
});

test('TOUCH-24: which topics and directions count: a technical question is the customer’s, expert content goes either way', () => {
  const opened = (topic: string, direction: string) => {
    const rig = new Rig().feed(complaint(0), seen('C-1', 'webinar', 1, { topic, direction }));
    return rig.row('touchpoints.resonance', 'C-1')?.state ?? null;
  };
  expect(opened('technical', 'outbound')).toBeNull();
  expect(opened('technical', 'inbound')).toBe('open');
  expect(opened('Expert Content', 'outbound')).toBe('open');
  expect(opened('price', 'inbound')).toBeNull();
  const settings = settingsWith({ resonance: { technicalTopics: ['price'] } });
  expect(
    new Rig(settings).feed(complaint(0), seen('C-1', 'chat', 1, { topic: 'price', direction: 'in' })).row('touchpoints.resonance', 'C-1')
      ?.state,
  ).toBe('open');
});

test('TOUCH-29, TOUCH-30: a customer holds one alert: a new resonance takes the place of one that was missed', () => {
  const rig = new Rig().feed(complaint(0), question(10), complaint(40), question(41));
  expect(rig.story()).toEqual([
    'raise resonance customer:C-1 @10 warning',
    'escalate resonance customer:C-1 @34 critical',
    'clear resonance customer:C-1 @41 expired',
    'raise resonance customer:C-1 @41 warning',
  ]);
});

test('TOUCH-24: found later it counts; without a sentiment, a channel, or of a competitor it does not', () => {
  const opened = (...half: Fact[]) => new Rig().feed(...half, question(1)).row('touchpoints.resonance', 'C-1')?.state ?? null;
  expect(opened(found('C-1', 'mail', 0, { sentiment: -0.3 }))).toBe('open');
  expect(opened(seen('C-1', 'mail', 0, { sentiment: -0.29 }))).toBeNull();
  expect(opened(seen('C-1', 'mail', 0, {}))).toBeNull();
  expect(opened(fact('touchpoint.seen', 'C-1', 0, { sentiment: -1 }))).toBeNull();
  expect(opened(seen('C-1', 'mail', 0, { sentiment: -1, direction: 'competitor' }))).toBeNull();
});

test('TOUCH-26: a channel that is not in the catalogue is personal; what is not outbound answers nothing', () => {
  const state = (channel: string, direction: string) =>
    new Rig().feed(complaint(0), question(10), seen('C-1', channel, 12, { direction })).row('touchpoints.resonance', 'C-1')?.state;
  expect(state('carrier pigeon', 'Outbound')).toBe('answered');
  expect(state('webinar', 'outbound')).toBe('open');
  expect(state('call', 'inbound')).toBe('open');
});

test('TOUCH-29: what comes to light after it was due is critical from the start', () => {
  const rig = new Rig().feed(complaint(0, { arrivesHours: 40 }), question(10, { arrivesHours: 40 }));
  expect(rig.story()).toEqual(['raise resonance customer:C-1 @40 critical']);
  expect(rig.signals[0]).toMatchObject({ episode: iso(10), atMs: at(40), sinceMs: at(10) });
});

test('TOUCH-34: an alert tells of the counterpart that a late row names', () => {
  const rig = new Rig().feed(complaint(0), question(10, { region: 'north' })).until(11);
  rig.feed(seen('C-1', 'shop', 5, { sentiment: -0.9 }, { source: 'crm', arrivesHours: 12 })).until(13);
  expect(rig.signals).toMatchObject([
    { type: 'raise', facts: { negativeChannel: 'mail' } },
    { type: 'update', episode: iso(10), facts: { negativeChannel: 'shop', inquiryChannel: 'chat' } },
  ]);
});
