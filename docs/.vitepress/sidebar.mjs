// The order of the pages. One of docs/ that is named nowhere comes with the guides.
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pagesIn, placeOf, root, titleOf } from './pages.mjs';

const START = ['README.md', 'docs/getting-started.md', 'docs/several-machines.md', 'examples/README.md'];
const GUIDES = [
  'docs/function-shipping.md',
  'docs/failures.md',
  'docs/streams.md',
  'docs/placement.md',
  'docs/operators.md',
  ['Queues between programs', '/operators#queues-between-programs'],
  ['Graphs of tasks', '/operators#graphs'],
  'docs/security.md',
  'docs/discovery.md',
  'docs/observing.md',
  'docs/tracing.md',
  'docs/observability.md',
  'docs/metrics.md',
  'docs/dashboard.md',
  'docs/deployment.md',
  'docs/performance.md',
  'docs/benchmarks.md',
  'docs/troubleshooting.md',
];
const REFERENCE = [
  ['API', '/api/'],
  'docs/cli.md',
  'docs/errors.md',
  'docs/zre-api.md',
  'docs/zre-programs.md',
  'docs/versioning.md',
  'CHANGELOG.md',
];
const MAINTAINERS = [
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'docs/task-protocol.md',
  'docs/zre-protocol.md',
  'docs/zre-conformance.md',
  'docs/reliability.md',
  'docs/simulation.md',
  'docs/interop.md',
  'docs/scaling.md',
  'benchmarks/results/README.md',
  'docs/dependencies.md',
  'docs/decisions/README.md',
];
const TITLES = { 'README.md': 'What zfarm is' };

function item(entry) {
  if (Array.isArray(entry)) return { text: entry[0], link: entry[1] };
  const text = TITLES[entry] ?? titleOf(entry).replace(/^Coming from /, '');
  return { text, link: `/${placeOf(entry).replace(/(?:index)?\.md$/, '')}` };
}

const here = (entry) => Array.isArray(entry) || existsSync(join(root, entry));

export function guideSidebar() {
  const named = new Set([START, GUIDES, REFERENCE, MAINTAINERS].flat());
  const others = pagesIn('docs').filter((page) => !named.has(page));
  const group = (text, entries, collapsed) => ({ text, collapsed, items: entries.filter(here).map(item) });
  return [
    group('Getting started', START, false),
    group('Guides', [...GUIDES, ...others], false),
    group('Coming from', pagesIn('docs/coming-from'), false),
    group('Reference', REFERENCE, false),
    group('For maintainers', MAINTAINERS, true),
  ];
}

const PACKAGES = ['zfarm', '@zfarm/zre', '@zfarm/worker', '@zfarm/dashboard', '@zfarm/bench'];

/** A group for each package, and in it one for each kind of thing. */
export function apiSidebar() {
  const filesIn = (folder) => (existsSync(folder) ? readdirSync(folder).sort() : []);
  return PACKAGES.map((name) => {
    const home = join(root, 'docs/api', name);
    const kinds = filesIn(home).filter((kind) => !kind.includes('.'));
    return {
      text: name,
      link: `/api/${name}/`,
      collapsed: name !== 'zfarm',
      items: kinds.map((kind) => ({
        text: kind.replace('-', ' '),
        collapsed: kind !== 'functions',
        items: filesIn(join(home, kind)).map((file) => ({
          text: basename(file, '.md'),
          link: `/api/${name}/${kind}/${basename(file, '.md')}`,
        })),
      })),
    };
  });
}
