/**
 * Puts runs of `zfarm bench` together that were made one after the other, and writes them as one, with the page beside it:
 * `node benchmarks/join-results.mjs all.json one.json two.json`. What several have, the last one says.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseReport, reportPage } from '@zfarm/bench';

const [out, ...files] = process.argv.slice(2);
const reports = files.map((file) => parseReport(readFileSync(file, 'utf8')));
const first = reports[0];
if (out === undefined || first === undefined) {
  console.error('usage: node benchmarks/join-results.mjs <out.json> <in.json>...');
  process.exit(2);
}

/** The last of each, in the order in which they first came. */
function lastOfEach(lists, keyOf) {
  return [...new Map(lists.flat().map((one) => [keyOf(one), one])).values()];
}

const figureKey = ({ benchmark, contender, size, metric, at }) =>
  JSON.stringify([benchmark, contender, size, metric, at]);
const joined = {
  ...first,
  startedAt: reports.map(({ startedAt }) => startedAt).sort()[0],
  endedAt: reports
    .map(({ endedAt }) => endedAt)
    .sort()
    .at(-1),
  complete: reports.every(({ complete }) => complete),
  commit: [...new Set(reports.map(({ commit }) => commit))].join(', '),
  settings: { ...first.settings, rounds: Math.max(...reports.map(({ settings }) => settings.rounds)) },
  contenders: lastOfEach(
    reports.map(({ contenders }) => contenders),
    ({ name }) => name,
  ),
  benchmarks: lastOfEach(
    reports.map(({ benchmarks }) => benchmarks),
    ({ name }) => name,
  ),
  figures: lastOfEach(
    reports.map(({ figures }) => figures),
    figureKey,
  ),
  skipped: lastOfEach(
    reports.map(({ skipped }) => skipped),
    ({ name }) => name,
  ),
  failures: reports.flatMap(({ failures }) => failures),
};
writeFileSync(out, `${JSON.stringify(joined, null, 1)}\n`);
writeFileSync(`${out.replace(/\.json$/, '')}.html`, reportPage(joined));
console.log(`${joined.benchmarks.length} benchmarks, ${joined.figures.length} figures`);
