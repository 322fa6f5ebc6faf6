import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { appIn, hostIn } from './build.mjs';
import { freePort } from './ports.mjs';
import { complete, start } from './processes.mjs';
import { Trouble } from './trouble.mjs';

/** By this name a host is stopped, and spoken of. */
export const name = 'The app';

/** What a host that could not have its port says. */
export const portIsTaken = /address already in use|port \d+ is unavailable/i;

/** The Functions host of this repository: docs/reference/local-host.md. It says in a file when it is up, and when a new worker is. */
export class LocalHost {
  seconds = 120;
  #seen = null;

  constructor(build, data) {
    this.build = build;
    this.data = data;
    this.file = join(data, 'ready.json');
  }

  start(port, key, env) {
    rmSync(this.file, { force: true });
    this.#seen = null;
    return start(name, 'dotnet', [hostIn(this.build), '--app', appIn(this.build), '--port', `${port}`, '--ready-file', this.file], {
      cwd: this.data,
      log: join(this.data, 'app.log'),
      env: { ...env, ...(key && { LOCALHOST_FUNCTION_KEY: key }) },
      // It lets functions that run come to an end, for which it has ten seconds, and needs the worker for that.
      orderly: 12,
    });
  }

  /** What is up, when that is news; else null. */
  async look() {
    try {
      const { mtimeMs, ino } = statSync(this.file);
      if (this.#seen === `${mtimeMs} ${ino}`) return null;
      const { url, key, pid, worker_pid } = JSON.parse(readFileSync(this.file, 'utf8'));
      this.#seen = `${mtimeMs} ${ino}`;
      return { url, key, host_pid: pid, worker_pid };
    } catch {
      // Not written yet, or not to its end.
      return null;
    }
  }
}

/** Azure Functions Core Tools, as they are installed here. */
export class CoreTools {
  seconds = 180;
  #started = null;
  #up = false;

  constructor(build, data) {
    this.build = build;
    this.data = data;
  }

  /** Refuses to begin without them. */
  static async need(root) {
    const needs = '--core-tools needs Azure Functions Core Tools 4';
    const install = 'Install it: "npm install --global azure-functions-core-tools@4", or leave --core-tools out';
    let output;
    try {
      output = await complete(null, 'func', ['--version'], { cwd: root });
    } catch (error) {
      const what = /ENOENT/.test(`${error.message} ${error.details}`) ? 'found no "func"' : '"func --version" fails';
      throw new Trouble(`${needs}, and ${what}. ${install}.`, 2, error.details);
    }
    // The first start of a fresh installation says other things before.
    const version = output.match(/^\d+\.\d+\S*$/m)?.[0];
    if (!version?.startsWith('4.')) throw new Trouble(`${needs}; "func" here is ${version ?? 'something else'}. ${install}.`, 2);
  }

  async start(port, key, env) {
    const real = Number(port) || await freePort();
    this.#up = false;
    this.url = `http://127.0.0.1:${real}`;
    // In the output folder: Core Tools take the first host.json that they find on their way up, and that of the repository has no project
    // beside it.
    this.#started = start(name, 'func', ['start', '--port', `${real}`], { cwd: appIn(this.build), log: join(this.data, 'app.log'), env });
    return this.#started;
  }

  async look() {
    if (this.#up) return null;
    try {
      const { ok } = await fetch(`${this.url}/api/health`, { signal: AbortSignal.timeout(10_000) });
      if (!ok) return null;
      this.#up = true;
      // They ask for no key; a client that must send one may send anything.
      return { url: this.url, key: 'none', host_pid: this.#started.child.pid, worker_pid: null };
    } catch {
      return null;
    }
  }
}
