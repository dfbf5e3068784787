import type { BuildFailure, Message, Metafile, OutputFile } from 'esbuild';
import { type Bundle, BundleCache } from './bundle-cache.js';
import { type BundlePlugin, bundlePlugin } from './bundle-plugin.js';
import { type BundleSlot, entrySource, SLOT_PREFIX, slotKey } from './bundle-slot.js';
import { BUNDLE_BYTES_MAX, NATIVE_ROUNDS_MAX } from './limits.js';
import { PLACE } from './program-names.js';
import { bundleHash } from './shipped-function.js';
import { absolutePath, fileStamp } from './source-files.js';
import { UnshippableFunctionError } from './unshippable-function-error.js';

const cache = new BundleCache();
/** Builds under way: functions submitted in one turn often want the same packages. */
const running = new Map<string, Promise<Bundle>>();

/** `.mjs`: so that the default import of a CommonJS module is the module, as in Node. */
const ENTRY = 'zfarm-entry.mjs';

const INSTALL =
  'install it on the workers, and import it inside the function by a computed name: "await import(name)"';

/** A bundle made before, if no file of it has changed since. */
export function bundleAtHand(slots: readonly BundleSlot[]): Bundle | undefined {
  return cache.get(keyOf(slots));
}

/**
 * Bundles what the slots name, as CommonJS in which only modules of Node and packages with native parts are left to
 * `require`. The first one of a process starts esbuild.
 *
 * @throws UnshippableFunctionError for what is not found or cannot be bundled.
 */
export async function bundle(slots: readonly BundleSlot[]): Promise<Bundle> {
  const key = keyOf(slots);
  const known = cache.get(key) ?? running.get(key);
  if (known !== undefined) return known;
  const build = buildBundle(slots);
  running.set(key, build);
  try {
    const built = await build;
    cache.set(key, built);
    return built;
  } finally {
    running.delete(key);
  }
}

function keyOf(slots: readonly BundleSlot[]): string {
  return slots.map(slotKey).join('\n');
}

async function buildBundle(slots: readonly BundleSlot[]): Promise<Bundle> {
  const natives = new Set<string>();
  for (let round = 0; round < NATIVE_ROUNDS_MAX; round += 1) {
    const before = natives.size;
    const plugin = bundlePlugin(slots, natives);
    const bundle = await runEsbuild(slots, plugin);
    if (natives.size === before) return bundle;
  }
  throw refuse(slots, 'its packages have native parts in too many places', INSTALL);
}

async function runEsbuild(
  slots: readonly BundleSlot[],
  { plugin, elsewhere }: BundlePlugin,
): Promise<Bundle> {
  const folder = slots[0]?.folder ?? process.cwd();
  const { build } = await import('esbuild');
  try {
    const { outputFiles, metafile } = await build({
      stdin: { contents: entrySource(slots), resolveDir: folder, sourcefile: ENTRY },
      absWorkingDir: folder,
      outfile: 'zfarm-bundle.cjs',
      write: false,
      bundle: true,
      metafile: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      supported: { 'dynamic-import': false },
      define: {
        'import.meta.url': `${PLACE}.url`,
        'import.meta.filename': `${PLACE}.filename`,
        'import.meta.dirname': `${PLACE}.dirname`,
      },
      sourcemap: 'external',
      sourcesContent: false,
      legalComments: 'none',
      logLevel: 'silent',
      plugins: [plugin],
    });
    return { ...outputs(slots, outputFiles), folder, elsewhere, inputs: stamps(metafile, folder) };
  } catch (error) {
    throw isBuildFailure(error) ? refuseBuild(slots, error.errors) : error;
  }
}

function outputs(
  slots: readonly BundleSlot[],
  files: readonly OutputFile[],
): Pick<Bundle, 'shipped' | 'sourceMap'> {
  const code = files.find(({ path }) => path.endsWith('.cjs'));
  const map = files.find(({ path }) => path.endsWith('.map'));
  // A copy: the bundler's own may be part of something bigger.
  const text = new Uint8Array(code?.contents ?? []);
  if (text.length > BUNDLE_BYTES_MAX) {
    const mib = 1024 * 1024;
    const why = `its packages make a bundle of ${Math.ceil(text.length / mib)} MiB, more than the ${BUNDLE_BYTES_MAX / mib} MiB allowed`;
    throw refuse(slots, why, INSTALL);
  }
  return { shipped: { hash: bundleHash(text), text }, sourceMap: map?.contents ?? new Uint8Array() };
}

function stamps({ inputs }: Metafile, folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const input of Object.keys(inputs)) {
    const path = absolutePath(folder, input);
    const stamp = fileStamp(path);
    // The entry itself is no file.
    if (stamp !== undefined) found.set(path, stamp);
  }
  return found;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

function refuseBuild(slots: readonly BundleSlot[], errors: readonly Message[]): UnshippableFunctionError {
  const [first] = errors;
  const slot = slotOf(slots, first?.text ?? '');
  const place =
    first?.location && first.location.file !== ENTRY
      ? ` (${first.location.file}:${first.location.line})`
      : '';
  const text = (first?.text ?? 'no reason given').replace(
    /zfarm-slot:(\d+)/,
    (_, index) => slots[Number(index)]?.specifier ?? '',
  );
  const what = slot === undefined ? 'its packages' : `"${slot.specifier}"`;
  const awaits = text.includes('Top-level await')
    ? `; a module with "await" at its top level can only be installed`
    : '';
  return refuse(
    slot === undefined ? slots : [slot],
    `${what} cannot be bundled from ${slot?.folder ?? slots[0]?.folder}: ${text}${place}${awaits}`,
    `check that the program can load it; otherwise ${INSTALL}`,
  );
}

function slotOf(slots: readonly BundleSlot[], text: string): BundleSlot | undefined {
  const [, index] = new RegExp(`${SLOT_PREFIX}(\\d+)`).exec(text) ?? [];
  return index === undefined && slots.length === 1 ? slots[0] : slots[Number(index)];
}

function refuse(slots: readonly BundleSlot[], why: string, remedy: string): UnshippableFunctionError {
  return new UnshippableFunctionError(slots[0]?.chain ?? [], why, remedy);
}
