import { say } from './screen.mjs';

/** How to use what is up: three commands that work as they stand. */
export function explainUse(app, connectionString, data) {
  const spec = (name) => JSON.stringify({ name, command: ['echo', 'hello from a launch'] });
  for (const line of [
    `API            ${app.url}/api`,
    `Function key   ${app.key}`,
    `Storage        ${connectionString}`,
    `Process ids    ./run ${process.pid}, host ${app.host_pid}${app.worker_pid ? `, worker ${app.worker_pid}` : ''}`,
    `Data           ${data}  (what the app says: app.log)`,
    '',
    'Submit a launch by HTTP:',
    `  curl -s -X POST ${app.url}/api/launches -H 'x-functions-key: ${app.key}' -H 'content-type: application/json' -d '${spec('hello-http')}'`,
    'Submit one as a queue message:',
    `  node tools/run/send.mjs '${connectionString}' '${spec('hello-queue')}'`,
    'Look at the newest launches:',
    `  curl -s '${app.url}/api/launches?limit=3' -H 'x-functions-key: ${app.key}'`,
    'For python/launch.py and the commands of docs/how-to/submit.md:',
    `  export LAUNCH_API_URL='${app.url}' LAUNCH_API_KEY='${app.key}' AZURE_STORAGE_CONNECTION_STRING='${connectionString}'`,
    '',
    'Ctrl-C stops everything, attempts that are still running included.',
  ]) say(line);
}
