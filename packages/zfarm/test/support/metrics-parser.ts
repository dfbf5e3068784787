/** A sample of the text format of Prometheus. */
export interface ParsedMetric {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const COMMENT = new RegExp(`^# (HELP|TYPE) (${NAME}) (.*)$`);
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?|NaN|[+-]Inf)$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;
const TYPES = ['counter', 'gauge', 'summary'];

/**
 * Reads metrics as strictly as the description of the format has it: help and type of each family stand once, before its
 * samples, which are together; no sample stands twice; counters end with `_total`.
 *
 * @throws for anything else
 */
export function parseMetrics(text: string): ParsedMetric[] {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const types = new Map<string, string>();
  const seen = new Set<string>();
  const metrics: ParsedMetric[] = [];
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const [, word, name = '', rest = ''] = COMMENT.exec(line) ?? [];
    if (word === 'HELP') {
      if (types.has(name)) throw new Error(`${name} comes twice`);
      family = name;
    } else if (word === 'TYPE') {
      if (family !== name || !TYPES.includes(rest)) throw new Error(`a type out of place: ${line}`);
      if ((rest === 'counter') !== name.endsWith('_total')) throw new Error(`${name} is misnamed`);
      types.set(name, rest);
    } else {
      const metric = parseSample(line, family, types.get(family));
      const key = JSON.stringify([metric.name, Object.entries(metric.labels).sort()]);
      if (seen.has(key)) throw new Error(`twice the same: ${line}`);
      seen.add(key);
      metrics.push(metric);
    }
  }
  return metrics;
}

function parseSample(line: string, family: string, type: string | undefined): ParsedMetric {
  const [, name = '', labels = '', value] = SAMPLE.exec(line) ?? [];
  const suffix = name.startsWith(family) ? name.slice(family.length) : undefined;
  const known = suffix === '' || (type === 'summary' && (suffix === '_sum' || suffix === '_count'));
  if (type === undefined || !known) throw new Error(`no sample of ${family}: ${line}`);
  return { name, labels: parseLabels(labels, line), value: Number(value) };
}

function parseLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  for (let at = 0; at < text.length; at = LABEL.lastIndex) {
    const [, key, value] = LABEL.exec(text) ?? [];
    if (key === undefined || value === undefined || key in labels) throw new Error(`bad labels: ${line}`);
    labels[key] = value.replaceAll(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
  }
  return labels;
}
