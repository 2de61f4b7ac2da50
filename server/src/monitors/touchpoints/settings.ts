/** Settings of the touchpoint monitor: every number of its rules (RULES.md) is a default here. */
import type { Static } from 'typebox';
import { Type } from 'typebox';

const closed = { additionalProperties: false };
const section = <T extends Parameters<typeof Type.Object>[0]>(properties: T) => Type.Object(properties, { ...closed, default: {} });
const words = (list: string[], description: string) => Type.Array(Type.String(), { default: list, description });
const share = (value: number, description: string) => Type.Number({ minimum: 0, maximum: 1, default: value, description });
const positive = (value: number, description: string) => Type.Number({ exclusiveMinimum: 0, default: value, description });

const ChannelEntry = Type.Object(
  {
    authority: Type.Number({ minimum: 0, maximum: 1, description: 'How much a touchpoint on this channel counts.' }),
    personal: Type.Optional(Type.Boolean({ description: 'Whether it goes from one person to another; true where not said.' })),
  },
  closed,
);

/** Touchpoints of people to people weigh more than those of machines to many. An entry given in the file replaces this list as a whole. */
const CHANNELS: Record<string, Static<typeof ChannelEntry>> = {
  visit: { authority: 1, personal: true },
  meeting: { authority: 1, personal: true },
  expert: { authority: 1, personal: true },
  video: { authority: 0.9, personal: true },
  call: { authority: 0.8, personal: true },
  phone: { authority: 0.8, personal: true },
  exhibition: { authority: 0.7, personal: true },
  partner: { authority: 0.7, personal: true },
  wecom: { authority: 0.6, personal: true },
  wechat: { authority: 0.6, personal: true },
  im: { authority: 0.6, personal: true },
  webinar: { authority: 0.6, personal: false },
  mail: { authority: 0.5, personal: true },
  email: { authority: 0.5, personal: true },
  chat: { authority: 0.5, personal: true },
  form: { authority: 0.4, personal: false },
  web: { authority: 0.3, personal: false },
  sms: { authority: 0.3, personal: false },
  social: { authority: 0.3, personal: false },
  forum: { authority: 0.3, personal: false },
  listening: { authority: 0.3, personal: false },
  newsletter: { authority: 0.1, personal: false },
  ad: { authority: 0.1, personal: false },
  拜访: { authority: 1, personal: true },
  电话: { authority: 0.8, personal: true },
  企业微信: { authority: 0.6, personal: true },
  微信: { authority: 0.6, personal: true },
  邮件: { authority: 0.5, personal: true },
};

export const TouchpointsSection = section({
  windowDays: positive(30, 'Touchpoints of this long count for capture rates, estimates, influence and the audit of lost deals.'),
  feeds: words(
    ['crm', 'im', 'mail', 'call', 'form'],
    'Sources whose outage would look like silence: dark-channel and silent-opportunity become indeterminate while one of them is broken.',
  ),
  channels: Type.Record(Type.String(), ChannelEntry, {
    default: CHANNELS,
    description:
      'Channel catalogue: `authority` 0–1 of a touchpoint on it, and whether it is `personal` (one person to another; true where not said). A list given here replaces the default as a whole.',
  }),
  unlistedAuthority: share(0.5, 'Authority of a channel that is not in the catalogue; such a channel counts as personal.'),
  inboundDirections: words(['inbound', 'in'], 'Values of `direction` that mean: from the customer to us.'),
  outboundDirections: words(['outbound', 'out'], 'Values of `direction` that mean: from us to the customer.'),
  coverage: section({
    darkBelow: share(0.5, 'A channel whose capture rate is under this is dark.'),
    darkClear: share(0.55, 'The alert dark-channel clears from here.'),
    minKnown: Type.Integer({ minimum: 1, default: 10, description: 'Fewest known touchpoints for a judgement.' }),
    sameWithinSeconds: Type.Number({
      minimum: 0,
      default: 300,
      description:
        'Two reports, one of a system and one of another road, are of one touchpoint when customer, channel and topic are the same, directions do not differ, and their times lie this close. One report that carries `captured_by` and `found_by` needs no such guess.',
    }),
    roads: Type.Record(Type.String(), Type.Union([Type.Literal('all'), Type.Literal('missed')]), {
      default: {},
      description:
        'Per road (`found_by`): whether it reports `all` it finds or only what the systems had `missed`. Only roads of the first sort say anything about overlap. A road not named counts as `all` once it has reported, within the window, something that a system had too.',
    }),
    minOverlap: Type.Integer({
      minimum: 0,
      default: 1,
      description: 'Fewest touchpoints found by both roads for an estimate; under 7 the estimate is biased low and its interval wide.',
    }),
  }),
  silence: section({
    days: positive(14, 'An open opportunity is silent after this long without a captured touchpoint of its customer.'),
    lastStageDays: positive(7, 'The same in the last stage before won or lost.'),
    lastStages: words(
      ['negotiation', 'contract', 'final_quote', 'closing', '商务谈判', '合同'],
      'Stages of `opportunity.moved` that are the last before won or lost.',
    ),
    wonStages: words(['won'], 'Stages that end an opportunity as won.'),
    lostStages: words(['lost'], 'Stages that end an opportunity as lost.'),
    criticalAmount: Type.Number({
      minimum: 0,
      default: 1_000_000,
      description: 'A silent opportunity in its last stage and worth this much is critical.',
    }),
    expireDays: positive(365, 'An opportunity that has not moved for this long is taken for abandoned, and forgotten.'),
  }),
  influence: section({
    halfLifeHours: positive(72, 'A touchpoint loses half its timeliness in this time.'),
    defaultMatch: share(0.5, 'Match of a touchpoint that says none: neither fitting nor unfitting.'),
    competitorDays: positive(7, 'Competitor touchpoints and visits of this long interfere.'),
    competitorSignals: words(
      ['competitor_visit', 'competitor_touchpoint'],
      'Types of `signal.seen` that are a competitor at the customer.',
    ),
    competitorDirections: words(
      ['competitor'],
      "Values of `direction` that mark a competitor's touchpoint: it interferes, has no influence of its own and breaks no silence.",
    ),
    competitorTopics: words(['competitor'], 'Topics of our own touchpoints that tell of a competitor: they interfere as well.'),
    stepMinutes: Type.Integer({
      minimum: 1,
      maximum: 1_440,
      default: 60,
      description:
        'How often the fading of a quiet customer is worked out anew, each customer at a minute of its own: a row is up to this much old.',
    }),
  }),
  resonance: section({
    sentimentAtMost: Type.Number({
      minimum: -1,
      maximum: 1,
      default: -0.3,
      description: 'A touchpoint with this sentiment or less is negative.',
    }),
    withinHours: positive(72, 'Longest time between the negative touchpoint and the inquiry, in either order.'),
    answerHours: positive(24, 'An outbound personal touchpoint has to follow within this time.'),
    showHours: positive(72, 'How long after it was due a resonance stays on the board; an alert still standing then expires.'),
    technicalTopics: words(
      ['technical', 'technical_question', 'tech', 'tech_question', 'integration', 'specification', '技术', '技术咨询', '技术问题'],
      'Topics of a technical question; counts when the touchpoint is inbound or says no direction.',
    ),
    expertTopics: words(
      ['expert', 'expert_content', 'whitepaper', 'white_paper', 'case_study', '专家内容', '白皮书'],
      'Topics of expert content that the customer takes in; counts in either direction.',
    ),
  }),
  lostDeals: section({ keepDays: positive(90, 'How long a lost deal stays on the board.') }),
});
export type TouchpointsSettings = Static<typeof TouchpointsSection>;
