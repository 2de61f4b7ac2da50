/** The overview's picture with more and with fewer concerns than the product has, made up, in a real browser. */
import { createPinia } from 'pinia';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { type App, createApp, defineComponent, h } from 'vue';
import '../theme/tokens.css';
import '../theme/base.css';
import { loadFonts } from '../i18n/fonts.ts';
import { createLanguages } from '../i18n/say.ts';
import { measure } from '../legibility/measure.ts';
import WallStage from '../pages/wall/WallStage.vue';
import { LAYOUTS, layoutFaults, roomOf } from '../testing/sceneLayout.ts';
import ConcernGrid from './ConcernGrid.vue';

const Picture = defineComponent(() => () => h('div', { style: 'height: 100%; background: var(--surface-raised)' }));
const card = (_: unknown, i: number) => ({
  concern: `concern-${i}`,
  title: ['线索响应', '交付风险', '触点盲区', '能力流', '系统交接', '预见', '任务', '学习'][i] ?? '',
  line: { text: `${i + 1} 项需要有人处理`, tone: 'risk' as const },
  known: true,
  calm: true,
  topics: [],
  miniature: Picture,
  worst:
    i % 2 === 0
      ? { shape: 'violated' as const, asks: true, words: ['华东一组', `对象 ${i}`] as [string, string], age: '12:34', owner: null }
      : null,
});

let app: App | null = null;
afterEach(() => {
  app?.unmount();
  document.body.replaceChildren();
});

/** On the wall's own stage, with the space that its strips leave. */
async function draw(count: number, { width, height }: { width: number; height: number }): Promise<void> {
  await page.viewport(width, height);
  const cards = Array.from({ length: count }, card);
  const stage = document.createElement('div');
  document.body.append(stage);
  const strip = (area: string, steps: number) => h('div', { style: `grid-area: ${area}; height: calc(${steps} * var(--step))` });
  app = createApp({
    render: () =>
      h(WallStage, { mode: 'live', lost: false, shift: { x: 0, y: 0 } }, () => [
        strip('top', 11),
        strip('headline', 12),
        strip('band', 21),
        h(ConcernGrid, { class: 'scene', style: 'grid-area: scene; min-height: 0', cards }),
        strip('needs', 6),
      ]),
  });
  app.use(createPinia());
  app.use(createLanguages('zh-CN'));
  app.mount(stage);
  await loadFonts('zh-CN');
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

const CASES = LAYOUTS.flatMap((layout) => [2, 3, 4, 5, 6, 8].map((count) => [layout.name, count, layout] as const));

test.each(CASES)('%s, %i concerns: nothing overlaps or is cut, and all can be read', async (_name, count, layout) => {
  await draw(count, layout);
  expect(document.querySelectorAll('.scene section')).toHaveLength(count);
  expect(layoutFaults()).toEqual([]);
  const unreadable = measure(document, roomOf(layout)).filter((m) => !m.passes);
  expect(unreadable.map((m) => `${m.text} ${m.measured.toFixed(1)}′`)).toEqual([]);
});
