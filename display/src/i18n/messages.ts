/** Every word on the screens, by language. Chinese is the model: a key that English lacks, or has too many, fails the type check. */
import capabilityEn from '../concerns/capability/words.en.ts';
import capabilityZh from '../concerns/capability/words.zh-CN.ts';
import deliveryEn from '../concerns/delivery-risk/words.en.ts';
import deliveryZh from '../concerns/delivery-risk/words.zh-CN.ts';
import touchpointsEn from '../concerns/touchpoints/words.en.ts';
import touchpointsZh from '../concerns/touchpoints/words.zh-CN.ts';
import overviewEn from '../overview/words.en.ts';
import overviewZh from '../overview/words.zh-CN.ts';
import commonEn from './en/common.ts';
import customerEn from './en/customer.ts';
import opsEn from './en/ops.ts';
import wallEn from './en/wall.ts';
import commonZh from './zh-CN/common.ts';
import customerZh from './zh-CN/customer.ts';
import opsZh from './zh-CN/ops.ts';
import wallZh from './zh-CN/wall.ts';

export const messages = {
  'zh-CN': {
    common: commonZh,
    wall: wallZh,
    ops: opsZh,
    customer: customerZh,
    touchpoints: touchpointsZh,
    capability: capabilityZh,
    delivery: deliveryZh,
    overview: overviewZh,
  },
  en: {
    common: commonEn,
    wall: wallEn,
    ops: opsEn,
    customer: customerEn,
    touchpoints: touchpointsEn,
    capability: capabilityEn,
    delivery: deliveryEn,
    overview: overviewEn,
  },
} as const;

export type Locale = keyof typeof messages;
export const LOCALES = Object.keys(messages) as Locale[];
export const DEFAULT_LOCALE: Locale = 'zh-CN';
export const isLocale = (text: unknown): text is Locale => typeof text === 'string' && Object.hasOwn(messages, text);

type Leaves<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}` }[keyof T & string];
/** A key as `common.state.violated`; one that does not exist fails the type check. */
export type MessageKey = Leaves<(typeof messages)['zh-CN']>;
