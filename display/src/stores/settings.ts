/** What this screen is set to: the address decides first, then the choice kept on this device, then the server. */
import type { DisplaySettings } from '@warroom/protocol/api/display';
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { DEFAULT_LOCALE, isLocale, type Locale } from '../i18n/messages.ts';

export type Theme = 'dark' | 'light';
export const isTheme = (text: unknown): text is Theme => text === 'dark' || text === 'light';

export const DEFAULTS: DisplaySettings = {
  language: DEFAULT_LOCALE,
  theme: 'dark',
  chime: false,
  place: '',
  screenInches: 75,
  viewerMetres: 8,
  mode: 'live',
  version: '',
  slaSeconds: 90,
  atRiskSeconds: 60,
  serviceLevelTarget: 0.8,
  access: false,
  scenes: ['lead-response'],
  rotateSeconds: 0,
  panels: {},
  screens: {},
  lateShares: { likely: 0.7, certain: 0.9 },
  map: null,
};

/** A screen must start even when its server is slow. */
const FETCH_TIMEOUT_MS = 3_000;
const LOCALE_KEY = 'warroom.locale';
const THEME_KEY = 'warroom.theme';
/** The server's last answer, not a choice: the next visit's first paint then has the right background. */
const LAST_THEME_KEY = 'warroom.lastTheme';

export const useSettings = defineStore('settings', () => {
  const server = shallowRef<DisplaySettings>(DEFAULTS);
  /** Whether the server has ever answered: until then `server` is what a screen starts with. */
  const told = shallowRef(false);
  const query = new URLSearchParams(location.search);
  const chosenLocale = shallowRef(query.get('lang') ?? stored(LOCALE_KEY));
  const chosenTheme = shallowRef(query.get('theme') ?? stored(THEME_KEY));

  const locale = computed<Locale>(() => [chosenLocale.value, server.value.language].find(isLocale) ?? DEFAULT_LOCALE);
  const theme = computed<Theme>(() => [chosenTheme.value, server.value.theme].find(isTheme) ?? 'dark');
  const chime = computed(() => (query.has('chime') ? query.get('chime') !== '0' : server.value.chime));
  const legibility = query.has('legibility') && query.get('legibility') !== '0';

  /** Asks the server; what it does not say stays as it was. Resolves to whether it answered. */
  async function load(): Promise<boolean> {
    try {
      const response = await fetch('/api/v1/display', { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
      if (!response.ok) return false;
      server.value = { ...server.value, ...((await response.json()) as Partial<DisplaySettings>) };
      told.value = true;
      store(LAST_THEME_KEY, server.value.theme);
      return true;
    } catch {
      return false;
    }
  }

  function chooseLocale(next: Locale): void {
    chosenLocale.value = next;
    store(LOCALE_KEY, next);
  }

  function chooseTheme(next: Theme): void {
    chosenTheme.value = next;
    store(THEME_KEY, next);
  }

  return { server, told, locale, theme, chime, legibility, load, chooseLocale, chooseTheme };
});

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
