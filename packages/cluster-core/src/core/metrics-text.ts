/** One measured value, with what tells it from others of its family. */
export interface Metric {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
  /** What follows the family's name: `_sum`, `_count` of a summary. */
  readonly suffix?: '_sum' | '_count';
}

/** Metrics of one name. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  /** A counter's name ends with `_total`; it only grows, or begins anew. */
  readonly type: 'counter' | 'gauge' | 'summary';
  readonly metrics: readonly Metric[];
}

export function counter(name: string, help: string, metrics: number | readonly Metric[]): MetricFamily {
  return { name, help, type: 'counter', metrics: listed(metrics) };
}

export function gauge(name: string, help: string, metrics: number | readonly Metric[]): MetricFamily {
  return { name, help, type: 'gauge', metrics: listed(metrics) };
}

/**
 * The text format of Prometheus, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format). Families without metrics are left out.
 */
export function metricsText(families: readonly MetricFamily[]): string {
  return families
    .filter(({ metrics }) => metrics.length > 0)
    .map(familyText)
    .join('');
}

function familyText({ name, help, type, metrics }: MetricFamily): string {
  const lines = metrics.map(
    ({ labels, value, suffix = '' }) => `${name}${suffix}${labelsText(labels)} ${value}\n`,
  );
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelsText(labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function listed(metrics: number | readonly Metric[]): readonly Metric[] {
  return typeof metrics === 'number' ? [{ value: metrics }] : metrics;
}
