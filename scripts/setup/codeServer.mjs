// A real VS Code, served on loopback: code-server from npm, compiled once into the cache folder.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { cacheFolder, fillOnce } from './cache.mjs';
import { npmCommand, runQuietly } from './command.mjs';
import { node24, node24Home } from './node24.mjs';
import { step } from './step.mjs';

const VERSION = '4.139.1';

/** The script that starts code-server under Node 24. */
export const codeServerScript = () =>
  join(codeServerFolder(), 'node_modules', 'code-server', 'out', 'node', 'entry.js');
/** Where it lies. */
export const codeServerFolder = () => join(cacheFolder(), `code-server-${VERSION}`);

export const setUpCodeServer = () =>
  step(`VS Code (code-server ${VERSION})`, async () => {
    if (existsSync(codeServerScript())) return `already there, in ${codeServerFolder()}`;
    await fillOnce(codeServerFolder(), install);
    return `compiled into ${codeServerFolder()}`;
  });

async function install(into) {
  // npm runs only those install scripts that are named here.
  await writeFile(
    join(into, 'package.json'),
    JSON.stringify({ private: true, allowScripts: { 'code-server': true, argon2: true } }),
  );
  const [program, ...first] = npmCommand(node24);
  // The environment variable beats a `nodedir` in the user's npmrc: headers of another Node would not do.
  const env = {
    ...process.env,
    PATH: [dirname(node24), process.env.PATH].join(delimiter),
    npm_config_nodedir: node24Home(),
  };
  for (const name of Object.keys(env))
    if (/^npm_(package|lifecycle|config_(prefix|local))/.test(name)) delete env[name];
  await runQuietly(
    program,
    [...first, 'install', `code-server@${VERSION}`, '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: into, env },
  );
}
