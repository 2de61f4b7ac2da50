/** A vitest reporter that ends the run with one plain line, for people and programs that read only the last one. */
import type { Reporter, TestModule } from 'vitest/node';

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    let broken = 0;
    for (const module of modules) {
      const before = count.failed;
      for (const test of module.children.allTests()) count[test.result().state] += 1;
      // A file that could not even be loaded holds no test that could fail.
      if (module.state() === 'failed' && count.failed === before) broken += 1;
    }
    console.log(`${count.passed} passed, ${count.failed + broken} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`);
  }
}
