import type { Cluster } from '../cluster.js';
import { Violation } from '../violation.js';

/** Nobody holds anything of a job that is over, and every client and worker are linked again. */
export function checkLeftovers(cluster: Cluster): void {
  const must = (holds: boolean, otherwise: string): void => {
    if (!holds) throw new Violation('leftovers', otherwise);
  };
  for (const worker of cluster.workers) {
    must(worker.unit.atRest, `${worker.id} is not at rest`);
    worker.host.checkSessions();
  }
  for (const client of cluster.clients) {
    must(client.atRest, `${client.id} is not at rest`);
    client.host.checkSessions();
    if (client.localMode === 'always') continue;
    const known = new Set(client.host.links);
    for (const worker of cluster.workers) {
      must(known.delete(worker.id), `${client.id} has no session with ${worker.id}`);
      must(worker.host.links.includes(client.id), `${worker.id} has no session with ${client.id}`);
    }
    must(known.size === 0, `${client.id} still has sessions with ${[...known].join(', ')}`);
  }
}
