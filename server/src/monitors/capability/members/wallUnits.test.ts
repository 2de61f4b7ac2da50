import { describe, expect, test } from 'vitest';
import type { Member } from './membership.ts';
import type { Rep } from './rep.ts';
import { wallUnits } from './wallUnits.ts';

describe('CAP-4: nothing on a wall speaks of fewer than five', () => {
  const people = (n: number, team: string | null, region: string | null): Member[] =>
    Array.from({ length: n }, (_, i) => ({ rep: { name: `${team}-${region}-${i}` } as Rep, team, region }));
  const pooled = (members: Member[]) => [...wallUnits(members, 5)].map(([key, u]) => [key, u.members.length, u.pooledTeams]);

  test('teams of five stand alone; smaller ones go into their region, and what is left there into all', () => {
    expect(
      pooled([
        ...people(5, 'big', 'east'),
        ...people(4, 'small-1', 'east'),
        ...people(1, 'small-2', 'east'),
        ...people(3, 'tiny', 'west'),
        ...people(2, null, 'north'),
      ]),
    ).toEqual([
      ['team|big', 5, 0],
      ['region|east', 5, 2],
      ['all|', 5, 1],
    ]);
  });

  test('where fewer than five are left, nobody is spoken of', () => {
    expect(pooled([...people(5, 'big', 'east'), ...people(4, 'small', 'east')])).toEqual([['team|big', 5, 0]]);
    expect(pooled(people(4, 'small', 'east'))).toEqual([]);
  });
});
