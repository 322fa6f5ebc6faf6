import { spawn } from 'node:child_process';

const started = [];

/** Starts a process of our own that `stopAll` ends. Its last output is kept for error messages. */
export function start(name, command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...options });
  const tail = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      tail.push(text);
      if (tail.length > 200) tail.shift();
    });
  }
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });
  const entry = { name, child, ended, output: () => tail.join('') };
  started.push(entry);
  return entry;
}

/** Runs a process to its end; an exit code other than 0 is an error with what it printed. */
export async function complete(name, command, args, options) {
  const entry = start(name, command, args, options);
  const code = await entry.ended;
  started.splice(started.indexOf(entry), 1);
  if (code !== 0) throw new Error(`${name} failed (${code}):\n${entry.output()}`);
}

/** Waits until `probe` answers something, or says why it never will. */
export async function until(what, entry, probe, seconds) {
  let over = false;
  entry.ended.then(() => { over = true; });
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const answer = await probe();
    if (answer) return answer;
    if (over) throw new Error(`${entry.name} ended before ${what}:\n${entry.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: not within ${seconds} s.\n${entry.output()}`);
}

/** Ends everything that was started, last first: by a request, after five seconds by force. */
export async function stopAll() {
  for (const { child, ended } of started.splice(0).reverse()) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) continue;
    signal(child.pid, 'SIGTERM');
    const timer = setTimeout(() => signal(child.pid, 'SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
  }
}

// Each process leads a group of its own, so that what it started goes with it.
function signal(pid, name) {
  try {
    process.kill(-pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
