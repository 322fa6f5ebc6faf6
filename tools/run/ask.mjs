// node tools/run/ask.mjs FOLDER PATH EXPRESSION: asks the API of the ./run with that data folder, and prints what a JavaScript expression
// says of its answer `it`. Prints nothing, with exit code 1, while there is no answer or the expression says nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { get } from './api.mjs';

const [, , folder, path, expression] = process.argv;
const running = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
const answer = path === 'run' ? running : await get(running, `/api/${path}`);
const said = answer && new Function('it', `return ${expression}`)(answer);
if (said) console.log(Array.isArray(said) ? said.join('\n') : said);
else process.exitCode = 1;
