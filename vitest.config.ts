import { defineConfig } from 'vitest/config';

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
          exclude: ['**/node_modules/**'],
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
    ],
  },
});
