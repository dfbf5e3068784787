import type { ItemReceiver, ItemSource } from './item-source.js';
import { ListSource } from './list-source.js';
import { snapshot } from './snapshot.js';
import { StreamSource } from './stream-source.js';

/** The source for whatever the user has passed. Small data is copied; the rest is read in place. */
export function openItemSource(
  data: Iterable<unknown> | AsyncIterable<unknown>,
  receiver: ItemReceiver,
): ItemSource {
  if (data instanceof Set || data instanceof Map) return new ListSource(snapshot([...data]));
  if (Array.isArray(data)) return new ListSource(snapshot(data));
  if (ArrayBuffer.isView(data) && !(data instanceof DataView)) {
    return new ListSource(snapshot(data as unknown as ArrayLike<unknown>));
  }
  return new StreamSource(data, receiver);
}
