/** Every word on the screens, by language. Chinese is the model: a key that English lacks, or has too many, fails the type check. */
import { CONCERN_WORDS } from '../concernWords.ts';
import overviewEn from '../overview/words.en.ts';
import overviewZh from '../overview/words.zh-CN.ts';
import commonEn from './en/common.ts';
import customerEn from './en/customer.ts';
import deskEn from './en/desk.ts';
import nowhereEn from './en/nowhere.ts';
import opsEn from './en/ops.ts';
import wallEn from './en/wall.ts';
import commonZh from './zh-CN/common.ts';
import customerZh from './zh-CN/customer.ts';
import deskZh from './zh-CN/desk.ts';
import nowhereZh from './zh-CN/nowhere.ts';
import opsZh from './zh-CN/ops.ts';
import wallZh from './zh-CN/wall.ts';

type ConcernWords<L extends 'zh-CN' | 'en'> = { [C in keyof typeof CONCERN_WORDS]: (typeof CONCERN_WORDS)[C][L] };
const concernWords = <L extends 'zh-CN' | 'en'>(locale: L) =>
  Object.fromEntries(Object.entries(CONCERN_WORDS).map(([concern, words]) => [concern, words[locale]])) as unknown as ConcernWords<L>;

export const messages = {
  'zh-CN': {
    common: commonZh,
    wall: wallZh,
    ops: opsZh,
    customer: customerZh,
    desk: deskZh,
    nowhere: nowhereZh,
    overview: overviewZh,
    ...concernWords('zh-CN'),
  },
  en: {
    common: commonEn,
    wall: wallEn,
    ops: opsEn,
    customer: customerEn,
    desk: deskEn,
    nowhere: nowhereEn,
    overview: overviewEn,
    ...concernWords('en'),
  },
} as const;

export type Locale = keyof typeof messages;
export const LOCALES = Object.keys(messages) as Locale[];
export const DEFAULT_LOCALE: Locale = 'zh-CN';
export const isLocale = (text: unknown): text is Locale => typeof text === 'string' && Object.hasOwn(messages, text);

type Leaves<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}` }[keyof T & string];
/** A key as `common.state.violated`; one that does not exist fails the type check. */
export type MessageKey = Leaves<(typeof messages)['zh-CN']>;
