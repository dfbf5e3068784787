type EndReason = { readonly exitCode: number } | { readonly error: Error };

/** Why a map ends before its input does; the first reason counts. */
export class MapEnding {
  readonly #cancel: AbortController = new AbortController();
  #reason: EndReason | undefined;

  /** Cancels the job. */
  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  /** Somebody wants no more results. */
  wanted(exitCode: number): void {
    this.#end({ exitCode });
  }

  failed(error: Error): void {
    this.#end({ error });
  }

  /** The exit code, if somebody wanted an end; undefined if nobody did. @throws the failure, if that came first */
  outcome(): number | undefined {
    if (this.#reason === undefined) return undefined;
    if ('error' in this.#reason) throw this.#reason.error;
    return this.#reason.exitCode;
  }

  #end(reason: EndReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#cancel.abort(reason);
  }
}
