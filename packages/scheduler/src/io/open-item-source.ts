import type { ItemReceiver, ItemSource } from './item-source.js';
import { SNAPSHOT_BYTES_MAX } from './limits.js';
import { ListSource } from './list-source.js';
import { snapshot } from './snapshot.js';
import { StreamSource } from './stream-source.js';

/** The source for whatever the user has passed. Small data is copied, or all that is there; the rest is read in place. */
export function openItemSource(
  { data, copy }: { readonly data: Iterable<unknown> | AsyncIterable<unknown>; readonly copy: boolean },
  receiver: ItemReceiver,
): ItemSource {
  const bytesMax = copy ? Number.POSITIVE_INFINITY : SNAPSHOT_BYTES_MAX;
  const listOf = (values: ArrayLike<unknown>): ItemSource => new ListSource(snapshot(values, bytesMax));
  if (data instanceof Set || data instanceof Map) return listOf([...data]);
  if (Array.isArray(data)) return listOf(data);
  if (ArrayBuffer.isView(data) && !(data instanceof DataView)) {
    return listOf(data as unknown as ArrayLike<unknown>);
  }
  return new StreamSource(data, receiver);
}
