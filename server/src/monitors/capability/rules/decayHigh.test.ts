import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TalkTracks } from '../talkTracks.ts';
import { judgeDecay } from './decayHigh.ts';

const DAY = 24;

describe('CAP-16: talk-track decay = 1 − acceptance in the last seven days ÷ in the first seven', () => {
  const use = (talkTracks: TalkTracks, track: string, hour: number, uses: number, accepted: number) => {
    for (let i = 0; i < uses; i += 1) talkTracks.count('team', 'T', track, hour, i < accepted);
  };

  test('worked example: 30 of 50 accepted at first, 12 of 40 now: 1 − 0.3 ÷ 0.6 = 0.5', () => {
    const talkTracks = new TalkTracks();
    use(talkTracks, 'opening', 0, 30, 20);
    use(talkTracks, 'opening', 3 * DAY, 20, 10);
    use(talkTracks, 'opening', 10 * DAY, 40, 12);
    expect(judgeDecay(talkTracks, 'team', 'T', 10 * DAY, 0.3, 20)).toEqual({
      value: 0.5,
      bad: true,
      samples: 40,
      baseline: 0.6,
      strategy: null,
      talkTrack: 'opening',
    });
    expect(judgeDecay(talkTracks, 'team', 'T', 10 * DAY, 0.51, 20)?.bad).toBe(false);
    expect(judgeDecay(talkTracks, 'team', 'T', 10 * DAY, 0.3, 41)).toBeNull();
    expect(judgeDecay(talkTracks, 'region', 'T', 10 * DAY, 0.3, 20)).toBeNull();
  });

  test('CAP-17: the last seven days are 168 whole hours, the first seven count from the first use; younger tracks are not judged', () => {
    const talkTracks = new TalkTracks();
    use(talkTracks, 'opening', 5, 20, 20);
    use(talkTracks, 'opening', 5 + 167, 20, 10);
    expect(judgeDecay(talkTracks, 'team', 'T', 5 + 167, 0.3, 20)).toBeNull();
    // At the end of hour 173 the week from hour 5 is over: 30 of 40 at first, 10 of 20 in the week before (hours 6 to 173).
    expect(judgeDecay(talkTracks, 'team', 'T', 5 + 168, 0.3, 20)).toMatchObject({ value: 0.333333333, baseline: 0.75, samples: 20 });
    // Hour 172 falls out of the last week with the end of hour 340.
    expect(judgeDecay(talkTracks, 'team', 'T', 5 + 167 + 167, 0.3, 20)?.samples).toBe(20);
    expect(judgeDecay(talkTracks, 'team', 'T', 5 + 167 + 168, 0.3, 20)).toBeNull();
  });

  test('of several tracks: accepted ÷ what each would have had at its own first rate, so a change of mix is no decay', () => {
    const talkTracks = new TalkTracks();
    use(talkTracks, 'easy', 0, 100, 80);
    use(talkTracks, 'hard', 0, 100, 20);
    use(talkTracks, 'easy', 20 * DAY, 20, 16);
    use(talkTracks, 'hard', 20 * DAY, 80, 16);
    // Pooled rates would say 1 − 0.32 ÷ 0.5 = 0.36 although neither track has lost anything.
    expect(judgeDecay(talkTracks, 'team', 'T', 20 * DAY, 0.3, 20)?.value).toBe(0);
    use(talkTracks, 'hard', 20 * DAY + 1, 40, 2);
    // Expected 20 × 0.8 + 120 × 0.2 = 40, accepted 34.
    expect(judgeDecay(talkTracks, 'team', 'T', 20 * DAY + 1, 0.3, 20)).toMatchObject({ value: 0.15, talkTrack: 'hard' });
  });

  test('CAP-17: a track that nobody accepted at first is left out; unused for four weeks it begins anew', () => {
    const talkTracks = new TalkTracks();
    use(talkTracks, 'opening', 0, 30, 0);
    use(talkTracks, 'opening', 10 * DAY, 30, 10);
    expect(judgeDecay(talkTracks, 'team', 'T', 10 * DAY, 0.3, 20)).toBeNull();
    // Beside another one it changes nothing either.
    const both = new TalkTracks();
    for (const [hour, uses, opening, easy] of [
      [0, 30, 0, 24],
      [10 * DAY, 20, 10, 16],
    ] as const) {
      use(both, 'opening', hour, uses, opening);
      use(both, 'easy', hour, uses, easy);
    }
    expect(judgeDecay(both, 'team', 'T', 10 * DAY, 0.3, 20)).toMatchObject({ value: 0, samples: 20, talkTrack: 'easy' });
    talkTracks.prune(38 * DAY);
    expect([...talkTracks.units('team')]).toEqual(['T']);
    talkTracks.prune(38 * DAY + 1);
    expect([...talkTracks.units('team')]).toEqual([]);
    use(talkTracks, 'opening', 40 * DAY, 30, 30);
    use(talkTracks, 'opening', 50 * DAY, 30, 15);
    expect(judgeDecay(talkTracks, 'team', 'T', 50 * DAY, 0.3, 20)).toMatchObject({ value: 0.5, baseline: 1 });
  });

  test('property: the running week equals the week counted afresh, whatever comes late and whatever is pruned', () => {
    const rows = fc.array(fc.record({ hour: fc.integer({ min: 0, max: 500 }), late: fc.integer({ min: 0, max: 24 }), ok: fc.boolean() }), {
      maxLength: 120,
    });
    fc.assert(
      fc.property(rows, (facts) => {
        const live = new TalkTracks();
        for (let hour = 0; hour <= 530; hour += 1) {
          for (const f of facts) if (f.hour + f.late === hour) live.count('rep', 'R', 't', f.hour, f.ok);
          if (hour % 24 === 0) live.prune(hour - 34);
          const known = facts.filter((f) => f.hour + f.late <= hour).sort((a, b) => a.hour - b.hour);
          const fresh = new TalkTracks();
          for (const f of known) fresh.count('rep', 'R', 't', f.hour, f.ok);
          if (hour % 50 === 0 || hour === 530)
            expect(judgeDecay(live, 'rep', 'R', hour, 0.3, 1)).toEqual(judgeDecay(fresh, 'rep', 'R', hour, 0.3, 1));
          else judgeDecay(live, 'rep', 'R', hour, 0.3, 1);
        }
      }),
      { numRuns: 60 },
    );
  });
});
