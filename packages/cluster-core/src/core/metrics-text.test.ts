import { expect, test } from 'vitest';
import { counter, gauge, metricsText } from './metrics-text.js';

test('families are written with help, type, and labels that cannot break out', () => {
  const evil = 'a "quoted" \\ name\nsecond_metric 7';
  expect(
    metricsText([
      counter('zfarm_items_total', 'Items,\nall of them.', [{ labels: { worker: evil, id: '1' }, value: 3 }]),
      gauge('zfarm_slots', 'Slots.', 4),
      gauge('zfarm_nothing', 'Nothing.', []),
      {
        name: 'zfarm_wait_seconds',
        help: 'Wait.',
        type: 'summary',
        metrics: [
          { labels: { quantile: '0.5' }, value: 0.25 },
          { suffix: '_sum', value: 1.5 },
          { suffix: '_count', value: 6 },
        ],
      },
    ]),
  ).toBe(
    [
      '# HELP zfarm_items_total Items,\\nall of them.',
      '# TYPE zfarm_items_total counter',
      'zfarm_items_total{worker="a \\"quoted\\" \\\\ name\\nsecond_metric 7",id="1"} 3',
      '# HELP zfarm_slots Slots.',
      '# TYPE zfarm_slots gauge',
      'zfarm_slots 4',
      '# HELP zfarm_wait_seconds Wait.',
      '# TYPE zfarm_wait_seconds summary',
      'zfarm_wait_seconds{quantile="0.5"} 0.25',
      'zfarm_wait_seconds_sum 1.5',
      'zfarm_wait_seconds_count 6',
      '',
    ].join('\n'),
  );
});
