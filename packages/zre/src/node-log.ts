import type { Logger } from './logger.js';
import type { ZreNode } from './zre-node.js';

/** Logs whom a node meets and loses. What is said to it is nobody's business here. */
export function logNode(node: Pick<ZreNode, 'on'>, logger: Logger): void {
  node.on('enter', ({ peer, name, endpoint }) => logger.debug({ peer, name, endpoint }, `${name} enters`));
  node.on('exit', ({ peer, name }) => logger.debug({ peer, name }, `${name} exits`));
  node.on('evasive', ({ peer, name }) => logger.debug({ peer, name }, `${name} is evasive`));
  node.on('silent', ({ peer, name }) => logger.warn({ peer, name }, `${name} is silent`));
  node.on('leader', ({ peer, name, group }) => logger.info({ peer, name, group }, `${name} leads ${group}`));
}
