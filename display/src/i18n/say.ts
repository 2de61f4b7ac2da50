/** The words of a key in the language of the screen, in components and in pure functions alike. */
import { createI18n, useI18n } from 'vue-i18n';
import { DEFAULT_LOCALE, type Locale, type MessageKey, messages } from './messages.ts';

export type SayValues = Record<string, string | number>;
/** `values` fill `{name}`; a `count` among them chooses between the forms that stand between bars (`one lead | {count} leads`). */
export type Say = (key: MessageKey, values?: SayValues) => string;

export function createLanguages(locale: Locale = DEFAULT_LOCALE) {
  // Vue-i18n would widen its types over every key; ours are held by MessageKey.
  return createI18n({
    legacy: false,
    locale,
    fallbackLocale: DEFAULT_LOCALE,
    messages: messages as unknown as Record<string, Record<string, string>>,
  });
}

type Translate = (key: string, values: SayValues, plural: number) => string;
const sayWith =
  (translate: Translate): Say =>
  (key, values = {}) =>
    translate(key, values, typeof values.count === 'number' ? values.count : 1);

/** For components: follows the language of the screen. */
export function useSay(): Say {
  const { t } = useI18n();
  return sayWith(t as unknown as Translate);
}

/** For tests and for code outside components. */
export function sayIn(locale: Locale): Say {
  return sayWith(createLanguages(locale).global.t as unknown as Translate);
}
