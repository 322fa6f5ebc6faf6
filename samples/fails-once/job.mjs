// A job whose first attempt fails and whose second succeeds, as one does that met a service just when it was away.
// The agent says which attempt it is; whether there is another one after a failure is the spec's to say ("retry").

import { writeFileSync } from 'node:fs';

const attempt = Number(process.env.LAUNCH_ATTEMPT ?? 1);
console.log(`attempt ${attempt} of launch ${process.env.LAUNCH_ID}`);
if (attempt === 1) {
  console.error('the data service is away (so this sample says, to be tried again)');
  process.exit(1);
}
console.log('the data service is back');
if (process.env.LAUNCH_RESULT_FILE) writeFileSync(process.env.LAUNCH_RESULT_FILE, JSON.stringify({ value: attempt, metrics: { attempts: attempt } }));
