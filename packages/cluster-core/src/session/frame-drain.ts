/**
 * Frees frames of ZeroMQ at once on Node.js 20, which has no `ArrayBuffer.prototype.transfer`, and marks such memory as one
 * that `postMessage` copies. A stream of bytes takes the memory of what is put into it, though, and hands it out
 * unmarked (WHATWG Streams, ReadableByteStreamController); what is posted to a closed port is gone.
 */
export class FrameDrain {
  readonly #reader: ReturnType<typeof byteStream>['reader'];
  readonly #controller: ReturnType<typeof byteStream>['controller'];
  #open: boolean = false;
  readonly #nowhere: InstanceType<typeof MessageChannel>['port1'];

  constructor() {
    ({ reader: this.#reader, controller: this.#controller } = byteStream());
    const { port1, port2 } = new MessageChannel();
    this.#nowhere = port1;
    port1.once('close', () => {
      this.#open = true;
    });
    port2.close();
  }

  /**
   * Frees the memory of a frame that is not empty, and all of its buffer, when the code that runs now has returned. Frames of
   * the first moment are left to the collector of garbage: a port that is not closed yet would keep them.
   */
  free(frame: Uint8Array<ArrayBuffer>): void {
    if (!this.#open) return;
    const taken = this.#reader.read();
    this.#controller.enqueue(frame);
    void taken.then(({ value }) => {
      if (value !== undefined) this.#nowhere.postMessage(undefined, [value.buffer as ArrayBuffer]);
    });
  }
}

function byteStream() {
  let controller: ReadableByteStreamController | undefined;
  const stream = new ReadableStream({
    type: 'bytes',
    start: (given: ReadableByteStreamController) => {
      controller = given;
    },
  });
  return { reader: stream.getReader(), controller: controller as unknown as ReadableByteStreamController };
}
