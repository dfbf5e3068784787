import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

// Where tests and the processes they start keep their secret: the user's own is left alone.
const settings = fileURLToPath(new URL('./node_modules/.cache/zfarm-tests', import.meta.url));
process.env['XDG_CONFIG_HOME'] = settings;
process.env['APPDATA'] = settings;

function chaos(name: string, form: string, testTimeout: number) {
  return {
    test: {
      name,
      include: ['packages/*/chaos/**/*.test.ts'],
      // What takes a network apart takes its time.
      exclude: form === 'short' ? ['**/network.test.ts'] : [],
      pool: 'forks' as const,
      env: { CHAOS_FORM: form },
      testTimeout,
      hookTimeout: 60_000,
      fileParallelism: false,
    },
  };
}

/** Tests that are not part of each run. */
const LONG = '**/*.long.test.ts';

export default defineConfig({
  test: {
    reporters: ['default', './scripts/counting-reporter.ts'],
    // By default one processor stays idle: many tests wait for other processes, so all may be used.
    maxWorkers: '100%',
    projects: [
      {
        // Pure code, run from the sources of all packages: no build needed.
        ssr: { resolve: { conditions: ['zfarm-source', 'node', 'module', 'import', 'default'] } },
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: [...configDefaults.exclude, LONG],
          pool: 'threads',
          // Thousands of generated cases on a machine that may be busy; none of them waits for anything.
          testTimeout: 20_000,
        },
      },
      {
        // Real sockets, threads and processes, run from dist. Forks: a pending receive of a zeromq
        // socket would abort a whole run of threads.
        test: {
          name: 'integration',
          include: ['packages/*/test/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: [...configDefaults.exclude, LONG],
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        // The dashboard's page in a real browser: `pnpm test:page`.
        test: {
          name: 'page',
          include: ['packages/*/browser/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      // What takes long and seldom fails alone: `pnpm test:long`.
      {
        ssr: { resolve: { conditions: ['zfarm-source', 'node', 'module', 'import', 'default'] } },
        test: {
          name: 'long-unit',
          include: [`packages/*/src/${LONG}`],
          pool: 'threads',
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'long-integration',
          include: [`packages/*/test/${LONG}`, `examples/${LONG}`],
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        // Hosts in network namespaces: `pnpm test:lab`.
        test: {
          name: 'lab',
          include: ['packages/*/lab/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 150_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      // Real processes that die, freeze and vanish: as part of every run, and at length by `pnpm test:chaos`.
      chaos('chaos-short', 'short', 120_000),
      chaos('chaos', 'full', 4 * 3_600_000),
      {
        // The packages of an earlier commit against these: `pnpm test:compat`.
        test: {
          name: 'compat',
          include: ['packages/*/compat/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 90_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Foreign implementations of ZRE, on hosts of the lab: `pnpm interop`.
        test: {
          name: 'interop',
          include: ['packages/*/interop/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 150_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
