import { counter, gauge, type MetricFamily } from '../core/metrics-text.js';
import { memoryInUse } from './memory-in-use.js';

/**
 * What every program has, by the names that Prometheus has for it.
 *
 * @param startedAt when the process began, in seconds since 1970
 */
export function processMetrics(startedAt: number): readonly MetricFamily[] {
  const { user, system } = process.cpuUsage();
  return [
    counter('process_cpu_seconds_total', 'Processor time used, by all threads.', (user + system) / 1e6),
    gauge('process_resident_memory_bytes', 'Memory of the process, threads included.', memoryInUse().rss),
    gauge('process_start_time_seconds', 'When it began, in seconds since 1970.', startedAt),
  ];
}
