/** Which of the four concerns is not well, in one sentence; and one figure of each. */

import { formatCount } from '../i18n/format.ts';
import type { MessageKey } from '../i18n/messages.ts';
import type { Headline, KeyFigure, SceneContext, SceneWords } from '../panels/scene.ts';
import { capabilityFigures, deliveryFigures, leadFigures, touchpointFigures } from './concerns.ts';

function headline(context: SceneContext): Headline {
  const { say, locale } = context;
  const lead = leadFigures(context);
  const delivery = deliveryFigures(context);
  const touch = touchpointFigures(context);
  const capability = capabilityFigures(context);
  const wrong: { key: MessageKey; count: number; tone: 'risk' | 'violated' }[] = [
    { key: 'overview.headline.leads', count: lead.unclaimed, tone: 'violated' },
    {
      key: 'overview.headline.orders',
      count: delivery.late,
      tone: 'violated',
    },
    { key: 'overview.headline.resonances', count: touch.resonances, tone: 'risk' },
    { key: 'overview.headline.breakers', count: capability.open, tone: 'risk' },
  ];
  const said = wrong.filter(({ count }) => count > 0);
  if (said.length === 0) {
    const known = lead.open + delivery.orders + touch.channels + capability.strategies > 0;
    return [[{ text: say(known ? 'overview.headline.calm' : 'wall.headline.waiting'), tone: 'plain' }]];
  }
  return said.map(({ key, count, tone }, i) => [
    {
      text: say(key, { count, figure: formatCount(count, locale) }) + (i < said.length - 1 ? say('wall.headline.next') : ''),
      tone,
    },
  ]);
}

function keyFigures(context: SceneContext): KeyFigure[] {
  const { say, locale } = context;
  const lead = leadFigures(context);
  const delivery = deliveryFigures(context);
  const touch = touchpointFigures(context);
  const capability = capabilityFigures(context);
  const count = (value: number) => formatCount(value, locale);
  return [
    {
      label: say('overview.key.leads'),
      value: count(lead.violated),
      tone: lead.violated > 0 ? 'violated' : 'plain',
      note: { text: say('overview.key.waiting', { count: lead.open, figure: count(lead.open) }), tone: 'plain' },
    },
    {
      label: say('overview.key.orders'),
      value: count(delivery.late),
      tone: delivery.late > 0 ? 'violated' : 'plain',
      note: { text: say('overview.key.ofOrders', { count: delivery.orders, figure: count(delivery.orders) }), tone: 'plain' },
    },
    {
      label: say('overview.key.dark'),
      value: count(touch.dark.length),
      tone: touch.dark.length > 0 ? 'risk' : 'plain',
      note: { text: say('overview.key.ofChannels', { count: touch.channels, figure: count(touch.channels) }), tone: 'plain' },
    },
    {
      label: say('overview.key.breakers'),
      value: count(capability.open),
      tone: capability.open > 0 ? 'risk' : 'plain',
      note: null,
    },
  ];
}

export const overviewWords: SceneWords = { headline, keyFigures };
