import { Script } from 'node:vm';
import { PayloadError } from '../value/payload.js';
import { PLACE } from './program-names.js';
import { BUNDLE_SCRIPT, bundleHash, type ShippedBundle } from './shipped-function.js';
import { placeOf } from './source-files.js';

type Requirer = (specifier: string) => unknown;

type BundleProgram = (
  module: { exports: unknown },
  require: Requirer,
  filename: string | undefined,
  dirname: string | undefined,
  place: object | undefined,
) => unknown;

/** Lines in front of the bundle's own text. */
export const BUNDLE_LINE = 1;

/** What a bundle is called in stack traces. */
export function bundleScript(hash: string): string {
  return `${BUNDLE_SCRIPT}${hash}`;
}

/**
 * Runs a bundle.
 *
 * @returns its exports.
 * @throws PayloadError if it is not what its hash was made of; whatever its modules throw.
 */
export function reviveBundle({ hash, text }: ShippedBundle, require: Requirer): unknown {
  if (bundleHash(text) !== hash) throw new PayloadError('a bundle does not match its hash');
  const source = `((module, require, __filename, __dirname, ${PLACE}) => {\n${new TextDecoder().decode(text)}\n})`;
  const program = new Script(source, { filename: bundleScript(hash) }).runInThisContext() as BundleProgram;
  // Packages that ask for their own place are given one that exists, as some do so only to make a `require`.
  const place = placeOf(`${process.cwd()}/zfarm-bundle.cjs`);
  const module = { exports: {} };
  program(module, require, place?.filename, place?.dirname, place);
  return module.exports;
}
