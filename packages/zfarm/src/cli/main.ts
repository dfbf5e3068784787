#!/usr/bin/env node
import { CliError, EXIT, exitCodeOf, failureText, messageOf } from './exit.js';
import { runProgram } from './program.js';
import { outputFailure, watchOutput } from './standard-output.js';
import { flush, prepareLastWords } from './terminal.js';

const debug = (process.env['ZFARM_DEBUG'] ?? '') !== '';

// Who reads our messages may go away at any time; that is not a failure.
process.stderr.on('error', () => {});
watchOutput();
process.on('uncaughtException', (error) => void fail(error));
process.on('unhandledRejection', (error) => void fail(error));

try {
  const exitCode = await runProgram(process.argv);
  // Who asked for an end by a signal does not wait for a reader that takes nothing.
  if (exitCode < 128) await flush(process.stdout);
  const unwritten = await outputFailure();
  if (exitCode === EXIT.ok && unwritten !== undefined)
    throw new CliError(`cannot write to standard output: ${messageOf(unwritten)}`, { cause: unwritten });
  await flush(process.stderr);
  // Not by itself: standard input may be open still, and nobody is going to read it.
  process.exit(exitCode);
} catch (error) {
  await fail(error);
}

async function fail(error: unknown): Promise<void> {
  process.exitCode = exitCodeOf(error) || EXIT.failed;
  prepareLastWords();
  process.stderr.write(failureText(error, debug));
  await Promise.all([flush(process.stdout), flush(process.stderr)]);
  process.exit();
}
