/** Headline, figures and overview count one and the same thing, whatever leads and alerts there are. */
import { ALERT_STATES } from '@warroom/protocol/alert';
import type { Topic } from '@warroom/protocol/board';
import { LEAD_STATES } from '@warroom/protocol/concerns/lead-response';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alertRow } from '../../../../testing/alertRow.ts';
import { sayIn } from '../../i18n/say.ts';
import type { SceneContext } from '../../panels/scene.ts';
import { DEFAULTS } from '../../stores/settings.ts';
import { openRow, summaryRow } from '../../testing/rows.ts';
import { headline } from './headline.ts';
import { keyFigures } from './keyFigures.ts';
import { leadsNow } from './leadsNow.ts';
import { leadResponseOverview } from './overview.ts';

const someLeads = fc.uniqueArray(
  fc.record({ id: fc.string(), state: fc.constantFrom(...LEAD_STATES), region: fc.option(fc.constantFrom('华东', '华南', 'a|b')) }),
  { selector: ({ id }) => id },
);
const someAlert = fc.record({ state: fc.constantFrom(...ALERT_STATES), owner: fc.option(fc.constantFrom('甲', '乙')) });

test('of any leads and any alerts', () => {
  fc.assert(
    fc.property(someLeads, fc.array(someAlert), (leads, states) => {
      const open = leads.map(({ id, ...over }) => openRow(id, 0, over));
      const alerts = new Map(
        leads.flatMap(({ id }, i) => (states[i] ? [[id, alertRow({ subject: `lead:${id}`, ...states[i] })] as const] : [])),
      );
      const now = leadsNow(open, alerts);
      // Counted apart.
      const late = leads.filter(({ state }) => state === 'violated');
      const unheld = late.filter(({ id }) => {
        const alert = alerts.get(id);
        return !alert || alert.state === 'resolved' || alert.owner === null;
      });
      expect([now.open, now.violated, now.unclaimed]).toEqual([leads.length, late.length, unheld.length]);

      const topics = {
        'lead-response.open': new Map(open.map((row) => [row.leadId, row])),
        'lead-response.summary': new Map([['15m|all|', summaryRow()]]),
      };
      const say = sayIn('zh-CN');
      const rows = ((topic: Topic) => topics[topic as keyof typeof topics]) as SceneContext['rows'];
      const context: SceneContext = { rows, alerts, settings: DEFAULTS, locale: 'zh-CN', say, nowMs: () => 0 };
      const sentence = headline(now, summaryRow(), 'zh-CN', say)
        .flat()
        .map(({ text }) => text)
        .join('')
        .replaceAll('\u00a0', ' ');
      const [, waiting, violated] = keyFigures(context);
      expect([waiting?.value, violated?.value]).toEqual([String(now.open), String(now.violated)]);
      expect(leadResponseOverview.keyFigure(context).value).toBe(String(now.violated));
      expect(sentence.includes('没有违规')).toBe(now.violated === 0);
      expect(leadResponseOverview.line(context).text.includes('没有违规')).toBe(now.violated === 0);
      const unclaimed = now.unclaimed > 0 ? `${now.unclaimed} 条` : null;
      for (const text of [sentence, violated?.note?.text, leadResponseOverview.line(context).text])
        expect(/(\d+ 条)(违规)?无人认领/.exec(text ?? '')?.[1] ?? null).toBe(unclaimed);
    }),
  );
});
