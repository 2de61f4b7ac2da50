/** What reps do at their desks: daily reports, and suggestions they get at the moments that decide, with what they made of them. */
import { ALL_ACCOUNTS } from '../world/accounts.ts';
import type { DemoSource } from '../world/arrivals.ts';
import { createCalendarSource, type Telling } from '../world/calendarSource.ts';
import { createRandom } from '../world/random.ts';
import { deliver } from '../world/row.ts';
import { CREWS } from './crews.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const REPORT_SLOT_MS = HOUR_MS;
/** Nothing looks further back at these than that. */
const TOLD_SINCE_MS = 2 * DAY_MS;
const SUGGESTION_SLOT_MS = 40 * MINUTE_MS;

const DID = ['拜访', '电话沟通', '技术交流', '方案演示', '合同评审'] as const;
const FOUND = ['客户关注交期', '竞品报价低于我方', '采购负责人更换', '预算待批', '样机试用反馈良好', '要求补充资质文件'] as const;
const NEXT = ['明天给出正式报价', '本周安排专家到场', '等待客户内部评审', '联系生产确认排期', '周五前回复技术问题'] as const;

/** Every rep files one report a day, each at an hour of his own. */
export function createReportSource(telling: Telling): DemoSource {
  const { seedText, startMs } = telling;
  return createCalendarSource(telling, {
    slotMs: REPORT_SLOT_MS,
    reachMs: REPORT_SLOT_MS + MINUTE_MS,
    notBeforeMs: startMs - TOLD_SINCE_MS,
    rowsOf: (slot, slotStartMs) =>
      CREWS.flatMap((crew, n) =>
        crew.repIds.flatMap((repId, place) => {
          if (slot % 24 !== (7 * n + 5 * place) % 24) return [];
          const random = createRandom(`${seedText}|report|${slot}|${repId}`);
          const account = random.pick(ALL_ACCOUNTS);
          const text = `今日${random.pick(DID)} ${account.id}：${random.pick(FOUND)}；${random.pick(NEXT)}。`;
          const atMs = slotStartMs + random.unit() * REPORT_SLOT_MS;
          const { team, region } = crew;
          return [deliver({ kind: 'report.filed', system: 'crm', atMs, key: repId, team, region, repId, data: { text } }, random)];
        }),
      ),
  });
}

const MOMENTS = ['need', 'poc', 'final_quote'] as const;
const DECISIONS = [
  { decision: 'adopted', weight: 55, reasons: [] },
  { decision: 'amended', weight: 27, reasons: ['折扣调低', '交期改为分批', '增加培训'] },
  { decision: 'rejected', weight: 18, reasons: ['客户关系不允许', '毛利低于底线', '信息过时'] },
] as const;

export function createSuggestionSource(telling: Telling): DemoSource {
  return createCalendarSource(telling, {
    slotMs: SUGGESTION_SLOT_MS,
    reachMs: 5 * HOUR_MS,
    notBeforeMs: telling.startMs - TOLD_SINCE_MS,
    rowsOf(slot, slotStartMs) {
      const random = createRandom(`${telling.seedText}|suggestion|${slot}`);
      const account = random.pick(ALL_ACCOUNTS);
      const { id: customerId, region, team, repId } = account;
      const common = { system: 'crm', key: `SG-${slot}`, customerId, region, team: team.name, repId } as const;
      const madeMs = slotStartMs + random.unit() * SUGGESTION_SLOT_MS;
      const plans = Array.from({ length: 3 }, () => ({
        probability: Math.round(100 * random.between(0.15, 0.85)) / 100,
        payoff: Math.round((random.logNormal(300_000, 0.5) * account.size) / 1_000) * 1_000,
      }));
      const { decision, reasons } = random.weighted(DECISIONS);
      const data = { decision, ...(reasons.length > 0 ? { reason: random.pick<string>(reasons) } : {}) };
      return [
        deliver({ kind: 'suggestion.made', ...common, atMs: madeMs, data: { moment: random.pick(MOMENTS), plans } }, random),
        deliver({ kind: 'suggestion.decided', ...common, atMs: madeMs + random.between(6, 200) * MINUTE_MS, data }, random),
      ];
    },
  });
}
