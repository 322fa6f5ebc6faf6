import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from './app.mjs';
import { name as azuriteName, startAzurite } from './azurite.mjs';
import { build, buildFolder, findSdk, isBuilt } from './build.mjs';
import { CoreTools, LocalHost, name as appName } from './hosts.mjs';
import { install, isInstalled } from './install.mjs';
import { explainUse } from './keep.mjs';
import { countAttempts, endAll } from './leftovers.mjs';
import { alone } from './lock.mjs';
import { help, parseOptions } from './options.mjs';
import { beginStop, failure, hurryUp, mark, stop } from './processes.mjs';
import { Runs } from './runs.mjs';
import { readSamples } from './samples.mjs';
import { draw, onGone, say } from './screen.mjs';
import { explainFiles, needRoom, Trouble } from './trouble.mjs';
import { runSamples } from './watch.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const home = join(root, '.data');
const runs = new Runs(home);
const linesOfDetails = 20;
const charactersOfALine = 300;
// In the checkout; the package caches in the home folder take more, perhaps on another disk.
const megabytesToInstall = 400;
const megabytesToRun = 20;

let interrupt;
const interrupted = new Promise((_, reject) => { interrupt = reject; });
interrupted.catch(() => {});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP']) process.on(signal, onSignal);
onGone(() => onSignal('SIGPIPE'));

// Once it only stays up, to be stopped is no failure.
let stays = null;
let signalled = null;
function onSignal(signal) {
  if (signal === 'SIGHUP' && process.env.RUN_TOOL_NOHUP) return;
  beginStop();
  if (signalled) return hurryUp();
  signalled = signal;
  interrupt(new Trouble(signal === 'SIGINT' ? 'stopping …' : `stopping because of ${signal} …`, 128 + constants.signals[signal]));
}

/** Packages and a build, once for all runs of this checkout. */
async function prepare() {
  const tools = [['azurite', 'the storage emulator Azurite'], ['run', 'the queue client']].map(([name, what]) => [join(root, 'tools', name), what]);
  const folder = buildFolder(root, home, await findSdk(root));
  runs.note({ app: folder });
  const installed = tools.every(([tool]) => isInstalled(tool));
  if (!installed) needRoom(root, megabytesToInstall);
  if (!installed || !isBuilt(folder)) {
    await alone(join(home, 'prepare.lock'), async () => {
      for (const [tool, what] of tools) await install(tool, what);
      if (!isBuilt(folder)) await build(root, folder);
    });
  }
  runs.forgetBuilds();
  return folder;
}

async function run(options, data) {
  if (options.coreTools) await CoreTools.need(root);
  const folder = await prepare();
  const storage = await startAzurite(root, data);
  say(`Storage emulator: blobs, queues and tables on ports ${storage.ports.blob}, ${storage.ports.queue} and ${storage.ports.table}`);
  const app = new App(new (options.coreTools ? CoreTools : LocalHost)(folder, data), storage.connectionString, data);
  await app.start(({ url, key, host_pid, worker_pid }) =>
    writeRun(data, { url, key, connection_string: storage.connectionString, pid: process.pid, host_pid, worker_pid }));
  say(`Launch agent: ${app.url}`);
  say(`Data: ${data}`);

  const broken = Promise.race([app.failed, storage.azurite.exited.then((how) => {
    throw failure(storage.azurite, `Azurite ended (${how})`);
  })]);
  broken.catch(() => {});
  const right = options.samples ? await Promise.race([runSamples(app, storage.connectionString, readSamples(root)), broken]) : true;
  if (options.keep) {
    say();
    explainUse(app, storage.connectionString, data);
    stays = { exitCode: right ? 0 : 1 };
    await broken;
  }
  return right ? 0 : 1;
}

/** By rename: scripts read it while it is written anew. */
function writeRun(data, run) {
  writeFileSync(join(data, 'run.json.new'), JSON.stringify(run), { mode: 0o600 });
  renameSync(join(data, 'run.json.new'), join(data, 'run.json'));
}

/** Ends everything: first the app, which could start more, then attempts, then storage. */
async function end(data) {
  beginStop();
  await stop(appName);
  const attempts = countAttempts(data);
  if (attempts > 0) say(attempts === 1 ? 'Ending the attempt that still runs …' : `Ending the ${attempts} attempts that still run …`);
  await stop(azuriteName);
  await stop();
  await endAll(data, 2000);
}

function report(error) {
  draw([]);
  const known = error instanceof Trouble ? error.message : explainFiles(`${error.code} ${error.message}`);
  const sentence = known ?? `something unexpected happened: ${error.stack}`;
  if (known && !(error instanceof Trouble)) console.error(error.message);
  if (error.details && !signalled) console.error(brief(error.details));
  console.error(`./run: ${sentence}`);
  return error.exitCode ?? 1;
}

/** The lines that say something, the last of them if they are many. A host that fails has logged much that went well, and stacks in a single line. */
function brief(text) {
  const lines = text.split('\n').map((line) => line.trimEnd()).filter((line) => line && !/^(npm error)?\s+at |^[\d:.]+ info: /.test(line));
  const last = [...new Set(lines.reverse())].slice(0, linesOfDetails).reverse();
  return last.map((line) => (line.length > charactersOfALine ? `${line.slice(0, charactersOfALine)} …` : line)).join('\n');
}

async function main() {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) return process.stdout.write(help), 0;
  if (options.wipe) return await runs.wipe(), 0;

  const data = options.data ?? join(home, `run-${process.pid}`);
  process.env[mark] = data;
  let exitCode = 1;
  try {
    await runs.endDead();
    mkdirSync(data, { recursive: true });
    needRoom(data, megabytesToRun);
    runs.enter(data);
  } catch (error) {
    return report(error);
  }
  const running = run(options, data);
  try {
    exitCode = await Promise.race([running, interrupted]);
  } catch (error) {
    exitCode = report(error);
    if (signalled && stays) exitCode = stays.exitCode;
  } finally {
    await end(data);
    // What it is in ends with the processes it waits for, and gives back the lock.
    await Promise.race([running.catch(() => {}), new Promise((resolve) => setTimeout(resolve, 2000))]);
    rmSync(join(data, 'run.json'), { force: true });
    runs.leave();
  }
  // A folder that was given is never deleted, whatever it held before.
  const ours = options.data === null;
  const hasData = existsSync(join(data, 'azurite'));
  if (ours && (!hasData || (exitCode === 0 && !options.keep))) rmSync(data, { recursive: true, force: true });
  else if (hasData) say(`Stopped. What was written is in ${data}${ours ? '; ./run --wipe deletes it' : ''}.`);
  return exitCode;
}

const exitCode = await main().catch(report);
if (signalled === 'SIGHUP') {
  // Node crashes when it puts a terminal back in order that is gone; the signal's own way out does not.
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
// Sockets of a fetch that nobody waits for would hold the process.
process.exit(exitCode);
