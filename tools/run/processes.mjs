import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { during } from './screen.mjs';
import { explainFiles, Trouble } from './trouble.mjs';

/** The environment variable by which everything that a run started is known: its data folder. */
export const mark = 'RUN_TOOL_DATA';

const started = [];
let stopping = false;
let hurry = false;

/** Whether the end has begun: what ends now was meant to. */
export const isStopping = () => stopping;

/**
 * Starts a process of our own, in a group of its own, that `stop` ends. Its last output is kept for error messages.
 * `orderly`: it ends by itself what it started, in its own order, so that a request to stop goes to it and not to its group; the seconds
 * that it may take.
 */
export function start(name, command, args, { log, env, orderly = 0, ...options } = {}) {
  if (stopping) throw new Trouble('it is being stopped');
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: { ...process.env, ...env }, ...options });
  const file = log && createWriteStream(log, { flags: 'a' }).on('error', () => {});
  const tail = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      file?.write(text);
      tail.push(text);
      if (tail.length > 200) tail.shift();
    });
  }
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });
  // Its output ends with it, unless something that it started holds on to it.
  const closed = new Promise((resolve) => child.once('close', resolve));
  const ended = exited.then((how) => Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 1000))]).then(() => how));
  const entry = { name, child, log, exited, ended, orderly, output: () => tail.join('') };
  started.push(entry);
  exited.then(() => started.splice(started.indexOf(entry), 1));
  return entry;
}

/** Runs a process to its end and shows that it goes on; an exit code other than 0 is an error, which `explain` makes a sentence of. */
export async function complete(title, command, args, { explain, ...options } = {}) {
  const entry = start(title, command, args, options);
  const code = title ? await during(title, () => entry.ended) : await entry.ended;
  if (stopping) throw new Trouble('it is being stopped');
  if (code === 0) return entry.output();

  const output = `${entry.output()}${typeof code === 'string' ? `\n${code}` : ''}`;
  throw new Trouble(explain?.(output) ?? `${command} failed (${code})`, 1, output);
}

/** Waits until `probe` answers something, or says why it never will. */
export async function until(what, entry, probe, seconds) {
  let over = false;
  entry.exited.then(() => { over = true; });
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const answer = await probe();
    if (answer) return answer;
    if (stopping) throw new Trouble('it is being stopped');
    if (over) {
      await entry.ended;
      throw failure(entry, `${entry.name} ended before ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw failure(entry, `${entry.name} took longer than ${seconds} s until ${what}`);
}

/** What went wrong with a process that should be up, by what it said. */
export function failure(entry, sentence) {
  const where = `What it said last is above${entry.log ? `, all of it in ${entry.log}` : ''}.`;
  return new Trouble(`${sentence}. ${explainFiles(entry.output()) ?? where}`, 1, entry.output());
}

/** From here on nothing is started any more. */
export function beginStop() {
  stopping = true;
}

/** No more patience: what is still there is killed at once. */
export function hurryUp() {
  hurry = true;
  for (const { child } of started) signal(child.pid, 'SIGKILL');
}

/** Ends what was started under a name (all, without one): by a request, by force when that takes longer than five seconds, or than it may. */
export async function stop(name) {
  for (const { child, exited, orderly } of started.filter((entry) => !name || entry.name === name).reverse()) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) continue;
    if (hurry) signal(child.pid, 'SIGKILL');
    else if (orderly) child.kill('SIGTERM');
    else signal(child.pid, 'SIGTERM');
    const timer = setTimeout(() => signal(child.pid, 'SIGKILL'), (orderly || 5) * 1000);
    await exited;
    clearTimeout(timer);
  }
}

/** Ends what a process left in its group: "func" of npm is a script, without which the host that it started would still hold the port. */
export function endRest({ child, orderly }) {
  if (!orderly) signal(child.pid, 'SIGKILL');
}

// Each process leads a group of its own, so that what it started goes with it.
function signal(pid, name) {
  try {
    if (pid) process.kill(-pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
