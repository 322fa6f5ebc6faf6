import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { libraryIn } from './build.mjs';
import { allOrAny } from './ports.mjs';
import { failure, isStopping, start, until } from './processes.mjs';
import { during, say } from './screen.mjs';

export const name = 'The app';

const quickMilliseconds = 5000;
const quickEndsAtMost = 3;

/** What differs from the sample settings: healing is tried more often than once a minute, because somebody is watching. */
const hurried = {
  EMULATOR_QUEUE_LOCK: '00:00:10',
  LAUNCH_CLAIM_SETTLE_SECONDS: '5',
  LAUNCH_RECONCILE_SCHEDULE: '*/5 * * * * *',
  LAUNCH_WATCH_PATIENCE_SECONDS: '10',
};

/** The app, kept up: when its process ends, another one takes its place, as a function app's host would be replaced. */
export class App {
  constructor(folder, connectionString, data) {
    this.folder = folder;
    this.data = data;
    const sample = JSON.parse(readFileSync(new URL('../../local.settings.sample.json', import.meta.url), 'utf8')).Values;
    const usual = { ...sample, ...hurried };
    const own = Object.keys(usual).filter((setting) => setting.startsWith('LAUNCH_') && process.env[setting]).map((setting) => [setting, process.env[setting]]);
    this.settings = { ...usual, ...Object.fromEntries(own), AzureWebJobsStorage: connectionString, LAUNCH_PROCESS_ROOT: join(data, 'attempts') };
    this.quickEnds = 0;
    this.url = this.key = this.pid = null;
    this.failed = new Promise((_, reject) => { this.fail = reject; });
    this.failed.catch(() => {});
  }

  /** Starts it on the usual port of a local function app, or on any free one. `onUp` is called after every start. */
  start(onUp) {
    this.onUp = onUp;
    return during('Starting the app', () => this.#launchSomewhere());
  }

  async #launchSomewhere() {
    const [port] = await allOrAny(7071);
    try {
      await this.#launch(port);
    } catch (error) {
      if (!/address already in use/i.test(error.details)) throw error;
      await this.#launch(0);
    }
  }

  async #launch(port) {
    const readyFile = join(this.data, 'ready.json');
    rmSync(readyFile, { force: true });
    const began = Date.now();
    const app = start(name, 'dotnet', [libraryIn(this.folder)], {
      cwd: this.data,
      log: join(this.data, 'app.log'),
      env: {
        ...this.settings,
        EMULATOR_PORT: `${port}`,
        EMULATOR_READY_FILE: readyFile,
        ...(this.key && { EMULATOR_FUNCTION_KEY: this.key }),
      },
    });
    const ready = await until('it was up', app, () => existsSync(readyFile) && JSON.parse(readFileSync(readyFile, 'utf8')), 60);
    Object.assign(this, ready);
    this.onUp(this);
    app.exited.then((how) => this.#replace(how, Date.now() - began, app)).catch(this.fail);
  }

  // The same port and key, so that everybody who knew them still does.
  async #replace(how, lifetime, app) {
    if (isStopping()) return;
    this.quickEnds = lifetime < quickMilliseconds ? this.quickEnds + 1 : 0;
    if (this.quickEnds > quickEndsAtMost) throw failure(app, `The app ends (${how}) again and again as soon as it is up`);
    say(`The app ended (${how}): starting it again …`);
    await this.#launch(new URL(this.url).port);
    say(`The app is up again, process id ${this.pid}.`);
  }
}
