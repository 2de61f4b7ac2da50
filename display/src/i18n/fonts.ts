/** The typeface comes in a hundred pieces by range of characters; those that the screen's words need are there before the first paint. */
import { type Locale, messages } from './messages.ts';

/** A screen without its font is worse than a late one, but only for so long. */
const LONGEST_MS = 2_500;

export async function loadFonts(locale: Locale): Promise<void> {
  const text = `${[...new Set(JSON.stringify(messages[locale]))].join('')}0123456789:%¥`;
  const loaded = Promise.all([400, 500, 600].map((weight) => document.fonts.load(`${weight} 30px "Noto Sans SC Variable"`, text)));
  const late = new Promise((resolve) => setTimeout(resolve, LONGEST_MS));
  await Promise.race([loaded.catch(() => {}), late]);
}
