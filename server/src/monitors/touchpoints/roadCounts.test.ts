import { expect, test } from 'vitest';
import { countRoads, readSignature, signatureOf } from './roadCounts.ts';

test('signatures read back', () => {
  expect(readSignature(signatureOf(true, ['survey', 'audit']))).toEqual({ captured: true, roads: ['audit', 'survey'] });
  expect(readSignature(signatureOf(false, ['']))).toEqual({ captured: false, roads: [''] });
  expect(readSignature(signatureOf(true, []))).toEqual({ captured: true, roads: [] });
});

test('TOUCH-7: a road that reports only what was missed is known but does not enter n₂', () => {
  const tallies = [
    { captured: true, roads: [], count: 60 },
    { captured: true, roads: ['audit'], count: 30 },
    { captured: false, roads: ['audit'], count: 20 },
    { captured: false, roads: ['partner'], count: 7 },
    { captured: true, roads: ['audit', 'partner'], count: 2 },
  ];
  expect(countRoads(tallies, (road) => road === 'audit')).toEqual({ captured: 92, foundLater: 27, known: 119, secondRoad: 52, both: 32 });
});
