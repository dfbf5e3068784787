import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** The real outcome of a test run: whatever went wrong anywhere counts as failed. */
interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Prints the counts of a run alone on its last line: `N passed, N failed, N skipped`. */
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const counts: Counts = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) countModule(module, counts);
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
}

function countModule(module: TestModule, counts: Counts): void {
  // A file that does not load, or a hook that throws, leaves no failed test behind.
  let failed = module.errors().length;
  for (const suite of module.children.allSuites()) failed += suite.errors().length;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed') counts.passed += 1;
    else if (state === 'skipped') counts.skipped += 1;
    else failed += 1;
  }
  counts.failed += failed === 0 && module.state() === 'failed' ? 1 : failed;
}
