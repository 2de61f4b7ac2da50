/** Starts the display, in running order: settings, words, fonts, then the first paint, then the link. */
import '@fontsource-variable/noto-sans-sc/wght.css';
import './theme/tokens.css';
import './theme/base.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { loadFonts } from './i18n/fonts.ts';
import { createLanguages } from './i18n/say.ts';
import { router } from './router.ts';
import { screenOf } from './scenes/screen.ts';
import { useClock } from './stores/clock.ts';
import { DESK_TOPICS, useLink, wallTopics } from './stores/link.ts';
import { useSettings } from './stores/settings.ts';

const app = createApp(App);
app.use(createPinia());
const settings = useSettings();
await settings.load();
app.use(createLanguages(settings.locale));
app.use(router);
await Promise.all([loadFonts(settings.locale), router.isReady()]);
app.mount('#app');
const { name, params, query } = router.currentRoute.value;
const { scenes } = screenOf(settings.server, String(params.screen ?? ''), query);
if (name !== 'nowhere') useLink().start({ topics: name === 'wall' ? wallTopics(scenes) : DESK_TOPICS });
useClock().start();
