/**
 * What is usual for one stream of arrivals: its rates by hour of the week, today's level, and how long its gaps get by chance. A gap is measured in
 * expected arrivals: the integral of the intensity over it (time rescaling; Brown et al. 2002), allowing for what is not known of the intensity.
 */
import { Level, type SavedLevel } from './level.ts';
import { ACROSS_REST, LongestGaps, type SavedGaps, WITHIN } from './longestGaps.ts';
import { RateProfile, type SavedProfile } from './rateProfile.ts';
import { HOUR_MS, halfHourOf, SLOT_MS, type WeekHours } from './weekHours.ts';

const DAY_MS = 86_400_000;
/** A week for the rates, a second one for levels and gaps. */
const PROFILE_MS = 7 * DAY_MS;
export const LEARNING_MS = 14 * DAY_MS;
const LEAST_ARRIVALS = 30;
const LEAST_BLOCKS = 5;
/** Silence is told of no sooner, however busy the stream. */
export const LEAST_SILENCE_MS = 3 * 60_000;
/**
 * Where a gap ends, which decides the sample that it belongs to: in hours as busy as most arrivals see, in quieter ones, or across a rest. Each
 * has its own law, and a share of the false alarms a month that chance may raise: well under one in all, since laws are learnt and not known.
 */
const CLASSES = ['busy', 'quiet', 'across'] as const;
type GapClass = (typeof CLASSES)[number];
const FALSE_ALARMS_A_MONTH: Readonly<Record<GapClass, number>> = { busy: 0.1, quiet: 0.02, across: 0.02 };
/** A gap reaches across a rest where it began in, or spans, an hour this much quieter than where it ends. */
const REST_SHARE = 0.25;
/** For so long after an alarm that may have been false, the bound of its class is so much above that gap. */
const WARY_MS = 30 * DAY_MS;
const WARY_FACTOR: Readonly<Record<GapClass, number>> = { busy: 1.2, quiet: 1.2, across: 1.5 };
/** Least length of a day off with the nights around it. */
const DAY_OFF_MS = 18 * HOUR_MS;
/** A gap of more than so many bounds was no chance. */
const OUTAGE_FACTOR = 2;
const LONGEST_LOOK_SLOTS = 31 * 48;

interface Measured {
  /** By the profile alone. */
  expected: number;
  /** In expected arrivals, discounted by how little they stand on. */
  gap: number;
  of: GapClass;
  /** Expected arrivals since the last rest in it, as `gap`; all of it where it has none. */
  sinceRest: number;
}
type Wary = Record<GapClass, { untilMs: number; gap: number }>;

export type SavedHabit = {
  firstMs: number | null;
  day: number | null;
  arrivals: number;
  wary: Wary;
  profile: SavedProfile;
  level: SavedLevel;
  gaps: Record<GapClass, SavedGaps>;
};

export class Habit {
  readonly #hours: WeekHours;
  readonly #profile = new RateProfile();
  readonly #level = new Level();
  readonly #gaps: Record<GapClass, LongestGaps> = {
    busy: new LongestGaps(WITHIN),
    quiet: new LongestGaps(WITHIN),
    across: new LongestGaps(ACROSS_REST),
  };
  #firstMs: number | null = null;
  #day: number | null = null;
  #arrivals = 0;
  readonly #wary: Wary = { busy: { untilMs: 0, gap: 0 }, quiet: { untilMs: 0, gap: 0 }, across: { untilMs: 0, gap: 0 } };

  constructor(hours: WeekHours) {
    this.#hours = hours;
  }

  /** Whether enough is known to judge a silence at `nowMs`. */
  isLearnt(nowMs: number): boolean {
    return (
      this.#firstMs !== null &&
      nowMs - this.#firstMs >= LEARNING_MS &&
      this.#arrivals >= LEAST_ARRIVALS &&
      CLASSES.reduce((sum, of) => sum + this.#gaps[of].blocks, 0) >= LEAST_BLOCKS
    );
  }

  /** When it began; null before. */
  get firstMs(): number | null {
    return this.#firstMs;
  }

  /** Arrivals an hour that are usual now. */
  rateAt(atMs: number): number {
    return this.#profile.rate(this.#hours.slotOf(halfHourOf(atMs))) * this.#level.factor;
  }

  /** The minute of the first arrival of all. */
  begin(atMs: number): void {
    this.#firstMs = atMs;
    this.#day = this.#hours.dayOf(halfHourOf(atMs));
    this.#arrivals = 1;
  }

  /**
   * After the last arrival `count` more came within its minute, up to `lastMs`.
   * @param longestMs longest gap between them
   */
  more(firstMs: number, lastMs: number, count: number, longestMs: number): void {
    const slot = this.#hours.slotOf(halfHourOf(firstMs));
    const rate = this.#profile.rate(slot);
    const hours = (lastMs - firstMs) / HOUR_MS;
    this.#arrivals += count;
    if (firstMs - (this.#firstMs as number) >= PROFILE_MS) {
      const { factor, dayVariance } = this.#level;
      const expected = (rate * longestMs) / HOUR_MS;
      const trust = 1 / (1 / this.#level.trust + 1 / this.#profile.trust(slot, dayVariance));
      this.#gaps[this.#classOf(rate, rate, slot)].take(trust * Math.log1p((expected * factor) / trust), lastMs, count);
      this.#level.arrived(lastMs, rate * hours, count);
    }
    this.#profile.see(slot, hours);
    this.#profile.arrived(slot, count);
  }

  /**
   * An arrival at `toMs` ends the gap that began at `fromMs`. `explained`: an outage of the whole source was part of it.
   * @returns whether the gap was an outage, by what was known before
   */
  learn(fromMs: number, toMs: number, explained: boolean): boolean {
    this.#arrivals += 1;
    this.#turnDay(toMs);
    const isCounted = toMs - (this.#firstMs as number) >= PROFILE_MS;
    const measured = isCounted ? this.#measure(fromMs, toMs) : null;
    const isOutage = explained || (toMs - fromMs >= LEAST_SILENCE_MS && this.isLearnt(toMs) && toMs >= this.silentAfterMs(fromMs));
    if (measured && !explained) this.#takeGap(fromMs, toMs, measured, isOutage);
    this.#eachHalfHour(fromMs, toMs, (slot, ms) => {
      if (!isOutage) this.#profile.see(slot, ms / HOUR_MS);
      else if (ms === SLOT_MS && !explained) this.#profile.skip(slot);
    });
    if (isOutage) {
      this.#level.decay(toMs);
      return true;
    }
    this.#profile.arrived(this.#hours.slotOf(halfHourOf(toMs)), 1);
    if (measured) this.#level.arrived(toMs, measured.expected, 1);
    return false;
  }

  /** From when it is odd that nothing has come since `fromMs`; Infinity where that is not within a month. */
  silentAfterMs(fromMs: number): number {
    const factor = this.#level.factor;
    const { dayVariance } = this.#level;
    const bounds: Partial<Record<GapClass, number>> = {};
    let lambda = 0;
    let doubt = 0;
    let least = Infinity;
    let startMs = fromMs;
    for (let half = halfHourOf(fromMs), last = half + LONGEST_LOOK_SLOTS; half < last; half += 1) {
      const slot = this.#hours.slotOf(half);
      const usual = this.#profile.rate(slot);
      least = Math.min(least, usual);
      const endMs = (half + 1) * SLOT_MS;
      const more = (usual * factor * (endMs - startMs)) / HOUR_MS;
      const moreDoubt = more / this.#profile.trust(slot, dayVariance);
      const trust = this.#trust(lambda + more, doubt + moreDoubt);
      const of = this.#classOf(least, usual, slot);
      bounds[of] ??= this.#bound(of, fromMs);
      const needed = trust * Math.expm1(bounds[of] / trust);
      if (lambda + more >= needed) {
        const atMs = startMs + Math.max(0, ((needed - lambda) / more) * (endMs - startMs));
        return Math.max(Math.ceil(atMs), fromMs + LEAST_SILENCE_MS);
      }
      lambda += more;
      doubt += moreDoubt;
      startMs = endMs;
    }
    return Infinity;
  }

  #classOf(leastRate: number, rate: number, slot: number): GapClass {
    if (leastRate < rate * REST_SHARE) return 'across';
    return this.#profile.isBusy(slot) ? 'busy' : 'quiet';
  }

  #bound(of: GapClass, atMs: number): number {
    const wary = this.#wary[of];
    return Math.max(this.#usualBound(of), atMs < wary.untilMs ? wary.gap * WARY_FACTOR[of] : 0);
  }

  #usualBound(of: GapClass): number {
    const own = this.#gaps[of].bound(FALSE_ALARMS_A_MONTH[of]);
    return of === 'across' ? Math.max(own, this.#gaps.busy.bound(FALSE_ALARMS_A_MONTH.busy)) : own;
  }

  /** How many arrivals an expectation stands on, level and hours together. */
  #trust(lambda: number, doubt: number): number {
    return 1 / (1 / this.#level.trust + (lambda > 0 ? doubt / lambda : 0));
  }

  #measure(fromMs: number, toMs: number): Measured {
    const { dayVariance, factor } = this.#level;
    const endSlot = this.#hours.slotOf(halfHourOf(toMs));
    const endRate = this.#profile.rate(endSlot);
    let expected = 0;
    let doubt = 0;
    let sinceRest = 0;
    let least = Infinity;
    this.#eachHalfHour(fromMs, toMs, (slot, ms) => {
      const rate = this.#profile.rate(slot);
      const more = (rate * ms) / HOUR_MS;
      least = Math.min(least, rate);
      expected += more;
      doubt += more / this.#profile.trust(slot, dayVariance);
      sinceRest = rate < endRate * REST_SHARE ? 0 : sinceRest + more;
    });
    const trust = this.#trust(expected * factor, doubt * factor);
    const inArrivals = (profile: number) => trust * Math.log1p((profile * factor) / trust);
    return { expected, gap: inArrivals(expected), of: this.#classOf(least, endRate, endSlot), sinceRest: inArrivals(sinceRest) };
  }

  #takeGap(fromMs: number, toMs: number, { gap, of, sinceRest }: Measured, isOutage: boolean): void {
    const bound = this.#usualBound(of);
    const wary = { untilMs: toMs + WARY_MS, gap };
    if (isOutage && gap < OUTAGE_FACTOR * bound) this.#wary[of] = wary;
    // Nothing came all day, and the next one began as usual: a stop in the middle of a day is told of as before.
    const beganAsUsual = of === 'quiet' || (of === 'across' && sinceRest < bound);
    if (isOutage && beganAsUsual && toMs - fromMs >= DAY_OFF_MS) {
      this.#wary.quiet = wary;
      this.#wary.across = wary;
    }
    this.#gaps[of].take(Math.min(gap, OUTAGE_FACTOR * bound), toMs, 1);
  }

  /** Rates are worked out once a day, with what was seen by its beginning. */
  #turnDay(toMs: number): void {
    const day = this.#hours.dayOf(halfHourOf(toMs));
    if (day === this.#day) return;
    this.#day = day;
    this.#level.endDay();
    this.#profile.refresh();
  }

  #eachHalfHour(fromMs: number, toMs: number, visit: (slot: number, ms: number) => void): void {
    let startMs = fromMs;
    for (let half = halfHourOf(fromMs); ; half += 1) {
      const endMs = Math.min(toMs, (half + 1) * SLOT_MS);
      visit(this.#hours.slotOf(half), endMs - startMs);
      if (endMs >= toMs) return;
      startMs = endMs;
    }
  }

  save(): SavedHabit {
    return {
      firstMs: this.#firstMs,
      day: this.#day,
      arrivals: this.#arrivals,
      wary: { busy: { ...this.#wary.busy }, quiet: { ...this.#wary.quiet }, across: { ...this.#wary.across } },
      profile: this.#profile.save(),
      level: this.#level.save(),
      gaps: { busy: this.#gaps.busy.save(), quiet: this.#gaps.quiet.save(), across: this.#gaps.across.save() },
    };
  }

  restore(saved: SavedHabit): void {
    this.#firstMs = saved.firstMs;
    this.#day = saved.day;
    this.#arrivals = saved.arrivals;
    for (const of of CLASSES) {
      this.#wary[of] = { ...saved.wary[of] };
      this.#gaps[of].restore(saved.gaps[of]);
    }
    this.#profile.restore(saved.profile);
    this.#level.restore(saved.level);
  }
}
