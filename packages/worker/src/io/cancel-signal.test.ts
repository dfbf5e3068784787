import { describe, expect, it, vi } from 'vitest';
import { CancelSignal } from './cancel-signal.js';

function cancellable(): { readonly source: CancelSignal; cancel(): void } {
  let cancelled = false;
  return {
    source: new CancelSignal(() => (cancelled ? new DOMException('enough', 'AbortError') : undefined)),
    cancel: () => {
      cancelled = true;
    },
  };
}

describe('cancel signal', () => {
  it('shows a loop that polls it that the task is cancelled', () => {
    const { source, cancel } = cancellable();
    const { signal } = source;
    expect(signal).toBeInstanceOf(AbortSignal);
    expect(signal.aborted).toBe(false);
    signal.throwIfAborted();
    cancel();
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ name: 'AbortError' });
  });

  it('throws when asked to, and only then', () => {
    const { source, cancel } = cancellable();
    cancel();
    expect(() => source.signal.throwIfAborted()).toThrow(expect.objectContaining({ name: 'AbortError' }));
  });

  it('tells listeners, and signals made of it, once when polled', () => {
    const { source, cancel } = cancellable();
    const heard = vi.fn();
    source.signal.addEventListener('abort', heard);
    const combined = AbortSignal.any([source.signal]);
    source.poll();
    expect(heard).not.toHaveBeenCalled();
    cancel();
    source.poll();
    source.poll();
    expect(heard).toHaveBeenCalledTimes(1);
    expect(combined.aborted).toBe(true);
  });
});
