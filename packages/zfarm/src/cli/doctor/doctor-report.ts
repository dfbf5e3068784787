import { printable } from '../printable.js';
import type { Finding, Severity } from './finding.js';

type Paint = (text: string) => string;

const MARKS: Readonly<Record<Severity, string>> = {
  ok: 'ok     ',
  note: 'note   ',
  warning: 'WARNING',
  problem: 'PROBLEM',
};

/** A line for each finding, and below it what to do; folded to the width. */
export function doctorReport(
  findings: readonly Finding[],
  width: number,
  paint: Readonly<Record<Severity, Paint>>,
): string {
  const lines = findings.flatMap(({ severity, code, text, remedy }) => {
    const [first = '', ...rest] = folded(`${text} [${code}]`, width - 9);
    const below = remedy === undefined ? [] : folded(`→ ${remedy}`, width - 9);
    return [
      `${paint[severity](MARKS[severity])}  ${first}`,
      ...[...rest, ...below].map((line) => `         ${line}`),
    ];
  });
  const count = (severity: Severity): number => findings.filter((one) => one.severity === severity).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  const summary =
    problems + warnings === 0
      ? 'Nothing is wrong here.'
      : `${problems} ${problems === 1 ? 'problem' : 'problems'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.`;
  return `${[...lines, '', summary].join('\n')}\n`;
}

function folded(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of printable(text).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
