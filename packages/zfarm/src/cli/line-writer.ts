import { once } from 'node:events';

export interface LineWriterOptions {
  /** Gives up waiting for a reader that takes nothing. */
  readonly signal: AbortSignal;
  /** Called before and after anything is written. */
  readonly beforeWrite: () => void;
  readonly afterWrite: () => void;
  /** Called once, when the stream takes nothing more. */
  readonly onClosed: (error: NodeJS.ErrnoException) => void;
}

/** Written in pieces of about this size: a system call for each line would cost more than the line. */
const PIECE_CHARACTERS = 64 * 1024;

type OutputStream = NodeJS.WritableStream & { readonly writableNeedDrain: boolean };

/** Writes lines to a stream: at once when they come slowly, gathered when they come fast, no faster than it takes them. */
export class LineWriter {
  readonly #stream: OutputStream;
  readonly #options: LineWriterOptions;
  #gathered: string = '';
  #turn: NodeJS.Immediate | undefined;
  #closed: NodeJS.ErrnoException | undefined;

  constructor(stream: OutputStream, options: LineWriterOptions) {
    this.#stream = stream;
    this.#options = options;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#closed === undefined) options.onClosed(error);
      this.#closed ??= error;
    });
  }

  /** Resolves when there is room for more. @throws what closed the stream */
  async add(line: string): Promise<void> {
    if (this.#closed !== undefined) throw this.#closed;
    this.#gathered += `${line}\n`;
    if (this.#gathered.length >= PIECE_CHARACTERS) this.#write();
    else this.#turn ??= setImmediate(() => this.#write());
    await this.#room();
  }

  /** Bytes as they are, without an end of line of their own. Resolves when there is room for more. @throws what closed the stream */
  async addBytes(bytes: Uint8Array): Promise<void> {
    if (this.#closed !== undefined) throw this.#closed;
    this.#write();
    this.#options.beforeWrite();
    this.#stream.write(bytes);
    this.#options.afterWrite();
    await this.#room();
  }

  /** Resolves when everything has left. @throws what closed the stream */
  async end(): Promise<void> {
    this.#write();
    const { signal } = this.#options;
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#stream.write('', () => resolve());
    });
    if (this.#closed !== undefined) throw this.#closed;
  }

  async #room(): Promise<void> {
    if (this.#stream.writableNeedDrain) await once(this.#stream, 'drain', { signal: this.#options.signal });
  }

  #write(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    if (this.#gathered === '' || this.#closed !== undefined) return;
    this.#options.beforeWrite();
    this.#stream.write(this.#gathered);
    this.#gathered = '';
    this.#options.afterWrite();
  }
}
