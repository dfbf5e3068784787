import { deserialize, serialize } from 'node:v8';
import { connect } from 'nats';
import { ready } from './peer-process.mjs';
import { runTask } from './run-task.mjs';

const connection = await connect({ servers: `127.0.0.1:${process.argv[2]}` });
connection.subscribe('tasks', {
  queue: 'workers',
  callback: (_error, message) => {
    void answerTo(deserialize(message.data)).then((answer) => message.respond(serialize(answer)));
  },
});
await connection.flush();
ready();

async function answerTo(task) {
  try {
    return { result: await runTask(task) };
  } catch (error) {
    return { failure: String(error) };
  }
}
