import { describeAttacks, describeScarcity } from './attack/attacks.js';
import { loopback } from './attack/scene.js';

describeAttacks('from the same host', async () => loopback);
// Files are counted by what Linux shows of a process.
if (process.platform === 'linux') describeScarcity(async () => loopback);
