/** `capability` in the configuration: every number of the capability monitor, with its default. */
import { MIN_WALL_PEOPLE } from '@warroom/protocol/privacy';
import type { Static } from 'typebox';
import { Type } from 'typebox';

const closed = { additionalProperties: false };
const section = <T extends Parameters<typeof Type.Object>[0]>(properties: T) => Type.Object(properties, { ...closed, default: {} });
const windowsToOpen = (value: number) =>
  Type.Integer({
    minimum: 1,
    maximum: 24,
    default: value,
    description: 'Windows in a row that have to break the rule before the breaker opens.',
  });
const atLeast = (value: number, description: string) => Type.Integer({ minimum: 1, default: value, description });

const RosterEntry = Type.Object(
  {
    repId: Type.String({ minLength: 1, description: 'As events name the rep.' }),
    team: Type.Optional(Type.String({ minLength: 1, description: 'Team of the rep.' })),
    region: Type.Optional(Type.String({ minLength: 1, description: 'Region of the rep.' })),
  },
  closed,
);

export const CapabilitySection = section({
  understoodScore: Type.Number({ minimum: 0, maximum: 1, default: 0.8, description: 'Score from which a strategy counts as understood.' }),
  headlineHours: Type.Integer({
    minimum: 1,
    maximum: 168,
    default: 48,
    description:
      'The headline of a strategy: the share of its audience that used it within so many hours of publication (`usedWithin48h` follows it).',
  }),
  strategyDays: Type.Integer({ minimum: 3, default: 60, description: 'A strategy leaves the board so many days after its publication.' }),
  repActiveDays: Type.Integer({
    minimum: 1,
    default: 28,
    description: 'Without a roster, a rep whom no event has named for so many days belongs to no audience any more.',
  }),
  roster: Type.Array(RosterEntry, {
    default: [],
    description:
      'Who the reps are, with team and region. Empty: whoever the events name, in the team and region named last. With a roster, it alone says who belongs where.',
  }),
  supervisors: Type.Record(Type.String(), Type.String(), {
    default: {},
    description: 'Who gets the coaching hints, by name of team or region; the team goes first.',
  }),
  hintMinutes: Type.Number({ exclusiveMinimum: 0, default: 15, description: 'A coaching hint is to be answered within this time.' }),
  minWallPeople: Type.Integer({
    minimum: 1,
    default: MIN_WALL_PEOPLE,
    description: 'Fewest people a row of a public topic may speak of; smaller teams are pooled into their region.',
  }),
  minWorkingMinutes: Type.Integer({
    minimum: 1,
    maximum: 60,
    default: 30,
    description:
      'An hour with less working time than this is no window: it is not judged, and what is before and after it counts as in a row.',
  }),
  halfOpenAfterWindows: atLeast(1, 'Good windows in a row after which an open breaker is half-open.'),
  closeAfterWindows: atLeast(2, 'Good windows in a row after which it closes.'),
  expireHours: atLeast(168, 'A breaker that could not be judged for so many hours is closed, its alert ends as expired.'),
  usageLag: section({
    threshold: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 0.2, description: 'How far below the mean of the team a rep is.' }),
    windows: windowsToOpen(2),
    presenceHours: Type.Integer({
      minimum: 1,
      maximum: 24,
      default: 8,
      description: 'A rep whom no event has named for so many hours is not at work: neither judged nor part of the mean.',
    }),
    minReps: Type.Integer({ minimum: 2, default: 3, description: 'Fewest reps at work in the team for a judgement.' }),
    minUses: atLeast(10, 'Fewest uses by the team in the window for a judgement.'),
  }),
  usageDrop: section({
    threshold: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 0.15, description: 'How far below its usual uses a region is.' }),
    windows: windowsToOpen(3),
    minBaselineWeeks: Type.Integer({
      minimum: 1,
      maximum: 4,
      default: 2,
      description: 'Of the same hour in the four weeks before, how many have to be known and worked.',
    }),
    minBaselineUses: Type.Number({ exclusiveMinimum: 0, default: 20, description: 'Fewest usual uses an hour for a judgement.' }),
  }),
  transmissionLow: section({
    threshold: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      default: 0.5,
      description: 'Share of the audience that should use a strategy.',
    }),
    windows: windowsToOpen(2),
    minAudience: atLeast(MIN_WALL_PEOPLE, 'Fewest people of the audience in the unit for a judgement.'),
  }),
  decayHigh: section({
    threshold: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      default: 0.3,
      description: 'Loss of acceptance against the first seven days.',
    }),
    windows: windowsToOpen(2),
    minUses: atLeast(20, 'Fewest uses of known outcome in the first and in the last seven days for a judgement.'),
  }),
  objectionSlow: section({
    threshold: Type.Number({ exclusiveMinimum: 0, default: 0.5, description: 'How much longer than usual objections take to resolve.' }),
    windows: windowsToOpen(2),
    minResolved: atLeast(5, 'Fewest objections resolved within 24 hours for a judgement.'),
    minBaselineResolved: atLeast(20, 'Fewest objections resolved in the 28 days before for a judgement.'),
  }),
});
export type CapabilitySettings = Static<typeof CapabilitySection>;
