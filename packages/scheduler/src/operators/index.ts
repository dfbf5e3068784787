export { TaskOperators } from './task-operators.js';
