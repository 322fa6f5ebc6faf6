import { resolve } from 'node:path';
import { Trouble } from './trouble.mjs';

export const help = `./run [options]

Builds the launch agent, starts it on this machine with a storage emulator, submits the samples as queue
messages and shows them until they have ended. Exit code 0: each of them ended as it should.

  --keep          stay up afterwards and say how to use it; Ctrl-C stops it
  --no-samples    submit nothing; together with --keep
  --data FOLDER   keep the data in this folder and go on from what is in it
                  (otherwise a folder of its own in .data/, removed when all went well)
  --core-tools    run the app under Azure Functions Core Tools ("func") instead of the local host
  --wipe          delete what earlier runs left in .data/ and end what they left running
  --help          this text

Needs Linux or macOS (Windows: WSL), the .NET SDK 10 and Node.js 20 with npm. The first run downloads packages.
Ctrl-C stops everything at any moment, attempts that are still running included.
More: docs/how-to/local.md
`;

/** What the command line asks for. */
export function parseOptions(args) {
  const options = { help: false, keep: false, wipe: false, coreTools: false, samples: true, data: null };
  for (let i = 0; i < args.length; i++) {
    const [name, inline] = args[i].split(/=(.*)/s);
    if (args[i] === '--help' || args[i] === '-h') options.help = true;
    else if (args[i] === '--keep') options.keep = true;
    else if (args[i] === '--wipe') options.wipe = true;
    else if (args[i] === '--core-tools') options.coreTools = true;
    else if (args[i] === '--no-samples') options.samples = false;
    else if (name === '--data') options.data = folder(inline ?? args[++i]);
    else throw new Trouble(`there is no option "${args[i]}". ./run --help lists them.`, 2);
  }
  if (!options.samples && !options.keep) throw new Trouble('--no-samples leaves nothing to do unless --keep is given too.', 2);
  return options;
}

function folder(text) {
  if (!text || text.startsWith('--')) throw new Trouble('--data needs a folder.', 2);
  return resolve(text);
}
