/** Amounts of money short enough to read across the room: three significant digits. */
import type { Locale } from '../../../../i18n/messages.ts';

const makers = new Map<Locale, Intl.NumberFormat>();
function maker(locale: Locale): Intl.NumberFormat {
  const known = makers.get(locale);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'CNY',
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumSignificantDigits: 3,
    minimumFractionDigits: 0,
  });
  makers.set(locale, made);
  return made;
}

/** `¥1840万`, `¥18.4M`. */
export const formatAmount = (value: number, locale: Locale): string => maker(locale).format(value);

/** Without the currency, for narrow cells: `1840万`, `18.4M`. */
export const bareAmount = (value: number, locale: Locale): string =>
  maker(locale)
    .formatToParts(value)
    .filter(({ type }) => type !== 'currency')
    .map(({ value: text }) => text)
    .join('')
    .trim();

/** Figure and unit apart: `1840` and `万元`, `18.4` and `¥M`. */
export function amountParts(value: number, locale: Locale): { figure: string; unit: string } {
  let [figure, scale] = ['', ''];
  for (const { type, value: text } of maker(locale).formatToParts(value)) {
    if (type === 'compact') scale = text;
    else if (type !== 'currency' && type !== 'literal') figure += text;
  }
  return { figure, unit: locale === 'zh-CN' ? `${scale}元` : `¥${scale}` };
}
