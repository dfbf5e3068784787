import { worker } from 'workerpool';
import { runTask } from './run-task.mjs';

worker({ runTask });
