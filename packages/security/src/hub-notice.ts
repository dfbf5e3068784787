/**
 * Tells a user of gossip hubs that do not answer; undefined if all do.
 *
 * @param unreached their endpoints
 */
export function hubNotice(unreached: readonly string[]): string | undefined {
  if (unreached.length === 0) return undefined;
  const hubs = unreached.map((endpoint) => endpoint.replace(/^tcp:\/\//, '')).join(', ');
  const silent = unreached.length === 1 ? `The gossip hub ${hubs} does` : `The gossip hubs ${hubs} do`;
  return (
    `${silent} not answer, so nobody new is met there: see that zfarm worker --gossip-bind runs there with the key of this cluster, ` +
    'and that its port is open. Attempts go on.'
  );
}
