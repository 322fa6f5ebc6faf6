import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { portIsTaken } from './hosts.mjs';
import { allOrAny } from './ports.mjs';
import { endRest, failure, isStopping, until } from './processes.mjs';
import { during, say } from './screen.mjs';

const lookMilliseconds = 500;
const quickMilliseconds = 5000;
const quickEndsAtMost = 3;

/** What differs from the sample settings: healing is tried more often than once a minute, because somebody is watching. */
const hurried = {
  LAUNCH_CLAIM_SETTLE_SECONDS: '5',
  LAUNCH_RECONCILE_SCHEDULE: '*/5 * * * * *',
  LAUNCH_MONITOR_PATIENCE_SECONDS: '10',
};

/** The app on a Functions host, kept up: when the host ends, another one takes its place, as it would be replaced on Azure. */
export class App {
  constructor(host, connectionString, data) {
    this.host = host;
    const sample = JSON.parse(readFileSync(new URL('../../local.settings.sample.json', import.meta.url), 'utf8')).Values;
    const usual = { ...sample, ...hurried };
    const own = Object.keys(usual).filter((setting) => setting.startsWith('LAUNCH_') && process.env[setting]).map((setting) => [setting, process.env[setting]]);
    this.settings = { ...usual, ...Object.fromEntries(own), AzureWebJobsStorage: connectionString, LAUNCH_PROCESS_ROOT: join(data, 'attempts') };
    this.quickEnds = 0;
    this.url = this.key = this.host_pid = this.worker_pid = null;
    this.failed = new Promise((_, reject) => { this.fail = reject; });
    this.failed.catch(() => {});
  }

  /** Starts it on the usual port of a local function app, or on any free one. `onUp` is called whenever a host or a worker is up. */
  start(onUp) {
    this.onUp = onUp;
    return during('Starting the app', () => this.#launchSomewhere());
  }

  async #launchSomewhere() {
    const [port] = await allOrAny(7071);
    try {
      await this.#launch(port);
    } catch (error) {
      if (!portIsTaken.test(error.details)) throw error;
      await this.#launch(0);
    }
  }

  async #launch(port) {
    const entry = await this.host.start(port, this.key, this.settings);
    this.#isUp(await until('it was up', entry, () => this.host.look(), this.host.seconds));
    const since = Date.now();
    const looking = setInterval(() => this.#lookAgain().catch(this.fail), lookMilliseconds);
    entry.exited.then((how) => {
      clearInterval(looking);
      return this.#replace(how, Date.now() - since, entry);
    }).catch(this.fail);
  }

  async #lookAgain() {
    const { worker_pid: before } = this;
    const now = await this.host.look();
    if (!now || isStopping()) return;
    this.#isUp(now);
    if (this.worker_pid !== before) say(`The app's worker ended; another one is up, process id ${this.worker_pid}.`);
  }

  #isUp(now) {
    Object.assign(this, now);
    this.onUp(this);
  }

  // The same port and key, so that everybody who knew them still does.
  async #replace(how, lifetime, entry) {
    if (isStopping()) return;
    this.quickEnds = lifetime < quickMilliseconds ? this.quickEnds + 1 : 0;
    if (this.quickEnds > quickEndsAtMost) throw failure(entry, `The app ends (${how}) again and again as soon as it is up`);
    say(`The app ended (${how}): starting it again …`);
    endRest(entry);
    await this.#launch(new URL(this.url).port);
    say(`The app is up again, process ids: host ${this.host_pid}${this.worker_pid ? `, worker ${this.worker_pid}` : ''}.`);
  }
}
