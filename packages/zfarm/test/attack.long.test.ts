import { describeAttacks } from './attack/attacks.js';
import { loopback } from './attack/scene.js';

describeAttacks('from the same host', async () => loopback);
