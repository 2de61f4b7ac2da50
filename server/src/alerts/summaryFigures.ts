/** How the summary writes numbers. Part of the wire: programs compare summaries, so nothing here follows the host's locale or zone. */
import type { Locale } from '@warroom/protocol/words/locale';
import type { Figures } from '@warroom/protocol/words/tell';

const UNITS = { 'zh-CN': ['小时', '分', '秒'], en: ['h', 'min', 's'] } as const satisfies Record<Locale, readonly string[]>;

export function summaryFigures(locale: Locale): Figures {
  return {
    count: String,
    figure: String,
    rate: (rate) => `${Math.round(rate * 1_000) / 10}%`,
    money: (amount) => amount.toLocaleString('en-US'),
    seconds: (seconds) => duration(seconds, UNITS[locale]),
    // Whoever reads it may be in any time zone.
    instant: () => null,
  };
}

/** 15 秒, 2 分 5 秒, 1 小时 3 分: the two largest units. */
function duration(seconds: number, [hour, minute, second]: readonly [string, string, string]): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60), whole % 60];
  if (h > 0) return m > 0 ? `${h} ${hour} ${m} ${minute}` : `${h} ${hour}`;
  if (m > 0) return s > 0 ? `${m} ${minute} ${s} ${second}` : `${m} ${minute}`;
  return `${s} ${second}`;
}
