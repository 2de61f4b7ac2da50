import { describe, expect, test } from 'vitest';
import { strategies, strategyRow } from '../../rows.fixture.ts';
import { isLow, transmissionThreshold } from './alarm.ts';
import { jointsOf, newestFlow, shortTitle, worstJoint } from './flow.ts';
import { courseShape, pipeShape } from './pipe.ts';

const AT = Date.UTC(2026, 10, 21, 6);

describe('flow', () => {
  test('the strategy published last, over all its units, worst first', () => {
    const flow = newestFlow([strategyRow('华东一组', [9, 9, 9, 9], AT - 1, { strategy: 'ST-0' }), ...strategies(AT)]);
    expect(flow).toMatchObject({ strategy: 'ST-1', people: [120, 84, 51, 22], usedWithin48h: 51 });
    expect(flow?.units.map(({ unitId }) => unitId).slice(0, 3)).toEqual(['', '华中', '华北二组']);
  });

  test('none before there is one; of two published together always the same', () => {
    expect(newestFlow([])).toBeNull();
    const rows = ['ST-1', 'ST-2'].map((strategy) => strategyRow('A', [5, 5, 5, 5], AT, { strategy }));
    expect([newestFlow(rows)?.strategy, newestFlow(rows.toReversed())?.strategy]).toEqual(['ST-2', 'ST-2']);
  });

  test('the course adds up over the units; one that is a point behind keeps its last value', () => {
    const series = (hours: number[], understood: number[]) => ({ series: { hours, understood, used: understood, accepted: understood } });
    const flow = newestFlow([
      strategyRow('A', [5, 4, 0, 0], AT, series([1, 2], [1, 2])),
      strategyRow('B', [5, 4, 0, 0], AT, series([1, 2, 4], [1, 3, 4])),
    ]);
    expect(flow?.course).toMatchObject({ hours: [1, 2, 4], understood: [2, 5, 6] });
  });

  test('what is lost at each joint; using it without having been asked is no loss', () => {
    expect(jointsOf([120, 84, 51, 22]).map(({ lost }) => lost)).toEqual([36, 33, 29]);
    expect(jointsOf([10, 2, 5, 5]).map(({ lost }) => lost)).toEqual([8, 0, 0]);
    expect(worstJoint([120, 84, 51, 22])?.name).toBe('understood');
    expect(worstJoint([10, 5, 0, 0])).toEqual({ name: 'understood', lost: 5 });
    expect(worstJoint([5, 5, 5, 5])).toBeNull();
  });

  test('a title’s own name stands before its colon', () => {
    expect(shortTitle('竞品替换：三步验证法')).toBe('竞品替换');
    expect(shortTitle('Value: sell it')).toBe('Value');
    expect(shortTitle('：')).toBe('：');
  });

  test('abnormal by the threshold that opens its breaker, and by none while nobody says one', () => {
    expect(transmissionThreshold([{ rule: 'decay-high', threshold: 0.3 }])).toBeNull();
    expect(transmissionThreshold([{ rule: 'transmission-low', threshold: 0.5 }])).toBe(0.5);
    expect([isLow([10, 9, 4, 1], 0.5), isLow([10, 9, 5, 1], 0.5), isLow([10, 0, 0, 0], null)]).toEqual([true, false, false]);
  });
});

describe('pipe', () => {
  test('as thick as there are people, in four equal parts', () => {
    expect(pipeShape([100, 50, 25, 25], 400, 100, 10).flow).toBe('M0 0H400V25H300V25H200V50H100V100H0Z');
  });

  test('what is lost bends out of the pipe and falls below it; nothing falls where nobody is lost', () => {
    const { leaks } = pipeShape([100, 50, 50, 0], 400, 100, 10);
    expect(leaks[0]).toEqual({ left: 0.25, path: 'M100 50A50 50 0 0 1 150 100V110H100Z' });
    expect(leaks[1]).toBeNull();
    expect(leaks[2]?.left).toBe(0.75);
  });

  test('one of very many is still to be seen, none is not', () => {
    expect(pipeShape([1000, 1, 0, 0], 400, 100, 0).flow).toBe('M0 0H400V0H300V0H200V3H100V100H0Z');
  });

  test('nobody at all, and a box without size, make no shape that cannot be drawn', () => {
    expect(pipeShape([0, 0, 0, 0], 0, 0, 0)).toMatchObject({ flow: 'M0 0H0V0H0V0H0V0H0V0H0Z', leaks: [null, null, null] });
  });
});

describe('course', () => {
  const course = { hours: [12, 48], understood: [5, 10], used: [0, 5], accepted: [0, 0] };

  test('steps over the square root of the hours, held until now', () => {
    const { areas, now } = courseShape(course, 10, 48, 100, 10);
    expect(areas.understood).toBe('M0 10H50V5H100V0H100V10Z');
    expect(now).toBe(1);
  });

  test('the axis reaches the 48th hour at least, and the next tick after now', () => {
    const hours = (now: number) => courseShape(course, 10, now, 100, 10).ticks.map((tick) => tick.hours);
    expect(hours(3)).toEqual([0, 4, 12, 24, 48]);
    expect(hours(64)).toEqual([0, 4, 12, 24, 48, 96]);
    expect(hours(900)).toEqual([0, 4, 12, 24, 48, 96, 168]);
  });

  test('just published: there is no course yet', () => {
    const none = { hours: [], understood: [], used: [], accepted: [] };
    expect(courseShape(none, 10, 0, 100, 10)).toMatchObject({ areas: { used: 'M0 10H0V10Z' }, now: 0 });
  });
});
