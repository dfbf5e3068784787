import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '@zfarm/security';
import { CliError, messageOf } from './exit.js';
import { isNodeFile, unfinishedFileName } from './node-file.js';

/**
 * A folder that is made to hold certain files, whatever becomes of it meanwhile. Readers see a file whole or not
 * at all: each is written under another name, then renamed.
 */
export class NodeFolder {
  readonly path: string;
  readonly #tell: (message: string) => void;
  readonly #wanted: Map<string, string> = new Map();
  /** What is there, as far as known. */
  readonly #written: Map<string, string> = new Map();
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #trouble: string | undefined;
  #closing: boolean = false;

  /** @param tell is told once when the folder vanishes or cannot be written, and when it can be again */
  constructor(path: string, tell: (message: string) => void) {
    this.path = path;
    this.#tell = tell;
  }

  /** Makes the folder, and removes what an earlier run left there. @throws CliError when it cannot */
  async open(): Promise<void> {
    try {
      makeFolder(this.path);
      const stale = (await readdir(this.path)).filter(isNodeFile);
      await Promise.all(stale.map((file) => rm(join(this.path, file), { force: true })));
    } catch (cause) {
      throw new CliError(`cannot keep files in ${this.path}: ${messageOf(cause)}`, { cause });
    }
  }

  /** What the file is to hold from now on; undefined for no file. `sync` makes it so. */
  want(file: string, text: string | undefined): void {
    if (text === undefined) this.#wanted.delete(file);
    else this.#wanted.set(file, text);
  }

  /** Makes the folder as it is wanted; what fails is told of and left for the next time. */
  sync(): Promise<void> {
    // One at a time: all who ask while one runs share the next.
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      this.#running = this.#reconcile().then(
        () => this.#recovered(),
        (error) => this.#failed(error),
      );
      return this.#running;
    });
    return this.#next;
  }

  /** Removes all files and writes no more. @throws CliError when some are left */
  async close(): Promise<void> {
    this.#closing = true;
    this.#wanted.clear();
    await this.sync();
    if (this.#written.size === 0) return;
    throw new CliError(`could not clear ${this.path}: remove ${[...this.#written.keys()].join(', ')}`);
  }

  async #reconcile(): Promise<void> {
    const present = await this.#present();
    for (const file of this.#written.keys()) if (!present.has(file)) this.#written.delete(file);
    const changes = [
      ...[...this.#wanted].filter(([file, text]) => this.#written.get(file) !== text),
      ...[...this.#written.keys()].filter((file) => !this.#wanted.has(file)).map((file) => [file] as const),
    ];
    // A file that fails, such as one that somebody holds open on Windows, must not keep the others from theirs.
    let failure: unknown;
    for (const [file, text] of changes) {
      await this.#change(file, text).catch((error: unknown) => {
        // Vanished just now: the next look finds that out and says so.
        if (codeOf(error) !== 'ENOENT') failure ??= error;
      });
    }
    if (failure !== undefined) throw failure;
  }

  /** The files that are there. A folder that has vanished is made anew, unless nobody needs it any more. */
  async #present(): Promise<ReadonlySet<string>> {
    try {
      return new Set(await readdir(this.path));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      if (this.#closing) return new Set();
      makeFolder(this.path);
      this.#tell(`${this.path} had vanished; it is there again`);
      return new Set();
    }
  }

  async #change(file: string, text: string | undefined): Promise<void> {
    const path = join(this.path, file);
    if (text === undefined) {
      await rm(path, { force: true });
      this.#written.delete(file);
      return;
    }
    const unfinished = join(this.path, unfinishedFileName(file));
    // A new file each time: one that is there may be a link of somebody else's to somewhere else.
    await rm(unfinished, { force: true });
    await writeFile(unfinished, text, { flag: 'wx' });
    await rename(unfinished, path);
    this.#written.set(file, text);
  }

  #failed(error: unknown): void {
    const trouble = codeOf(error) ?? messageOf(error);
    if (trouble !== this.#trouble) {
      this.#tell(`cannot write ${this.path} (${messageOf(error)}); trying again every second`);
    }
    this.#trouble = trouble;
  }

  #recovered(): void {
    if (this.#trouble !== undefined) this.#tell(`${this.path} is written again`);
    this.#trouble = undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
