// The main job of zfarm on real input: counts the words of thousands of files on two workers, and checks the result.
import { readCommandLine, USAGE } from './command-line.mjs';
import { DemoError } from './demo-error.mjs';
import { watchParents } from './parent-watch.mjs';
import { Report } from './report.mjs';
import { tellStory } from './story.mjs';
import { WorkerProcesses } from './worker-processes.mjs';

const workers = new WorkerProcesses();
const report = new Report(process.stdout, process.env);
let leaving = false;

/**
 * Ends everything early. Asked again, it waits for nothing.
 *
 * @param {number} exitCode
 * @param {string} [message]
 */
async function leave(exitCode, message) {
  if (leaving) {
    workers.kill();
    process.exit(exitCode);
  }
  leaving = true;
  report.mute();
  if (message !== undefined) process.stderr.write(`${message}\n`);
  await workers.stop();
  process.exit(exitCode);
}

/** @param {string} why */
const stopped = (why) =>
  `\n${why}: the demo stops${workers.all.length > 0 ? ', and its workers leave' : ''}.`;

process.on('SIGINT', () => leave(130, stopped('Ctrl-C')));
process.on('SIGTERM', () => leave(143, stopped('SIGTERM')));
process.on('SIGHUP', () => leave(129));
watchParents(() => leave(1, stopped('The command that started the demo is gone')));
// Whoever reads the output has gone, as in `pnpm demo | head`.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => leave(1));

async function main() {
  const request = readCommandLine(process.argv.slice(2));
  if (request.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  await tellStory(request, workers, report);
  if (report.failedChecks > 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  if (!leaving) {
    const text = error instanceof DemoError ? error.message : `The demo failed: ${error.stack}`;
    await leave(1, text);
  }
}
