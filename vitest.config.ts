import vue from '@vitejs/plugin-vue';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM } from './scripts/chromium.ts';

export default defineConfig({
  test: {
    projects: [
      {
        // Pure code: no store, no socket, no browser.
        test: {
          name: 'unit',
          include: [
            'protocol/src/**/*.test.ts',
            'server/src/**/*.test.ts',
            'dashboards/**/*.test.ts',
            'loadtest/**/*.test.ts',
            'scripts/**/*.test.ts',
            'test/unit/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', 'dashboards/integration/**'],
        },
      },
      {
        // Against the real engine. Each file in a process of its own: an engine holds one data directory per process.
        test: {
          name: 'integration',
          include: ['server/test/**/*.test.ts', 'dashboards/integration/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // The product as a person starts it, in a browser as a person uses it.
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        // The display's pure code: no browser; components are named, never drawn.
        plugins: [vue()],
        test: {
          name: 'display-unit',
          include: ['display/src/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts', '**/node_modules/**'],
        },
      },
      {
        // Components and canvases in a real browser.
        plugins: [vue()],
        // Found late, a dependency makes vite reload the page in the middle of a test.
        optimizeDeps: {
          include: [
            'vue',
            'pinia',
            'vue-i18n',
            'vue-router',
            '@vueuse/core',
            '@tanstack/vue-virtual',
            'vitest-browser-vue',
            'typebox',
            'echarts/core',
            'echarts/charts',
            'echarts/components',
            'echarts/renderers',
            '@deck.gl/core',
            '@deck.gl/layers',
            'topojson-client',
          ],
        },
        test: {
          name: 'browser',
          include: ['display/src/**/*.browser.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: CHROMIUM,
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
