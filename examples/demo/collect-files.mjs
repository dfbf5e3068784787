import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DemoError } from './demo-error.mjs';

/**
 * @typedef {{ name: string, bytes: number }} TextFile
 * @typedef {{ folder: string, files: TextFile[], bytes: number, leftOut: number }} Collection
 */

const EXTENSIONS = new Set(
  (
    '.md .mdx .markdown .rst .adoc .txt .log .csv .tex .js .mjs .cjs .jsx .ts .mts .cts .tsx .json .yml .yaml .toml ' +
    '.ini .xml .svg .css .scss .less .html .htm .vue .svelte .py .rb .php .java .kt .go .rs .c .h .cc .cpp .hpp .cs ' +
    '.swift .lua .lisp .clj .hs .ex .sql .sh .bat'
  ).split(' '),
);

/** Folders of programs that write in them as they like, even while we count. */
const LEFT_ALONE = new Set(['.git', '.cache', '.vite', '.vite-temp']);

/** Bigger files are data rather than text somebody wrote. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Finds the text files below a folder, and reads each of them once: so every run that is timed later finds them in
 * the memory of the system, none has to wait for the disk. Links are not followed, and a file that is there under
 * several names counts once.
 *
 * @param {string} path
 * @param {number} bytesMax no more is collected; the rest is only counted as left out
 * @param {(files: number) => void} onProgress
 * @returns {Promise<Collection>}
 * @throws {DemoError}
 */
export async function collectFiles(path, bytesMax, onProgress) {
  const folder = realFolder(path);
  const seen = new Set();
  const files = [];
  let bytes = 0;
  let leftOut = 0;
  for (const name of textFileNames(folder, '')) {
    if (bytes >= bytesMax) {
      leftOut += 1;
      continue;
    }
    const size = sizeOfText(join(folder, name), seen);
    if (size === undefined) continue;
    files.push({ name, bytes: size });
    bytes += size;
    if (files.length % 64 === 0) {
      onProgress(files.length);
      await nextTurn();
    }
  }
  if (files.length === 0) {
    throw new DemoError(
      `There is no text file (.md .txt .js .ts .json .html and the like, at most 4 MiB each) in ${path}. ` +
        'Links in it are not followed.',
    );
  }
  return { folder, files, bytes, leftOut };
}

/**
 * Groups files into batches, the items of the job: big enough to be worth sending (a few milliseconds of work each),
 * small enough that there are plenty to share out.
 *
 * @param {Collection} collection
 * @returns {string[][]}
 */
export function batchesOf({ files, bytes }) {
  const batchBytes = Math.min(128 * 1024, bytes / 64);
  const batches = [];
  let filled = Number.POSITIVE_INFINITY;
  for (const file of files) {
    if (filled + file.bytes > batchBytes) {
      batches.push([]);
      filled = 0;
    }
    batches.at(-1).push(file.name);
    filled += file.bytes;
  }
  return batches;
}

/** @param {string} path */
function realFolder(path) {
  let found;
  try {
    found = statSync(path);
  } catch (error) {
    if (error.code === 'ENOENT') throw new DemoError(`There is no folder ${path}.`);
    throw new DemoError(`The folder ${path} cannot be read (${error.code}).`);
  }
  if (!found.isDirectory()) throw new DemoError(`${path} is not a folder. Give the folder it lies in.`);
  return realpathSync(path);
}

/**
 * @param {string} folder
 * @param {string} below path of the folder to list, seen from the first one
 * @returns {Generator<string>}
 */
function* textFileNames(folder, below) {
  for (const entry of listing(join(folder, below))) {
    const name = join(below, entry.name);
    if (entry.isDirectory()) {
      if (!LEFT_ALONE.has(entry.name)) yield* textFileNames(folder, name);
    } else if (entry.isFile() && isText(entry.name)) yield name;
  }
}

/** By its name; hidden files are notes that programs make for themselves. */
function isText(name) {
  return !name.startsWith('.') && EXTENSIONS.has(extname(name).toLowerCase());
}

/** Sorted: the same folder gives the same batches everywhere. What we may not read is not there for us. */
function listing(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

/**
 * @param {string} path
 * @param {Set<string>} seen the files met so far, by device and inode
 * @returns {number | undefined} undefined for a file that is not to be counted
 */
function sizeOfText(path, seen) {
  try {
    const { dev, ino, size } = lstatSync(path, { bigint: true });
    const identity = `${dev}:${ino}`;
    if (size === 0n || size > FILE_BYTES_MAX || seen.has(identity)) return undefined;
    seen.add(identity);
    const content = readFileSync(path);
    return content.subarray(0, 8192).includes(0) ? undefined : content.length;
  } catch {
    return undefined;
  }
}
